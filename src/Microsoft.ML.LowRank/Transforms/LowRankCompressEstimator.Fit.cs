using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.Data;

namespace Microsoft.ML.LowRank;

public sealed partial class LowRankCompressEstimator
{
    private LowRankProjection FitColumn(InputOutputColumnPair pair, DataViewRowSource source, FitReporter reporter)
    {
        RequireRank(pair, source.Columns, "values");
        var fit = LowRankFitter.Fit(source, new LowRankFitSettings
        {
            Method = _options.Method,
            RankCeiling = _options.Rank,
            EnergyShare = _options.EnergyShare,
            CompressionRatio = _options.CompressionRatio,
            NoiseFloor = _options.NoiseFloor,
            Center = _options.Center,
            Whiten = _options.Whiten,
            Seed = _seed,
            Threads = _options.NumberOfThreads,
            CancellationToken = _options.OnCancellation == CancellationBehavior.Throw ? _options.CancellationToken : default,
            Progress = reporter.Advance,
        });
        RequireRank(pair, fit.Projection.RowCount - (_options.Center ? 1 : 0),
            $"directions at most in {fit.Projection.RowCount} rows");
        foreach (string message in fit.Messages)
            reporter.Info($"Column '{pair.InputColumnName}': {message}");
        return fit.Projection;
    }

    /// <summary>A rank that was set by hand must be met; one that was left alone is a ceiling.</summary>
    private void RequireRank(InputOutputColumnPair pair, long most, string what)
    {
        if (!_options.IsRankRequired || _options.Rank <= most)
            return;
        throw new ArgumentOutOfRangeException(nameof(Options.Rank), _options.Rank,
            $"Rank was set to {_options.Rank}, but column '{pair.InputColumnName}' has {most} {what}; " +
            $"set it to {most} or less, or leave it unset to take as many as there are.");
    }
}
