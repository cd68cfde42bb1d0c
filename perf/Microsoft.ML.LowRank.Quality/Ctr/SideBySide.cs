using Microsoft.ML.LowRank.Quality.Harness;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>Runs methods of a trial, two at a time on one processor each.</summary>
internal static class SideBySide
{
    private const int AtATime = 2;

    /// <summary>Hands out each outcome as soon as there is one.</summary>
    public static IEnumerable<Outcome> Run(Trial trial, int rows, IReadOnlyList<string> methods, Func<string, CtrOutcome> run) =>
        Run(trial, rows, methods, method =>
        {
            var outcome = run(method);
            return new MethodOutcome(outcome.Values, outcome.Seconds, $"AUC {outcome.ValidationAuc:F4} on the validation part, {outcome.Epochs} epochs");
        });

    /// <inheritdoc cref="Run(Trial, int, IReadOnlyList{string}, Func{string, CtrOutcome})"/>
    public static IEnumerable<Outcome> Run(Trial trial, int rows, IReadOnlyList<string> methods, Func<string, MethodOutcome> run)
    {
        var outcomes = methods.AsParallel().WithDegreeOfParallelism(AtATime).WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .WithExecutionMode(ParallelExecutionMode.ForceParallelism).Select(method => TryRun(trial, rows, method, run));
        foreach (var outcome in outcomes)
        {
            if (outcome is not null)
                yield return outcome;
        }
    }

    /// <returns>Null when the method failed; the others do not depend on it.</returns>
    private static Outcome? TryRun(Trial trial, int rows, string method, Func<string, MethodOutcome> run)
    {
        try
        {
            var outcome = run(method);
            trial.Say($"{method}: {outcome.Text}, {outcome.Seconds:F1} s");
            return trial.Outcome(method, rows, outcome.Values, outcome.Seconds);
        }
        catch (InvalidOperationException e)
        {
            trial.Say($"{method} failed: {e.Message}");
            return null;
        }
    }
}

/// <summary>What came out of a method.</summary>
/// <param name="Values">By name.</param>
/// <param name="Seconds">What it took.</param>
/// <param name="Text">What is said of it while others run.</param>
internal sealed record MethodOutcome(IReadOnlyDictionary<string, double> Values, double Seconds, string Text);
