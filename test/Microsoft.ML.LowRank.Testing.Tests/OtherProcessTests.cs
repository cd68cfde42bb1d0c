using Microsoft.ML.Transforms;

namespace Microsoft.ML.LowRank.Testing.Tests;

/// <summary>That what happens in the new process is seen here: mappings that depend on the process they run in.</summary>
public sealed class OtherProcessTests
{
    private const string Variable = "BATTERY_SELF_TEST";
    private const string Plain = "52 loads in a new process that registers nothing";
    private const string Foreign = "52 loads in a new process of another culture";

    [Theory]
    [InlineData(Plain)]
    [InlineData(Foreign)]
    public void A_model_that_scores_otherwise_in_a_new_process_is_caught(string name)
    {
        Check(name, bound: false).Verify();
        var thrown = Assert.Throws<EstimatorCheckException>(Check(name, bound: true).Verify);
        Assert.Contains("'Mapped'", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_engine_that_scores_otherwise_is_caught()
    {
        Check("17 kernel variant same agrees", bound: false).Verify();
        var other = Check("17 kernel variant other agrees", bound: false);
        var thrown = Assert.Throws<EstimatorCheckException>(other.Verify);
        Assert.Contains("'Mapped'", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_fails_is_caught_with_what_it_said()
    {
        var failing = Check("17 kernel variant failing agrees", bound: false);
        var thrown = Assert.Throws<EstimatorCheckException>(failing.Verify);
        Assert.Contains("told to fail", thrown.Message, StringComparison.Ordinal);
    }

    private static EstimatorCheck Check(string name, bool bound)
    {
        string contract = bound ? BoundMapping.Contract : FreeMapping.Contract;
        var fixture = new EstimatorFixture
        {
            Name = contract,
            CreateEstimator = context => context.Transforms.CustomMapping(
                bound ? new BoundMapping().GetMapping() : new FreeMapping().GetMapping(), contract),
            CreateData = _ => new TableView(TestData.Labelled()),
            InputColumns = ["Id"],
            OutputColumns = ["Mapped"],
            Engines = [(Variable, "same"), (Variable, "other"), (Variable, "failing")],
        };
        return EstimatorChecks.For(fixture).Single(check => check.Name == name);
    }

    internal sealed class Source
    {
        public float Id { get; set; }
    }

    internal sealed class Target
    {
        public float Mapped { get; set; }
    }

    [CustomMappingFactoryAttribute(Contract)]
    internal sealed class FreeMapping : CustomMappingFactory<Source, Target>
    {
        public const string Contract = "BatteryFreeMapping";

        public override Action<Source, Target> GetMapping()
            => (source, target) => target.Mapped = Environment.GetEnvironmentVariable(Variable) switch
            {
                "other" => source.Id + 1,
                "failing" => throw new InvalidOperationException("The mapping was told to fail."),
                _ => source.Id,
            };
    }

    [CustomMappingFactoryAttribute(Contract)]
    internal sealed class BoundMapping : CustomMappingFactory<Source, Target>
    {
        public const string Contract = "BatteryBoundMapping";

        public override Action<Source, Target> GetMapping() => (_, target) => target.Mapped = Environment.ProcessId;
    }
}
