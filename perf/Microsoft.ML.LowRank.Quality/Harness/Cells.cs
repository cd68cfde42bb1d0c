namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>Numbers as cells of tables.</summary>
internal static class Cells
{
    /// <summary>Four digits, without an exponent.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
            return "–";
        int decimals = value == 0 ? 0 : Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 8);
        return value.ToString("F" + decimals);
    }

    /// <summary>Mean and standard deviation over seeds, with the digits of the mean.</summary>
    public static string Spread(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            return "–";
        string mean = Number(values.Average());
        int decimals = mean.Contains('.', StringComparison.Ordinal) ? mean.Length - mean.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        return values.Count == 1 ? mean : $"{mean} ± {Summary.Deviation(values).ToString("F" + decimals)}";
    }

    /// <summary>Mean and standard deviation with so many decimals.</summary>
    public static string Spread(IReadOnlyList<double> values, int decimals) => values.Count switch
    {
        0 => "–",
        1 => values[0].ToString("F" + decimals),
        _ => $"{values.Average().ToString("F" + decimals)} ± {Summary.Deviation(values).ToString("F" + decimals)}",
    };

    public static string Bold(string cell, bool isBold) => isBold ? $"**{cell}**" : cell;
}
