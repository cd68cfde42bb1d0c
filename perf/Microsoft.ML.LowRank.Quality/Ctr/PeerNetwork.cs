using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.LowRank.Perf;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>Runs the scripts of perf/peers/ctr on rows that <see cref="EncodedFiles"/> wrote.</summary>
internal static class PeerNetwork
{
    /// <summary>The same network with the same numbers in PyTorch.</summary>
    /// <param name="files">What <see cref="EncodedFiles"/> says of the files.</param>
    /// <param name="model">The network.</param>
    /// <param name="settings">The numbers.</param>
    /// <param name="isDense">Whether steps and penalty go through whole tables, or through the rows of the batch as ours do.</param>
    /// <param name="seed">Decides everything random.</param>
    /// <param name="threads">Threads.</param>
    public static CtrOutcome Run(JsonObject files, CtrModel model, CtrSettings settings, bool isDense, int seed, int threads)
    {
        var spec = files.DeepClone().AsObject();
        spec["architecture"] = model.PeerArchitecture(settings);
        spec["embedding_dimension"] = model.DimensionFor(settings);
        spec["optimizer"] = isDense ? "dense" : "sparse";
        spec["learning_rate"] = settings.LearningRate;
        spec["batch"] = settings.BatchSize;
        spec["maximum_epochs"] = settings.MaximumEpochs;
        spec["patience"] = settings.Patience;
        spec["embedding_l2"] = isDense ? settings.DensePenalty : settings.Penalty;
        spec["clip"] = settings.GradientNorm;
        spec["plateau_factor"] = settings.PlateauFactor;
        spec["monitor"] = "auc";
        var result = Start("train.py", spec, seed, threads);
        return Read(result) with
        {
            Epochs = result.GetProperty("epochs").GetDouble(),
            BestEpoch = result.GetProperty("best_epoch").GetDouble(),
        };
    }

    /// <summary>A script that needs no more than the files.</summary>
    public static CtrOutcome Run(string script, JsonObject files, int seed, int threads) =>
        Read(Start(script, files.DeepClone().AsObject(), seed, threads));

    private static JsonElement Start(string script, JsonObject spec, int seed, int threads)
    {
        (spec["seed"], spec["threads"]) = (seed, threads);
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllText(path, spec.ToJsonString());
            return PythonPeer.Run("ctr/" + script, threads, TextWriter.Null, path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static CtrOutcome Read(JsonElement result) => new(
        result.GetProperty("auc").GetDouble(), result.GetProperty("logloss").GetDouble(), result.GetProperty("valid_auc").GetDouble(),
        0, 0, result.GetProperty("seconds").GetDouble());
}
