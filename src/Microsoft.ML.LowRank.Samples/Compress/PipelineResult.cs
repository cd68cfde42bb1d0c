namespace Microsoft.ML.LowRank.Samples.Compress;

/// <summary>A fitted pipeline and what was measured of it.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Model">The fitted chain.</param>
/// <param name="Width">How many features its trainer sees.</param>
/// <param name="FitSeconds">The shortest of its fits.</param>
/// <param name="RowsPerSecond">The fastest of its passes over all rows.</param>
/// <param name="Metric">Its quality on the test rows.</param>
/// <param name="Bytes">The size of its model file.</param>
internal sealed record PipelineResult(
    string Name, ITransformer Model, int Width, double FitSeconds, double RowsPerSecond, double Metric, long Bytes);
