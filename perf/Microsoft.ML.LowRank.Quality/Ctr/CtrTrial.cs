using System.Text.Json.Nodes;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>The rows of a trial, encoded, in memory and in files for the peers, which are gone when it ends.</summary>
internal sealed class CtrTrial : IDisposable
{
    /// <summary>Methods that run side by side, on one processor each.</summary>
    public const int AtATime = 2;

    private readonly Trial _trial;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ctr-");
    private readonly Lazy<JsonObject> _flat;

    public CtrTrial(Trial trial)
    {
        _trial = trial;
        var table = CtrSets.Of(trial.Set).Read(trial.DataFolder);
        Rows = new EncodedTable(table);
        Files = EncodedFiles.Write(Rows, _folder.FullName);
        _flat = new(() => EncodedFiles.WriteFlat(Rows, Path.Combine(_folder.FullName, "flat")));
        trial.Say($"{table.Fields.Count} fields, {Rows.Encoder.TableRows} ids; {string.Join(", ",
            Enum.GetValues<Part>().Select(part => $"{Rows[part].Rows} rows for {part}"))}");
    }

    public EncodedTable Rows { get; }

    /// <summary>For networks and linear models.</summary>
    public JsonObject Files { get; }

    /// <summary>For trees.</summary>
    public JsonObject FlatFiles => _flat.Value;

    /// <summary>Runs methods, two at a time, and hands out each outcome as soon as there is one.</summary>
    public IEnumerable<Outcome> Run(IReadOnlyList<string> methods, Func<string, CtrOutcome> run)
    {
        var outcomes = methods.AsParallel().WithDegreeOfParallelism(AtATime).WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .WithExecutionMode(ParallelExecutionMode.ForceParallelism).Select(method => TryRun(method, run));
        foreach (var outcome in outcomes)
        {
            if (outcome is not null)
                yield return outcome;
        }
    }

    public void Dispose()
    {
        Rows.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <returns>Null when the method failed; the others do not depend on it.</returns>
    private Outcome? TryRun(string method, Func<string, CtrOutcome> run)
    {
        try
        {
            var outcome = run(method);
            _trial.Say($"{method}: AUC {outcome.Auc:F4}, {outcome.Epochs} epochs, {outcome.Seconds:F1} s");
            return _trial.Outcome(method, Rows.RowCount, outcome.Values, outcome.Seconds);
        }
        catch (InvalidOperationException e)
        {
            _trial.Say($"{method} failed: {e.Message}");
            return null;
        }
    }
}
