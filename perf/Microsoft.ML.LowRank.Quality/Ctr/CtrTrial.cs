using System.Text.Json.Nodes;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>The rows of a trial, encoded, in memory and in files for the peers, which are gone when it ends.</summary>
internal sealed class CtrTrial : IDisposable
{
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

    public IEnumerable<Outcome> Run(IReadOnlyList<string> methods, Func<string, CtrOutcome> run) =>
        SideBySide.Run(_trial, Rows.RowCount, methods, run);

    public void Dispose()
    {
        Rows.Dispose();
        _folder.Delete(recursive: true);
    }
}
