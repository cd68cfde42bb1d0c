namespace Microsoft.ML.LowRank.Tensors;

public class CpuBackendTableTests
{
    private const int Base = 100;
    private const int RowsPerField = 30;

    private static readonly int[] Widths = [1, 3, 16, 21, 64];

    private readonly Random _random = new(5);

    public static TheoryData<bool, int> Batches => new() { { false, 9 }, { true, 9 }, { false, 700 }, { true, 700 } };

    [Theory]
    [MemberData(nameof(Batches))]
    public void Gather(bool bags, int rows)
    {
        foreach (int width in Widths)
        {
            var ids = Ids(bags, rows);
            var table = Matrix(ids.Fields * RowsPerField, width);
            var sums = new double[rows, ids.Fields * width];
            foreach (var (row, field, id, factor) in Entries(ids))
            {
                for (int j = 0; j < width; j++)
                    sums[row, (field * width) + j] += factor * table[id, j];
            }
            EngineCheck.Run(Destination(rows, ids.Fields * width, false), (e, y) => e.Gather(table, ids, y), (i, j) => sums[i, j]);
        }
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Gather_from_bytes(bool bags, int rows)
    {
        foreach (int width in Enumerable.Range(1, 8).Concat([16, 21, 64]))
        {
            var ids = Ids(bags, rows);
            var table = new ByteTensor(ids.Fields * RowsPerField, width);
            table.Write(Matrix(table.Rows, width).Values);
            var sums = new double[rows, ids.Fields * width];
            foreach (var (row, field, id, factor) in Entries(ids))
            {
                for (int j = 0; j < width; j++)
                    sums[row, (field * width) + j] += factor * (double)table.Scale(id) * table.Codes(id)[j];
            }
            EngineCheck.Run(Destination(rows, ids.Fields * width, false), (e, y) => e.Gather(table, ids, y), (i, j) => sums[i, j]);
        }
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void ScatterAdd(bool bags, int rows)
    {
        foreach (int width in Widths)
        {
            var ids = Ids(bags, rows);
            var dy = Matrix(rows, ids.Fields * width);
            var index = new RowIndex();
            new CpuBackend(1).FindRows(ids, ids.Fields * RowsPerField, index);
            var gradients = new double[ids.Fields * RowsPerField, width];
            foreach (var (row, field, id, factor) in Entries(ids))
            {
                for (int j = 0; j < width; j++)
                    gradients[id, j] += factor * dy[row, (field * width) + j];
            }
            EngineCheck.Run(Matrix(index.Count, width), (e, y) => e.ScatterAdd(dy, ids, index, y),
                (i, j) => gradients[index.Rows[i], j], add: true, tolerance: 2e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void FindRows(bool bags, int rows)
    {
        var (index, other) = (new RowIndex(), new RowIndex());
        // The same index for batch after batch: what one leaves behind must not show in the next.
        foreach (int count in new[] { rows, 1, 6 * rows, 3 })
        {
            var ids = Ids(bags, count);
            new CpuBackend(1).FindRows(ids, ids.Fields * RowsPerField, index);
            new CpuBackend(2).FindRows(ids, ids.Fields * RowsPerField, other);
            Assert.Equal(index.Rows.Take(index.Count), other.Rows.Take(other.Count));
            Assert.Equal(index.Slots.Take(ids.IdCount), other.Slots.Take(ids.IdCount));
            int[] used = [.. Entries(ids).Select(entry => entry.Id)];
            Assert.Equal(Entries(ids).OrderBy(entry => entry.Field).Select(entry => entry.Id).Distinct(), index.Rows.Take(index.Count));
            int next = 0;
            for (int row = 0; row < ids.Rows; row++)
            {
                for (int at = ids.Begin(row, 0); at < ids.End(row, ids.Fields - 1); at++)
                    Assert.Equal(used[next++], index.Rows[index.Slots[at]]);
            }
            Assert.Equal(used.Length, next);
        }
    }

    [Fact]
    public void FindRows_refuses_an_id_that_the_table_does_not_have()
    {
        var ids = new IdBatch([3, 8], null, null, 0, 2, 1, 0, 1, 0);
        Assert.Throws<IndexOutOfRangeException>(() => new RowIndex().Build(ids, 8));
        Assert.Throws<IndexOutOfRangeException>(() => new RowIndex().Build(ids with { Base = 4 }, 8));
    }

    [Fact]
    public void GatherRows()
    {
        var ids = Ids(bags: false, 900);
        var index = new RowIndex();
        index.Build(ids, ids.Fields * RowsPerField);
        foreach (int width in Widths.Append(700))
        {
            var table = Matrix(ids.Fields * RowsPerField, width);
            foreach (float factor in new[] { 0.5f, 0 })
            {
                EngineCheck.Run(Destination(index.Count, width, false), (e, y) =>
                {
                    y.Rows = 1;
                    e.GatherRows(table, index, factor, y);
                    Assert.Equal(index.Count, y.Rows);
                }, (i, j) => factor * table[index.Rows[i], j]);
            }
        }
    }

    [Fact]
    public void Factors_of_zero_leave_out_what_is_not_finite_in_GatherRows()
    {
        // A penalty of 0 is no penalty, whatever the row holds.
        var index = new RowIndex();
        index.Build(new IdBatch([0], null, null, 0, 1, 1, 0, 1, 0), 1);
        var table = new EngineMatrix(1, 2, [float.NaN, float.PositiveInfinity]);
        EngineCheck.Run(Destination(1, 2, false), (e, y) => e.GatherRows(table, index, 0, y), (_, _) => 0);
    }

    /// <summary>Fields 1 to 3 of five, rows 2 and on; every field has rows of its own. Bags may be empty.</summary>
    private IdBatch Ids(bool bags, int rows)
    {
        const int Stride = 5, FirstRow = 2, FirstField = 1, Fields = 3;
        int cells = (rows + FirstRow) * Stride;
        var ids = new List<int>();
        var starts = new List<int> { 0 };
        var factors = new List<float>();
        for (int cell = 0; cell < cells; cell++)
        {
            int field = cell % Stride;
            for (int n = bags ? _random.Next(4) : 1; n > 0; n--)
            {
                ids.Add(Base + ((field - FirstField) * RowsPerField) + _random.Next(RowsPerField));
                factors.Add(_random.Next(3) == 0 ? 1 : (float)_random.NextDouble());
            }
            starts.Add(ids.Count);
        }
        return new IdBatch([.. ids], bags ? [.. starts] : null, bags ? [.. factors] : null, FirstRow, rows, Stride, FirstField, Fields, Base);
    }

    private static List<(int Row, int Field, int Id, double Factor)> Entries(IdBatch ids)
    {
        var entries = new List<(int, int, int, double)>();
        for (int row = 0; row < ids.Rows; row++)
        {
            for (int field = 0; field < ids.Fields; field++)
            {
                int cell = ((row + ids.FirstRow) * ids.Stride) + ids.FirstField + field;
                var (begin, end) = ids.Starts is null ? (cell, cell + 1) : (ids.Starts[cell], ids.Starts[cell + 1]);
                for (int at = begin; at < end; at++)
                    entries.Add((row, field, ids.Ids[at] - ids.Base, ids.Factors?[at] ?? 1));
            }
        }
        return entries;
    }

    private EngineMatrix Matrix(int rows, int columns) => EngineMatrix.Random(_random, rows, columns);

    private EngineMatrix Destination(int rows, int columns, bool add) => EngineMatrix.Destination(_random, rows, columns, add);
}
