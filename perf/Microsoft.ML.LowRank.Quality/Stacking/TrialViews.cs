using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Stacking;

/// <summary>
/// The rows of a trial as stacks see them: with the set's columns, for base learners to be fitted; or with the base
/// learners' predictions as columns, for ways to combine them.
/// </summary>
internal sealed class TrialViews
{
    private readonly Trial _trial;
    private readonly MLContext _context;
    private readonly ITransformer? _keys;

    public TrialViews(Trial trial)
    {
        (_trial, _context) = (trial, new MLContext(trial.Seed));
        // The classes are those of the training rows.
        if (trial.Data.Label.Task == LearningTask.Multiclass)
            _keys = _context.Transforms.Conversion.MapValueToKey(ColumnNames.Label).Fit(trial.Data.View(trial.Rows.Training));
        Training = WithKeys(trial.Data.View(trial.Rows.Training));
        Test = WithKeys(trial.Data.View(trial.Rows.Test));
        Truth = Truth.Read(Test);
    }

    public IDataView Training { get; }

    public IDataView Test { get; }

    public Truth Truth { get; }

    /// <summary>
    /// A learner per base learner that gives back a column of its predictions, training rows, and test rows with these
    /// columns. The training rows have them too but hold nothing in them: a stack reads out-of-fold predictions instead.
    /// </summary>
    public PredictionViews OfPredictions(BaseFit fit)
    {
        StackingLearner[] learners = [.. fit.OutOfFold.Names.Select(name => new StackingLearner(
            name, context => context.Transforms.CopyColumns(fit.Test[name].Column, ColumnOf(name))))];
        return new PredictionViews(learners,
            View(fit, _trial.Rows.Training, (_, length) => Missing(length)),
            View(fit, _trial.Rows.Test, (name, _) => fit.Test[name].Values));
    }

    private static string ColumnOf(string learner) => "Predictions of " + learner;

    private static float[] Missing(int length)
    {
        var values = new float[length];
        Array.Fill(values, float.NaN);
        return values;
    }

    private IDataView View(BaseFit fit, int[] rows, Func<string, int, float[]> valuesOf)
    {
        var columns = new List<ViewColumn> { _trial.Data.Label.Of(rows).ToViewColumn(ColumnNames.Label) };
        foreach (string name in fit.OutOfFold.Names)
        {
            float[] values = valuesOf(name, rows.Length * Truth.Width);
            columns.Add(Truth.Width == 1
                ? ViewColumn.Of(ColumnOf(name), NumberDataViewType.Single, row => values[row])
                : ViewColumn.VectorOf(ColumnOf(name), [.. Enumerable.Range(0, Truth.Width).Select(c => new NumberColumn(
                    $"{c}", [.. Enumerable.Range(0, rows.Length).Select(row => values[(row * Truth.Width) + c])]))]));
        }
        return WithKeys(new TableView(columns, [.. Enumerable.Range(0, rows.Length)]));
    }

    private IDataView WithKeys(IDataView view) => _keys?.Transform(view) ?? view;
}

/// <summary>Base learners that cost nothing, and the rows for them.</summary>
internal sealed record PredictionViews(StackingLearner[] Learners, IDataView Training, IDataView Test);

/// <summary>Labels of some rows.</summary>
internal static class LabelRows
{
    public static Label Of(this Label label, int[] rows) => label switch
    {
        ClassLabel classes => classes with { Codes = [.. rows.Select(row => classes.Codes[row])] },
        NumberLabel numbers => numbers with { Values = [.. rows.Select(row => numbers.Values[row])] },
        _ => throw new NotSupportedException($"{label.GetType().Name} is a label of a kind that is not known here."),
    };
}
