namespace Microsoft.ML.LowRank.Autodiff;

internal static partial class Operations
{
    /// <summary>x·w, for a parameter w.</summary>
    public static Value MatMul(this Value x, Value w)
    {
        if (w.RowsPerExample > 0 || w.FixedRows != x.Columns)
            throw new ArgumentException($"{x} cannot be multiplied by {w}.");
        var y = x.Graph.NewLike(x, w.Columns);
        return x.Graph.Add(y, [x, w], (engine, m) => engine.MatMul(m[x], false, m[w], false, m[y], false), (g, dy) =>
        {
            g.Add(w, [x, dy], (engine, m, dw, add) => engine.MatMul(m[x], true, m[dy], false, m[dw], add));
            g.Add(x, [dy, w], (engine, m, dx, add) => engine.MatMul(m[dy], false, m[w], true, m[dx], add));
        }, multiplyAdds: (double)x.Size * w.Columns);
    }

    /// <summary>For every example a·b, or a·bᵀ.</summary>
    public static Value ExampleMatMul(this Value a, Value b, bool transposeB = false)
    {
        RequireExamples(a);
        RequireExamples(b);
        var (rowsA, rowsB) = (a.RowsPerExample, b.RowsPerExample);
        if (a.Columns != (transposeB ? b.Columns : rowsB))
            throw new ArgumentException($"{a} cannot be multiplied by {b}{(transposeB ? " transposed" : "")}.");
        var y = a.Graph.NewValue(rowsA, 0, transposeB ? rowsB : b.Columns);
        return a.Graph.Add(y, [a, b],
            (engine, m) => engine.BlockMatMul(m[a], rowsA, false, m[b], rowsB, transposeB, m[y], false), (g, dy) =>
            {
                g.Add(a, [dy, b], (engine, m, da, add) => engine.BlockMatMul(m[dy], rowsA, false, m[b], rowsB, !transposeB, m[da], add));
                g.Add(b, [dy, a], (engine, m, db, add) =>
                {
                    if (transposeB)
                        engine.BlockMatMul(m[dy], rowsA, true, m[a], rowsA, false, m[db], add);
                    else
                        engine.BlockMatMul(m[a], rowsA, true, m[dy], rowsA, false, m[db], add);
                });
            }, multiplyAdds: (double)a.Size * y.Columns);
    }

    /// <summary>For every row the outer product of a's and b's: a matrix, row by row.</summary>
    public static Value RowOuters(this Value a, Value b)
    {
        RequireExamples(a);
        // A row as a block of as many rows of one value times a block of one row.
        int rows = a.RowsPerExample;
        var (columnsA, columnsB) = (a.Columns, b.Columns);
        if (rows != b.RowsPerExample)
            throw new ArgumentException($"{a} and {b} must have the same number of rows.");
        var left = a.Reshaped(rows * columnsA, 1);
        var y = a.Graph.NewValue(rows * columnsA, 0, columnsB);
        return a.Graph.Add(y, [left, b], (engine, m) => engine.BlockMatMul(m[left], columnsA, false, m[b], 1, false, m[y], false), (g, dy) =>
        {
            g.Add(left, [dy, b], (engine, m, da, add) => engine.BlockMatMul(m[dy], columnsA, false, m[b], 1, true, m[da], add));
            g.Add(b, [dy, left], (engine, m, db, add) => engine.BlockMatMul(m[left], columnsA, true, m[dy], columnsA, false, m[db], add));
        }, multiplyAdds: y.Size);
    }

    /// <summary>Groups of columns of x, each times its own block of rows of w.</summary>
    public static Value GroupMatMul(this Value x, Value w, int groups)
    {
        if (w.RowsPerExample > 0 || w.FixedRows != x.Columns || x.Columns % groups != 0)
            throw new ArgumentException($"{x} cannot be multiplied by {w} in {groups} groups.");
        var y = x.Graph.NewLike(x, checked(w.Columns * groups));
        return x.Graph.Add(y, [x, w], (engine, m) => engine.GroupMatMul(m[x], m[w], groups, false, m[y], false), (g, dy) =>
        {
            g.Add(w, [x, dy], (engine, m, dw, add) => engine.GroupMatMulGradient(m[x], m[dy], groups, m[dw], add));
            g.Add(x, [dy, w], (engine, m, dx, add) => engine.GroupMatMul(m[dy], m[w], groups, true, m[dx], add));
        }, multiplyAdds: (double)x.Size * w.Columns);
    }

    /// <summary>Rows of a table by the ids of a range: for every example a row per field.</summary>
    public static Value Gather(this Graph graph, Parameter table, IdRange range)
    {
        int width = table.Tensor.Columns;
        var flat = graph.NewValue(1, 0, checked(range.Fields * width));
        graph.Add(flat, [], (engine, m) => engine.Gather(table.Tensor, m.Ids(range), m[flat]), (g, dy) =>
        {
            g.AddTable(table, range);
            g.Add(new Step(null, [dy], (engine, m) => engine.ScatterAdd(m[dy], m.Ids(range), m.Rows(range), m.GradientOf(table))));
        }, isLearned: graph.IsTraining);
        return flat.Reshaped(range.Fields, width);
    }
}
