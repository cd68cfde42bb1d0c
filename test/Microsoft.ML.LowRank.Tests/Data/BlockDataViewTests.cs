using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Tests.LowRankCompress;

namespace Microsoft.ML.LowRank.Tests.Data;

/// <summary>The look-ahead cursor: in step with the rows that pass through, thrifty, and strict about its input.</summary>
public class BlockDataViewTests
{
    private readonly MLContext _context = new(seed: 1);

    private LowRankCompressTransformer Model(IDataView data) => _context.Transforms.LowRankCompress("Z", "Features", 3).Fit(data);

    [Fact]
    public void A_shuffled_cursor_keeps_codes_beside_their_own_rows()
    {
        var data = _context.Data.Cache(Rows.View(_context, Rows.LowRank(3000, 3, noise: 0.5)));
        var model = Model(data);
        var view = model.Transform(data);
        Assert.True(view.CanShuffle);
        AssertInStep(model, view, new Random(5), out var shuffled);
        AssertInStep(model, view, null, out var straight);
        Assert.NotEqual(straight, shuffled);
        Assert.Equal(straight.Order(), shuffled.Order());
    }

    private static void AssertInStep(LowRankCompressTransformer model, IDataView view, Random? random, out List<float> firsts)
    {
        firsts = [];
        var projection = model.GetProjection();
        var expected = new float[projection.Rank];
        using var cursor = view.GetRowCursor([view.Schema["Z"], view.Schema["Features"]], random);
        var codes = cursor.GetGetter<VBuffer<float>>(view.Schema["Z"]);
        var features = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
        VBuffer<float> z = default, x = default;
        while (cursor.MoveNext())
        {
            features(ref x);
            codes(ref z);
            projection.Encode(x.GetValues(), expected);
            firsts.Add(x.GetValues()[0]);
            foreach (var (e, f) in expected.Zip(z.DenseValues()))
                Assert.Equal(e, f, 1e-5f * (1 + Math.Abs(e)));
        }
    }

    [Fact]
    public void The_first_row_costs_a_few_rows_not_a_block()
    {
        int produced = 0;
        var rows = Rows.LowRank(5000, 3);
        var model = Model(Rows.View(_context, rows));
        var view = model.Transform(Rows.View(_context, rows.Select(row =>
        {
            produced++;
            return row;
        })));
        using (var cursor = view.GetRowCursor(view.Schema))
            Assert.True(cursor.MoveNext());
        Assert.InRange(produced, 1, 16);
    }

    [Fact]
    public void An_input_that_gives_other_rows_the_second_time_is_an_error_not_a_wrong_answer()
    {
        int pass = 0;
        var rows = Rows.LowRank(500, 3);
        var model = Model(Rows.View(_context, rows));
        var view = model.Transform(_context.Data.LoadFromEnumerable(Shrinking()));
        var e = Assert.Throws<InvalidOperationException>(() => Rows.Column(_context, view, "Z"));
        Assert.Contains("AppendCacheCheckpoint", e.Message, StringComparison.Ordinal);

        IEnumerable<Rows.Row> Shrinking()
        {
            int skip = 7 * pass++;
            foreach (var row in rows.SkipLast(skip))
                yield return row;
        }
    }

    [Fact]
    public void A_cursor_set_covers_every_row_once_with_its_own_code()
    {
        var data = _context.Data.Cache(Rows.View(_context, Rows.LowRank(4000, 3, noise: 0.5)));
        var view = Model(data).Transform(data);
        var serial = ReadById([view.GetRowCursor(view.Schema)], view.Schema);
        var parallel = ReadById(view.GetRowCursorSet(view.Schema, 4), view.Schema);
        Assert.Equal(4000, serial.Count);
        Assert.Equal(serial.Count, parallel.Count);
        foreach (var (id, expected) in serial)
            Assert.All(expected.Zip(parallel[id]), p => Assert.Equal(p.First, p.Second, 1e-5f * (1 + Math.Abs(p.First))));
    }

    private static Dictionary<DataViewRowId, float[]> ReadById(DataViewRowCursor[] cursors, DataViewSchema schema)
    {
        var result = new Dictionary<DataViewRowId, float[]>();
        var reading = cursors.Select(cursor => Task.Run(() =>
        {
            var found = new List<(DataViewRowId, float[])>();
            using (cursor)
            {
                var id = cursor.GetIdGetter();
                var getter = cursor.GetGetter<VBuffer<float>>(schema["Z"]);
                VBuffer<float> value = default;
                DataViewRowId rowId = default;
                while (cursor.MoveNext())
                {
                    id(ref rowId);
                    getter(ref value);
                    found.Add((rowId, [.. value.DenseValues()]));
                }
            }
            return found;
        })).ToArray();
        foreach (var (id, value) in reading.SelectMany(task => task.GetAwaiter().GetResult()))
            result.Add(id, value);
        return result;
    }
}
