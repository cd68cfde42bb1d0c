namespace Microsoft.ML.LowRank.Reports;

/// <summary>
/// The place of one marker's label: how far the room for its text reaches, in which row (0 is next to the plot), and where
/// the line is that it belongs to.
/// </summary>
internal sealed record MarkerLabel(ChartMarker Marker, string Text, double Line, double Left, double Width, int Row)
{
    /// <summary>Free room at both ends of the text.</summary>
    public const double Margin = 3;

    public bool Overlaps(MarkerLabel other) =>
        Row == other.Row && Left < other.Left + other.Width && other.Left < Left + Width;

    public bool Covers(double line) => line >= Left && line <= Left + Width;

    /// <summary>Text is smaller than its room on a wide page: it stays at the side of the line where it was put.</summary>
    public (double X, string Anchor) Anchor => Left + (Width / 2) is var middle && Math.Abs(middle - Line) < 1
        ? (middle, "middle")
        : middle > Line ? (Left + Margin, "start") : (Left + Width - Margin, "end");
}
