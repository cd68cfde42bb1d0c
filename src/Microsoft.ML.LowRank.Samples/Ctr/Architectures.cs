namespace Microsoft.ML.LowRank.Samples.Ctr;

/// <summary>Architectures by the names of their classes.</summary>
internal static class Architectures
{
    /// <summary>A field-aware machine has a vector per value and other field: the usual number of values each would be far too many.</summary>
    private const int FieldAwareDimension = 4;

    /// <summary>Texts alone: that a process writes its help must not bring the package in.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        nameof(LogisticRegression),
        nameof(FactorizationMachine),
        nameof(FieldAwareFactorizationMachine),
        nameof(WideAndDeep),
        nameof(DeepFm),
        nameof(Dcn),
        nameof(Dcn2),
        nameof(XDeepFm),
        nameof(AutoInt),
        nameof(FiBiNet),
        nameof(Ipnn),
        nameof(Nfm),
        nameof(FinalMlp),
    ];

    public static string NameOf(CtrArchitecture architecture) => architecture.GetType().Name;

    /// <summary>An architecture with its own defaults.</summary>
    /// <param name="name">Its name, in whatever case.</param>
    /// <exception cref="SampleException">There is none of that name; the message lists those there are.</exception>
    public static CtrArchitecture Find(string name) => Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) switch
    {
        nameof(LogisticRegression) => new LogisticRegression(),
        nameof(FactorizationMachine) => new FactorizationMachine(),
        nameof(FieldAwareFactorizationMachine) => new FieldAwareFactorizationMachine(),
        nameof(WideAndDeep) => new WideAndDeep(),
        nameof(DeepFm) => new DeepFm(),
        nameof(Dcn) => new Dcn(),
        nameof(Dcn2) => new Dcn2(),
        nameof(XDeepFm) => new XDeepFm(),
        nameof(AutoInt) => new AutoInt(),
        nameof(FiBiNet) => new FiBiNet(),
        nameof(Ipnn) => new Ipnn(),
        nameof(Nfm) => new Nfm(),
        nameof(FinalMlp) => new FinalMlp(),
        _ => throw new SampleException($"--architecture is '{name}'; there are {Sentence.List(Names, Names.Count)}."),
    };

    /// <summary>Values of every category's vector.</summary>
    public static int DimensionFor(CtrArchitecture architecture) => architecture is FieldAwareFactorizationMachine
        ? FieldAwareDimension : new CtrTrainer.Options().EmbeddingDimension;
}
