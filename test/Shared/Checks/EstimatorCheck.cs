using Xunit;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>One check of the battery, bound to a fixture: a row of an xUnit theory.</summary>
public sealed class EstimatorCheck
{
    private readonly Action<CheckRun> _body;

    internal EstimatorCheck(EstimatorFixture fixture, string name, Action<CheckRun> body)
    {
        Fixture = fixture;
        Name = name;
        _body = body;
    }

    public EstimatorFixture Fixture { get; }

    /// <summary>The check's number in the list of checks and what it asks for.</summary>
    public string Name { get; }

    /// <summary>
    /// Runs the check as a test: returns when it holds; is skipped when it does not apply, or does not hold for a
    /// declared reason; throws otherwise, also when a check that was declared to fail holds.
    /// </summary>
    public void Run()
    {
        try
        {
            Verify();
        }
        catch (CheckNotApplicableException e)
        {
            Skip.If(true, e.Message);
        }
        catch (Exception e) when (Fixture.ExpectedFailures.TryGetValue(Name, out string? reason))
        {
            Skip.If(true, $"{reason} ({e.Message})");
        }
        if (Fixture.ExpectedFailures.ContainsKey(Name))
            throw new EstimatorCheckException($"'{Name}' was declared to fail for {Fixture.Name}, but it holds; remove the declaration.");
    }

    /// <summary>Runs the check alone, whatever was declared of it.</summary>
    public void Verify()
    {
        using var run = new CheckRun(Fixture);
        _body(run);
    }

    public override string ToString() => $"{Fixture.Name}: {Name}";
}
