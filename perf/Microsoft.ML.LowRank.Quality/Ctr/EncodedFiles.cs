using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>Encoded rows in the files that perf/peers/ctr/data.py reads: the very rows that our networks are trained on.</summary>
internal static class EncodedFiles
{
    private const int BatchRows = 4_096;

    /// <summary>Writes all parts.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="folder">Where to; made if it is not there.</param>
    /// <returns>What the peers are told of the files.</returns>
    public static JsonObject Write(EncodedTable rows, string folder)
    {
        var encoder = rows.Encoder;
        var spec = Spec(rows, folder, encoder.TableNames.Count, encoder.NumberNames.Count);
        foreach (var (part, name) in Names)
        {
            using var ids = Create(folder, name, "ids.i32");
            using var values = Create(folder, name, "values.f32");
            using var labels = Create(folder, name, "labels.f32");
            using var starts = encoder.HasBags ? Create(folder, name, "starts.i32") : null;
            using var factors = encoder.HasBags ? Create(folder, name, "factors.f32") : null;
            starts?.Write([0, 0, 0, 0]);
            int before = 0;
            foreach (var batch in rows[part].ReadInOrder(BatchRows))
            {
                Put<int>(ids, batch.Ids.AsSpan(0, batch.IdCount));
                Put<float>(values, batch.Values.AsSpan(0, batch.Rows * batch.Numbers));
                Put<float>(labels, batch.Targets.AsSpan(0, batch.Rows));
                if (starts is not null)
                {
                    Put<int>(starts, Array.ConvertAll(batch.Starts![1..((batch.Rows * batch.Fields) + 1)], start => before + start));
                    Put<float>(factors!, batch.Factors is null ? Ones(batch.IdCount) : batch.Factors.AsSpan(0, batch.IdCount));
                }
                before += batch.IdCount;
            }
        }
        return spec;
    }

    /// <summary>Writes all parts without bags, for trees: a field of several values becomes a number, 1 or 0, per value.</summary>
    /// <inheritdoc cref="Write"/>
    public static JsonObject WriteFlat(EncodedTable rows, string folder)
    {
        var encoder = rows.Encoder;
        int[] bags = [.. encoder.TableNames.Index().Where(table => encoder.Fields.First(f => f.Name == table.Item).IsBag).Select(table => table.Index)];
        int[] plain = [.. Enumerable.Range(0, encoder.TableNames.Count).Except(bags)];
        int indicators = bags.Sum(bag => RowsOf(encoder, bag));
        var spec = Spec(rows, folder, plain.Length, encoder.NumberNames.Count + indicators);
        foreach (var (part, name) in Names)
        {
            using var ids = Create(folder, name, "ids.i32");
            using var values = Create(folder, name, "values.f32");
            using var labels = Create(folder, name, "labels.f32");
            foreach (var batch in rows[part].ReadInOrder(BatchRows))
            {
                Put<float>(labels, batch.Targets.AsSpan(0, batch.Rows));
                for (int row = 0; row < batch.Rows; row++)
                {
                    Put<int>(ids, Array.ConvertAll(plain, field => batch.Ids[Start(batch, row, field)]));
                    Put<float>(values, batch.Values.AsSpan(row * batch.Numbers, batch.Numbers));
                    Put<float>(values, Indicators(encoder, batch, row, bags, indicators));
                }
            }
        }
        return spec;
    }

    private static readonly (Part Part, string Name)[] Names =
        [(Part.Training, "train"), (Part.Validation, "valid"), (Part.Test, "test")];

    private static JsonObject Spec(EncodedTable rows, string folder, int fields, int numbers)
    {
        Directory.CreateDirectory(folder);
        var spec = new JsonObject
        {
            ["folder"] = folder,
            ["fields"] = fields,
            ["numbers"] = numbers,
            ["table_rows"] = rows.Encoder.TableRows,
        };
        foreach (var (part, name) in Names)
            spec[name] = rows[part].Rows;
        return spec;
    }

    private static float[] Indicators(FeatureEncoder encoder, EncodedBatch batch, int row, int[] bags, int count)
    {
        var values = new float[count];
        int before = 0;
        foreach (int bag in bags)
        {
            for (int i = Start(batch, row, bag); i < Start(batch, row, bag + 1); i++)
                values[before + batch.Ids[i] - encoder.TableOffsets[bag]] = 1;
            before += RowsOf(encoder, bag);
        }
        return values;
    }

    private static int RowsOf(FeatureEncoder encoder, int table) => encoder.TableOffsets[table + 1] - encoder.TableOffsets[table];

    private static int Start(EncodedBatch batch, int row, int field)
    {
        int at = (row * batch.Fields) + field;
        return batch.Starts is null ? at : batch.Starts[at];
    }

    private static float[] Ones(int count)
    {
        var ones = new float[count];
        Array.Fill(ones, 1);
        return ones;
    }

    private static FileStream Create(string folder, string part, string kind) => File.Create(Path.Combine(folder, $"{part}.{kind}"));

    private static void Put<T>(Stream stream, ReadOnlySpan<T> values)
        where T : unmanaged => stream.Write(MemoryMarshal.AsBytes(values));
}
