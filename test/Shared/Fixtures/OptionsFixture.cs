namespace Microsoft.ML.LowRank.Testing;

/// <summary>An option, and how to see that it matters.</summary>
/// <param name="Property">Name of the property.</param>
/// <param name="Set">Gives it a value that should change the model, or null where it is not meant to.</param>
/// <param name="WithoutEffect">Why it does not change the model, as its documentation says.</param>
public sealed record OptionProbe(string Property, Action<object>? Set, string? WithoutEffect = null);

/// <summary>An option value, or several, that the constructor must refuse.</summary>
/// <param name="Name">Names it in messages.</param>
/// <param name="Set">Sets the bad values.</param>
/// <param name="Said">What the message must contain.</param>
public sealed record BadOptions(string Name, Action<object> Set, params IReadOnlyList<string> Said)
{
    /// <summary>Whether this can be wrong together with the others; all such are reported in one exception.</summary>
    public bool Combines { get; init; } = true;
}

/// <summary>The options class of an estimator.</summary>
/// <param name="CreateDefault">New options: the defaults, and the column names that have none.</param>
/// <param name="CreateEstimator">The catalog method that takes them.</param>
public sealed record OptionsFixture(
    Func<object> CreateDefault, Func<MLContext, object, IEstimator<ITransformer>> CreateEstimator)
{
    /// <summary>One for every public property that can be set.</summary>
    public IReadOnlyList<OptionProbe> Probes { get; init; } = [];

    public IReadOnlyList<BadOptions> Bad { get; init; } = [];

    public static OptionsFixture For<TOptions>(
        Func<TOptions> createDefault, Func<MLContext, TOptions, IEstimator<ITransformer>> createEstimator)
        where TOptions : class
        => new(createDefault, (context, options) => createEstimator(context, (TOptions)options));
}
