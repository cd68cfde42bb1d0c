namespace Microsoft.ML.LowRank.Stacking;

/// <summary>The shares of the magnitude penalty that options ask for, and which kind of model each is a candidate of.</summary>
internal sealed class PenaltyRatios
{
    private static readonly double[] Squared = [0.1, 0.5, 0.7, 0.9, 0.95, 0.99];
    private static readonly double[] Logistic = [0.5, 0.9];

    private readonly List<PenaltyKinds> _kinds = [];

    public PenaltyRatios(PenaltyOptions options, bool isLogistic)
    {
        var ratios = new List<double>();
        void Add(PenaltyKinds kind, params IReadOnlyList<double> values)
        {
            if (!options.Penalties.HasFlag(kind))
                return;
            ratios.AddRange(values);
            _kinds.AddRange(values.Select(_ => kind));
        }
        Add(PenaltyKinds.Ridge, 0);
        Add(PenaltyKinds.Lasso, 1);
        Add(PenaltyKinds.ElasticNet, options.L1Ratios ?? (isLogistic ? Logistic : Squared));
        Values = [.. ratios];
    }

    public double[] Values { get; }

    /// <summary>The kinds, each once.</summary>
    public IEnumerable<PenaltyKinds> Kinds => _kinds.Distinct();

    /// <summary>Of the paths of one training part the one that a kind of model takes.</summary>
    public PathFit Choose(PathFit[] paths, PenaltyKinds kind)
    {
        PathFit[] own = [.. paths.Where((_, index) => _kinds[index] == kind)];
        return own[PathFit.BestOf(own)];
    }

    /// <summary>What the solver is told.</summary>
    public static PathSettings Settings(
        PenaltyOptions options, bool isLogistic, double[] ratios, CancellationToken cancellation)
    {
        var basis = isLogistic ? PathSettings.Logistic : PathSettings.LeastSquares;
        return basis with
        {
            L1Ratios = ratios,
            PenaltyCount = options.NumberOfPenalties ?? (isLogistic ? 20 : basis.PenaltyCount),
            RidgePenaltyCount = options.NumberOfPenalties ?? (isLogistic ? 20 : basis.RidgePenaltyCount),
            Choice = options.PenaltyChoice,
            Threads = options.NumberOfThreads,
            Cancellation = cancellation,
        };
    }

    public static string NameOf(PenaltyKinds kind) => kind switch
    {
        PenaltyKinds.Ridge => "Ridge",
        PenaltyKinds.Lasso => "Lasso",
        _ => "Elastic net",
    };
}
