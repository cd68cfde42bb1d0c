namespace Microsoft.ML.LowRank.Testing;

/// <summary>The battery: every check that an estimator and its transformer are to pass.</summary>
public static class EstimatorChecks
{
    /// <summary>All checks for one fixture; those that do not apply skip themselves.</summary>
    /// <exception cref="ArgumentException">A declared failure names no check.</exception>
    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        List<EstimatorCheck> checks =
        [
            .. OptionsChecks.For(fixture),
            .. SchemaChecks.For(fixture),
            .. PipelineChecks.For(fixture),
            .. CursorChecks.For(fixture),
            .. ScoringDoorChecks.For(fixture),
            .. EngineChecks.For(fixture),
            .. InvarianceChecks.For(fixture),
            .. EdgeChecks.For(fixture),
            .. PredictionChecks.For(fixture),
            .. DeterminismChecks.For(fixture),
            .. GlobalStateChecks.For(fixture),
            .. LifecycleChecks.For(fixture),
            .. PersistenceChecks.For(fixture),
            .. DamageChecks.For(fixture),
            .. ConcurrencyChecks.For(fixture),
        ];
        string[] unknown = [.. fixture.ExpectedFailures.Keys.Except(checks.Select(check => check.Name))];
        if (unknown.Length > 0)
            throw new ArgumentException($"{fixture.Name} declares failures of checks that do not exist: {string.Join("; ", unknown)}.", nameof(fixture));
        return checks.OrderBy(check => check.Name, StringComparer.Ordinal);
    }

    /// <summary>The checks of several fixtures as rows of a theory.</summary>
    public static IEnumerable<object[]> Rows(params IEnumerable<EstimatorFixture> fixtures)
        => fixtures.SelectMany(For).Select(check => new object[] { check });
}
