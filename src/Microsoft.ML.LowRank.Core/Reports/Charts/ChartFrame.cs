namespace Microsoft.ML.LowRank.Reports;

/// <summary>The rectangle in which a line chart draws its data, and the way from data to its coordinates.</summary>
internal sealed record ChartFrame(double Left, double Top, double Right, double Bottom, AxisScale X, AxisScale Y)
{
    public double AtX(double x) => X.Map(x, Left, Right);

    public double AtY(double y) => Y.Map(y, Bottom, Top);

    /// <summary>A value of the vertical axis, or the nearest end of it.</summary>
    public double AtNearestY(double y) => AtY(y <= Y.Low ? Y.Low : Math.Min(y, Y.High));
}
