namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>Who trains a network.</summary>
internal static class CtrMethod
{
    public const string Ours = "ours";
    public const string Sparse = "PyTorch, sparse";
    public const string Dense = "PyTorch, dense";
    public const string Trees = "xgboost";
    public const string Linear = "Logistic regression of scikit-learn, one-hot";

    public static IReadOnlyList<string> Engines { get; } = [Ours, Sparse, Dense];

    public static string Name(CtrModel model, string engine) => $"{model.Name}: {engine}";

    /// <summary>Trains the network that a name stands for, on one thread.</summary>
    public static CtrOutcome Run(CtrTrial trial, string name, CtrSettings settings, int seed)
    {
        var (model, engine) = (from own in CtrModel.All from other in Engines where Name(own, other) == name select (own, other)).Single();
        return engine == Ours
            ? OwnNetwork.Run(trial.Rows, model, settings, seed, 1)
            : PeerNetwork.Run(trial.Files, model, settings, engine == Dense, seed, 1);
    }
}
