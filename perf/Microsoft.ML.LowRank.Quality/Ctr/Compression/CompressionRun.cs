using System.Diagnostics;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Networks.Factoring;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Ctr.Compression;

/// <summary>Compresses a trained network and judges what came out on the test part, which nothing else reads.</summary>
internal static class CompressionRun
{
    public static MethodOutcome Run(
        CtrModelParameters original, IEncodedRows rows, NetworkCompressionOptions options, int seed, bool judgesUntrained)
    {
        var watch = Stopwatch.StartNew();
        var values = new CompressionValues();
        values.Add(CompressionValues.Original, JudgedScores.Of(original.Network, rows[Part.Test]));
        if (judgesUntrained)
        {
            var untrained = options.Copy();
            (untrained.FeatureEpochs, untrained.FineTuningEpochs) = (0, 0);
            values.Add(CompressionValues.Compressed, JudgedScores.Of(Compressor(original, rows, untrained, seed).Run().Model.Network, rows[Part.Test]));
        }
        watch.Restart();
        var compressor = Compressor(original, rows, options, seed);
        var (model, report) = compressor.Run();
        double seconds = watch.Elapsed.TotalSeconds;
        if (compressor.Control is { } control)
            values.Add(CompressionValues.Control, JudgedScores.Of(control, rows[Part.Test]));
        Measure(values, CompressionValues.Original, original, report.Before.MicrosecondsPerRow);
        // What a user has is the file: it is what is counted and judged.
        var loaded = Measure(values, CompressionValues.FineTuned, model, report.After.MicrosecondsPerRow);
        values.Add(CompressionValues.FineTuned, JudgedScores.Of(loaded.Network, rows[Part.Test]));
        values.Add(CompressionValues.FineTuned, CompressionValues.Epochs, report.FineTuning.Count);
        double change = values[CompressionValues.FineTuned, Scores.Auc] - values[CompressionValues.Original, Scores.Auc];
        return new MethodOutcome(values.All, seconds, $"{change:+0.0000;−0.0000} AUC");
    }

    private static NetworkCompressor Compressor(CtrModelParameters original, IEncodedRows rows, NetworkCompressionOptions options, int seed)
    {
        options.NumberOfThreads = 1;
        return new NetworkCompressor(original, rows[Part.Training], rows[Part.Validation], options,
            new SplitMix64((ulong)seed).Next(), _ => { }, () => false);
    }

    private static CtrModelParameters Measure(CompressionValues values, string name, NetworkModelParameters model, double microseconds)
    {
        using var file = new MemoryStream();
        model.Save(file);
        values.Add(name, CompressionValues.Bytes, file.Length);
        file.Position = 0;
        var loaded = CtrModelParameters.Load(file);
        values.Add(name, CompressionValues.Parameters, loaded.ParameterCount);
        values.Add(name, CompressionValues.Microseconds, microseconds);
        return loaded;
    }
}
