namespace Microsoft.ML.LowRank.Reports;

/// <summary>Text or a number. Numbers stay numbers until they are written, so that a column can format them alike.</summary>
internal readonly record struct ReportCell
{
    private ReportCell(string? text, double? number)
    {
        Text = text;
        Number = number;
    }

    public string? Text { get; }

    public double? Number { get; }

    public static implicit operator ReportCell(string? text) => new(text, null);

    public static implicit operator ReportCell(double number) => new(null, number);

    /// <summary>The cell on its own, not as one of a column.</summary>
    public string Format() => Number is { } number ? ReportNumber.Format(number) : Text ?? "";
}
