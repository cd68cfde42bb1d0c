namespace Microsoft.ML.LowRank.Testing;

/// <summary>An estimator, its data, and what it claims: all that the battery of checks needs to know.</summary>
public sealed record EstimatorFixture
{
    /// <summary>Names the rows of the battery.</summary>
    public required string Name { get; init; }

    public required Func<MLContext, IEstimator<ITransformer>> CreateEstimator { get; init; }

    /// <summary>A few dozen to a few hundred rows, all of them clean.</summary>
    public required Func<MLContext, IDataView> CreateData { get; init; }

    /// <summary>The columns that the fitted transformer reads.</summary>
    public required IReadOnlyList<string> InputColumns { get; init; }

    /// <summary>The columns that the fitted transformer makes.</summary>
    public required IReadOnlyList<string> OutputColumns { get; init; }

    public EstimatorTraits Traits { get; init; }

    /// <summary>A column that only Fit reads.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>A column that only Fit reads.</summary>
    public string? WeightColumn { get; init; }

    /// <summary>Outputs that must have slot names, one per slot.</summary>
    public IReadOnlyList<string> NamedOutputs { get; init; } = [];

    public IReadOnlyList<BadSchema> BadSchemas { get; init; } = [];

    public OptionsFixture? Options { get; init; }

    /// <summary>Makes the estimator with options on how to run it.</summary>
    public Func<MLContext, RunOptions, IEstimator<ITransformer>>? CreateForRun { get; init; }

    /// <summary>How one row goes through <c>PredictionEngine</c>.</summary>
    public PredictionEngineProbe? PredictionEngine { get; init; }

    /// <summary>Scores a table by the span or batch methods of the model parameters.</summary>
    public Func<ITransformer, Table, Table>? ScoreBySpans { get; init; }

    /// <summary>Cross-validation by the catalog of the task at hand; throws where a fold goes wrong.</summary>
    public Action<MLContext, IDataView, IEstimator<ITransformer>>? CrossValidate { get; init; }

    public IReadOnlyList<EquivarianceClaim> Claims { get; init; } = [];

    /// <summary>
    /// What is documented of the awkward data in <see cref="Testing.Edges"/>; of the others a model or a
    /// typed error is accepted.
    /// </summary>
    public IReadOnlyDictionary<string, EdgeOutcome> EdgeOutcomes { get; init; } = new Dictionary<string, EdgeOutcome>();

    /// <summary>Width of the very wide sparse data; 0 where no input can be wide.</summary>
    public int WideColumns { get; init; } = 5_000;

    /// <summary>Difference allowed between models that are equal but for rounding in Fit.</summary>
    public double FitTolerance { get; init; } = 1e-4;

    /// <summary>Values of an environment variable under which a new process must score the same.</summary>
    public IReadOnlyList<(string Variable, string Value)> Engines { get; init; } = [];

    public ModelStore Store { get; init; } = ModelStore.MLNet;

    /// <summary>
    /// The eight characters of the transformer's <c>VersionInfo</c>; found in the file, they are followed by
    /// its versions.
    /// </summary>
    public string? ModelSignature { get; init; }

    /// <summary>Seed of everything random in the checks; print it, replay it.</summary>
    public int Seed { get; init; } = 20_240_607;

    /// <summary>
    /// Name of a check to the reason why it cannot hold. It is skipped, and fails when it holds after
    /// all.
    /// </summary>
    public IReadOnlyDictionary<string, string> ExpectedFailures { get; init; } = new Dictionary<string, string>();

    /// <summary>The columns that only Fit reads.</summary>
    public IEnumerable<string> FitOnlyColumns => new[] { LabelColumn, WeightColumn }.OfType<string>();

    public bool Has(EstimatorTraits trait) => (Traits & trait) == trait;

    public override string ToString() => Name;
}
