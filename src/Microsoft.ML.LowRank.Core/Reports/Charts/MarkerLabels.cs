namespace Microsoft.ML.LowRank.Reports;

/// <summary>
/// Places for the labels of vertical markers, in rows above the plot. Neighbours lie close together, as the best penalty
/// and the one within a standard error of it: a label steps aside rather than cover another, or another's line.
/// </summary>
internal sealed class MarkerLabels
{
    /// <summary>How far a label at the side of its line reaches over it.</summary>
    private const double Over = 2;

    private readonly List<MarkerLabel> _placed = [];

    public IReadOnlyList<MarkerLabel> Placed => _placed;

    public int Rows => _placed.Select(label => label.Row + 1).DefaultIfEmpty().Max();

    public void Place(LineChart chart, ChartFrame frame)
    {
        var markers = chart.Markers.Where(marker => !marker.Horizontal && frame.X.Contains(marker.Value)).ToArray();
        double[] lines = Array.ConvertAll(markers, marker => frame.AtX(marker.Value));
        for (int i = 0; i < markers.Length; i++)
        {
            string text = ChartText.Fit(markers[i].Label, ChartText.Width / 2);
            double x = lines[i], width = ChartText.Room(text) + (2 * MarkerLabel.Margin);
            double[] others = [.. lines.Where(line => line != x)];
            var marker = markers[i];
            MarkerLabel At(double left, int row) =>
                new(marker, text, x, Math.Clamp(left, 0, ChartText.Width - width), width, row);
            var free = from row in Enumerable.Range(0, markers.Length)
                       from left in new[] { x - (width / 2), x - Over, x + Over - width }
                       let label = At(left, row)
                       where !_placed.Any(label.Overlaps) && !others.Any(label.Covers)
                       select label;
            _placed.Add(free.FirstOrDefault() ?? At(x - (width / 2), Rows));
        }
    }
}
