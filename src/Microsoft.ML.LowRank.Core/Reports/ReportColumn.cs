namespace Microsoft.ML.LowRank.Reports;

/// <summary>A column of a table. Columns of numbers are aligned right, all others left.</summary>
internal sealed record ReportColumn(string Header)
{
    /// <summary>Unit of the numbers, shown with the header, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>Which number is marked as the best; several when they are equal.</summary>
    public BestValue Best { get; init; }

    /// <summary>Significant digits of the largest number.</summary>
    public int Digits { get; init; } = ReportNumber.DefaultDigits;

    internal string Label => Unit is null ? Header : $"{Header} ({Unit})";
}
