using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Learning;

/// <summary>
/// Finds out from the label's type what is to be learned: two values make a binary task, a few texts or integers a
/// multiclass one, other numbers a regression.
/// </summary>
internal static class LabelInference
{
    /// <summary>More distinct integers than these are numbers to be predicted, not classes.</summary>
    private const int MostIntegerClasses = 20;

    private const int MostTextClasses = 200;

    /// <param name="column">The label.</param>
    /// <param name="wanted">The task that was asked for, or null to infer it.</param>
    /// <exception cref="SampleException">The label cannot serve that task.</exception>
    public static Label Read(RawColumn column, LearningTask? wanted = null)
    {
        int distinct = column.Values.Count;
        if (distinct == 0)
            throw new SampleException($"The label {column.Name} has no values at all.");
        if (distinct == 1)
            throw new SampleException(
                $"The label {column.Name} is '{column.Values[0]}' in every row: there is nothing to predict. Choose " +
                "another --label.");
        var task = wanted ?? Infer(column);
        return task switch
        {
            LearningTask.Regression => Numeric(column),
            LearningTask.Binary when distinct != 2 => throw new SampleException(
                $"The label {column.Name} has {distinct} values; --task binary needs exactly two."),
            LearningTask.Binary => Binary(column),
            _ => new ClassLabel(column.Name, task, column.Values, [.. column.Codes]),
        };
    }

    private static LearningTask Infer(RawColumn column)
    {
        int distinct = column.Values.Count;
        if (distinct == 2)
            return LearningTask.Binary;
        if (TypeInference.Of(column) == ColumnKind.Number)
        {
            bool areClasses = distinct <= MostIntegerClasses && column.Values.All(Numbers.IsInteger);
            return areClasses ? LearningTask.Multiclass : LearningTask.Regression;
        }
        if (distinct > MostTextClasses)
            throw new SampleException(
                $"The label {column.Name} has {distinct} different texts, too many to be classes. Choose another --label, " +
                "or say --task multiclass if that is meant.");
        return LearningTask.Multiclass;
    }

    private static NumberLabel Numeric(RawColumn column)
    {
        foreach (string value in column.Values)
        {
            if (!Numbers.TryParse(value, out _))
                throw new SampleException(
                    $"The label {column.Name} is '{value}' in some row, which is not a number; --task regression needs " +
                    "numbers.");
        }
        return new NumberLabel(column.Name, TypeInference.ToNumbers(column));
    }

    /// <summary>The positive value is yes, true or the larger number; of two other texts the rarer one.</summary>
    private static ClassLabel Binary(RawColumn column)
    {
        bool firstIsPositive = IsFirstPositive(column);
        string[] classes = firstIsPositive ? [column.Values[1], column.Values[0]] : [.. column.Values];
        int[] codes = [.. column.Codes.Select(code => firstIsPositive && code != RawColumn.Missing ? 1 - code : code)];
        return new ClassLabel(column.Name, LearningTask.Binary, classes, codes);
    }

    private static bool IsFirstPositive(RawColumn column)
    {
        var (first, second) = (column.Values[0], column.Values[1]);
        if (Numbers.TryParse(first, out float a) && Numbers.TryParse(second, out float b))
            return a > b;
        if (TypeInference.Boolean(first) is bool yes && TypeInference.Boolean(second) == !yes)
            return yes;
        int[] counts = column.Count();
        return counts[0] < counts[1] || (counts[0] == counts[1] && string.CompareOrdinal(first, second) > 0);
    }
}
