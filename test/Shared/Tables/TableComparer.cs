namespace Microsoft.ML.LowRank.Testing;

/// <summary>Compares tables row by row.</summary>
internal static class TableComparer
{
    /// <summary>Where scores are this near to the threshold, a predicted label may fall on either side.</summary>
    private const double UndecidedScore = 1e-6;

    /// <summary>A sentence on the first difference, or null where there is none.</summary>
    /// <param name="expected">The table to compare with.</param>
    /// <param name="actual">The table to compare.</param>
    /// <param name="names">The columns to compare; all visible ones of <paramref name="expected"/> when null.</param>
    /// <param name="tolerance">
    /// Relative to the greatest of the two values and the mean magnitude of the column; 0 means the same bits.
    /// </param>
    public static string? Difference(Table expected, Table actual, IEnumerable<string>? names, double tolerance)
    {
        if (expected.Count != actual.Count)
            return $"{expected.Count} rows were expected, {actual.Count} came.";
        foreach (string name in names ?? expected.Columns.Select(column => column.Name).Distinct())
        {
            if (!actual.Has(name))
                return $"Column '{name}' is missing.";
            var left = expected[name];
            var right = actual[name];
            if (!left.Type.Equals(right.Type))
                return $"Column '{name}' holds {right.Type} where {left.Type} was expected.";
            double scale = tolerance == 0 ? 0 : left.Scale;
            for (int row = 0; row < expected.Count; row++)
            {
                if (!left.Agrees(row, right, row, tolerance, scale)
                    && !(tolerance > 0 && IsUndecided(expected, name, row)))
                    return $"Column '{name}', row {row}: {left.Show(row)} was expected, {right.Show(row)} came.";
            }
        }
        return null;
    }

    private static bool IsUndecided(Table table, string name, int row)
        => name == "PredictedLabel" && table.Has("Score") && table["Score"].GetNumbers(row) is [var score]
            && Math.Abs(score) < UndecidedScore;
}
