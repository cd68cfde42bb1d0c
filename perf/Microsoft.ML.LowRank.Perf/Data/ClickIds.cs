using System.Runtime.InteropServices;
using Microsoft.ML.LowRank.Features;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Rows of categorical fields, one id each, of a table of a million rows; mostly the file that the peer writes and reads.</summary>
internal sealed class ClickIds
{
    public const int Fields = 39;
    public const int TableRows = 1_000_000;

    private const double PositiveShare = 0.25;

    private readonly int[] _ids;

    public ClickIds(int[] ids) => _ids = ids;

    public int Rows => _ids.Length / Fields;

    public static ClickIds Read(string path) => new(MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(path)).ToArray());

    /// <summary>The file as batches of the given size, at most so many. Targets are random: time does not depend on them.</summary>
    public EncodedBatch[] Batches(int rows, int most = int.MaxValue)
    {
        var random = new Random(2);
        var batches = new EncodedBatch[Math.Min(most, Rows / rows)];
        for (int i = 0; i < batches.Length; i++)
            batches[i] = new EncodedBatch
            {
                Rows = rows,
                Fields = Fields,
                TargetCount = 1,
                Ids = _ids.AsSpan(i * rows * Fields, rows * Fields).ToArray(),
                Targets = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < PositiveShare ? 1f : 0f)],
            };
        return batches;
    }
}
