using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Samples.Compress;

/// <summary>The step that this sample is about.</summary>
internal static class CompressionStep
{
    /// <summary>Replaces the features by the few directions that hold most of their variance.</summary>
    public static LowRankCompressEstimator Of(MLContext context, CompressSettings settings)
    {
        var options = new LowRankCompressEstimator.Options
        {
            Columns = [new InputOutputColumnPair(ColumnNames.Features)],
            Method = settings.Method,
            EnergyShare = settings.Energy,
            LabelColumnName = settings.Method == Compression.LowRankMethod.FisherWeighted ? ColumnNames.Label : null,
            Seed = settings.Seed,
            NumberOfThreads = settings.Threads,
        };
        if (settings.Rank is int rank)
            options.Rank = rank;
        return context.Transforms.LowRankCompress(options);
    }
}
