using Microsoft.ML.LowRank.Testing.Tests.Reference;

namespace Microsoft.ML.LowRank.Testing.Tests;

/// <summary>Declared failures, and the one check that the reference has no use for.</summary>
public sealed class EstimatorCheckTests
{
    private const string Declared = "04 every option has an effect or says why not";

    [Fact]
    public void A_declared_failure_is_skipped_with_its_reason()
    {
        var thrown = Assert.Throws<SkipException>(Check(Fault.IgnoresShrink, "because").Run);
        Assert.Contains("because", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Shrink", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_declared_failure_that_does_not_fail_fails()
        => Assert.Contains("remove the declaration",
            Assert.Throws<EstimatorCheckException>(Check(Fault.None, "because").Run).Message, StringComparison.Ordinal);

    [Fact]
    public void An_undeclared_failure_fails()
        => Assert.Throws<EstimatorCheckException>(Check(Fault.IgnoresShrink, null).Run);

    [Fact]
    public void A_declaration_for_no_check_is_refused()
    {
        var declared = new Dictionary<string, string> { ["99 flies"] = "cannot" };
        var fixture = ReferenceFixture.With(Fault.None) with { ExpectedFailures = declared };
        Assert.Contains("99 flies", Assert.Throws<ArgumentException>(() => EstimatorChecks.For(fixture)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_checks_are_unique()
    {
        var names = EstimatorChecks.For(ReferenceFixture.With(Fault.None)).Select(check => check.Name).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Theory]
    [InlineData(0.25f, true)]
    [InlineData(0.5f, false)]
    [InlineData(-0.25f, false)]
    public void Class_probabilities_must_sum_to_one(float first, bool holds)
    {
        var check = EstimatorChecks.For(new EstimatorFixture
        {
            Name = "copied classes",
            CreateEstimator = context => context.Transforms.CopyColumns("Score", "Features"),
            CreateData = _ => new TableView(new Table(Table.Vectors("Features",
                [[first, 0.25f, 0.25f, 0.25f], [0.7f, 0.1f, 0.1f, 0.1f]]))),
            InputColumns = ["Features"],
            OutputColumns = ["Score"],
            Traits = EstimatorTraits.MulticlassClassifier,
        }).Single(check => check.Name.StartsWith("24 class", StringComparison.Ordinal));
        Assert.Equal(holds, Record.Exception(check.Verify) is null);
    }

    private static EstimatorCheck Check(Fault fault, string? declared)
    {
        var fixture = ReferenceFixture.With(fault);
        if (declared is not null)
            fixture = fixture with { ExpectedFailures = new Dictionary<string, string> { [Declared] = declared } };
        return EstimatorChecks.For(fixture).Single(check => check.Name == Declared);
    }
}
