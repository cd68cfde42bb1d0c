using System.Runtime.InteropServices;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Quality.Ctr;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Tests;

public sealed class EncodedFilesTests : IDisposable
{
    // More than are read at a time, so that offsets go on from batch to batch.
    private const int Rows = 10_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("encoded-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Bags_are_read_back_as_they_were_given()
    {
        using var rows = new EncodedTable(Table());

        var spec = EncodedFiles.Write(rows, _folder);

        Assert.Equal(2, (int)spec["fields"]!);
        Assert.Equal(1, (int)spec["numbers"]!);
        Assert.Equal(Rows, (long)spec["train"]!);
        int[] starts = Read<int>("train.starts.i32"), ids = Read<int>("train.ids.i32");
        float[] factors = Read<float>("train.factors.f32"), labels = Read<float>("train.labels.f32");
        int[] offsets = rows.Encoder.TableOffsets;
        Assert.Equal((2 * Rows) + 1, starts.Length);
        for (int row = 0; row < Rows; row++)
        {
            Assert.Equal(Label(row) ? 1 : 0, labels[row]);
            var (category, bag, end) = (starts[2 * row], starts[(2 * row) + 1], starts[(2 * row) + 2]);
            Assert.Equal(1, bag - category);
            // Rows with the same text, and only they, have the same id.
            Assert.Equal(ids[starts[2 * (row % 7)]], ids[category]);
            Assert.InRange(ids[category], offsets[0], offsets[1] - 1);
            Assert.Equal(Math.Max(1, row % 3), end - bag);
            Assert.All(factors[bag..end], factor => Assert.Equal(1f / (end - bag), factor));
            Assert.All(ids[bag..end], id => Assert.InRange(id, offsets[1], offsets[2] - 1));
        }
    }

    [Fact]
    public void Trees_get_an_indicator_per_value_of_a_bag()
    {
        using var rows = new EncodedTable(Table());

        var spec = EncodedFiles.WriteFlat(rows, _folder);

        int indicators = rows.Encoder.TableOffsets[2] - rows.Encoder.TableOffsets[1];
        Assert.Equal(1, (int)spec["fields"]!);
        Assert.Equal(1 + indicators, (int)spec["numbers"]!);
        Assert.Equal(Rows, Read<int>("train.ids.i32").Length);
        float[] values = Read<float>("train.values.f32");
        for (int row = 0; row < Rows; row++)
        {
            var own = values.AsSpan((row * (1 + indicators)) + 1, indicators);
            // A row without values has that of the missing one.
            Assert.Equal(Math.Max(1, row % 3), own.ToArray().Sum());
            Assert.Equal(row % 3 == 0 ? 1 : 0, own[0]);
        }
    }

    private static bool Label(int row) => row % 5 == 0;

    private static CtrTable Table()
    {
        string[][] bags = [.. Enumerable.Range(0, Rows).Select(row => new[] { "a", "b" }[..(row % 3)])];
        return new CtrTable(
            [
                new TextColumn(CtrFields.Category("text"), [.. Enumerable.Range(0, Rows).Select(row => $"{row % 7}")]),
                new BagColumn(CtrFields.Category("bag") with { IsMultiValued = true }, bags),
                new ValueColumn(CtrFields.Number("number", NumericEncoding.Standardized), [.. Enumerable.Range(0, Rows).Select(row => (float)row)]),
            ],
            [.. Enumerable.Range(0, Rows).Select(Label)],
            [.. new Part[Rows]]);
    }

    private T[] Read<T>(string file)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(Path.Combine(_folder, file))).ToArray();
}
