namespace Microsoft.ML.LowRank.Samples.Tables;

/// <summary>Finds out from the cells what a column is.</summary>
internal static class TypeInference
{
    /// <summary>More distinct texts than these are no category, whatever the number of rows.</summary>
    private const int MostCategories = 1000;

    /// <summary>So few distinct texts are a category even where hardly any repeats.</summary>
    private const int CertainlyCategories = 20;

    public static ColumnKind Of(RawColumn column)
    {
        var values = column.Values;
        if (values.Count == 0)
            return ColumnKind.Empty;
        if (AreNumbers(values))
            return ColumnKind.Number;
        if (values.All(value => Boolean(value) != null))
            return ColumnKind.Boolean;
        int present = column.Codes.Count(code => code != RawColumn.Missing);
        bool repeats = values.Count <= CertainlyCategories || 2 * values.Count <= present;
        return repeats && values.Count <= MostCategories ? ColumnKind.Category : ColumnKind.Text;
    }

    /// <summary>The numbers of a column of numbers or of yes and no; NaN where a cell is missing.</summary>
    public static float[] ToNumbers(RawColumn column)
    {
        var values = new float[column.Values.Count];
        for (int i = 0; i < values.Length; i++)
        {
            if (!Numbers.TryParse(column.Values[i], out values[i]))
                values[i] = Boolean(column.Values[i]) switch { true => 1, false => 0, null => float.NaN };
        }
        return [.. column.Codes.Select(code => code == RawColumn.Missing ? float.NaN : values[code])];
    }

    /// <summary>True for yes and true, false for no and false, otherwise null.</summary>
    public static bool? Boolean(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "T" or "Y" => true,
        "FALSE" or "NO" or "F" or "N" => false,
        _ => null,
    };

    private static bool AreNumbers(IReadOnlyList<string> values)
    {
        bool anyFinite = false;
        foreach (string value in values)
        {
            if (!Numbers.TryParse(value, out float number))
                return false;
            anyFinite |= float.IsFinite(number);
        }
        return anyFinite;
    }
}
