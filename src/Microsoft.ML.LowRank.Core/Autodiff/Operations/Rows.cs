namespace Microsoft.ML.LowRank.Autodiff;

internal static partial class Operations
{
    /// <summary>Every row of x ∘ the row s.</summary>
    public static Value TimesRow(this Value x, Value s)
    {
        RequireRow(x, s);
        var y = x.Graph.NewLike(x, x.Columns);
        return x.Graph.Add(y, [x, s], (engine, m) => engine.ScaleColumns(m[x], m[s], null, m[y], false), (g, dy) =>
        {
            g.Add(s, [dy, x], (engine, m, ds, add) => engine.SumRows(m[dy], m[x], m[ds], add));
            g.Add(x, [dy, s], (engine, m, dx, add) => engine.ScaleColumns(m[dy], m[s], null, m[dx], add), mayReplace: dy);
        }, mayReplace: x);
    }

    /// <summary>Every row of x times its number in the column s.</summary>
    public static Value TimesColumn(this Value x, Value s)
    {
        RequireColumn(x, s);
        var y = x.Graph.NewLike(x, x.Columns);
        return x.Graph.Add(y, [x, s], (engine, m) => engine.ScaleRows(m[x], m[s], m[y], false), (g, dy) =>
        {
            g.Add(s, [dy, x], (engine, m, ds, add) => engine.SumColumns(m[dy], m[x], m[ds], add));
            g.Add(x, [dy, s], (engine, m, dx, add) => engine.ScaleRows(m[dy], m[s], m[dx], add), mayReplace: dy);
        }, mayReplace: x);
    }

    /// <summary>The sum of every row, a column.</summary>
    public static Value RowSums(this Value x)
    {
        var y = x.Graph.NewLike(x, 1);
        return x.Graph.Add(y, [x], (engine, m) => engine.SumColumns(m[x], null, m[y], false), (g, dy) =>
            g.Add(x, [dy], (engine, m, dx, add) => engine.RepeatColumns(m[dy], m[dx], add)));
    }

    /// <summary>For every row the inner product of a and b, a column.</summary>
    public static Value RowDots(this Value a, Value b)
    {
        RequireEqual(a, b);
        var y = a.Graph.NewLike(a, 1);
        return a.Graph.Add(y, [a, b], (engine, m) => engine.SumColumns(m[a], m[b], m[y], false), (g, dy) =>
        {
            g.Add(a, [dy, b], (engine, m, da, add) => engine.ScaleRows(m[b], m[dy], m[da], add));
            g.Add(b, [dy, a], (engine, m, db, add) => engine.ScaleRows(m[a], m[dy], m[db], add));
        });
    }

    /// <summary>The rows of every example summed: one row per example.</summary>
    public static Value ExampleSums(this Value x)
    {
        RequireExamples(x);
        int rows = x.RowsPerExample;
        var y = x.Graph.NewValue(1, 0, x.Columns);
        return x.Graph.Add(y, [x], (engine, m) => engine.SumBlocks(m[x], rows, m[y], false), (g, dy) =>
            g.Add(x, [dy], (engine, m, dx, add) => engine.RepeatRows(m[dy], rows, m[dx], add)));
    }

    /// <summary>The products of all pairs of an example's rows, summed: one row per example.</summary>
    public static Value PairSums(this Value x)
    {
        RequireExamples(x);
        int rows = x.RowsPerExample;
        var y = x.Graph.NewValue(1, 0, x.Columns);
        return x.Graph.Add(y, [x], (engine, m) => engine.SumPairs(m[x], rows, m[y]), (g, dy) =>
            g.Add(x, [x, dy], (engine, m, dx, add) => engine.SumPairsGradient(m[x], rows, m[dy], m[dx], add)),
            multiplyAdds: x.Size);
    }

    /// <summary>Softmax of every row.</summary>
    public static Value Softmaxed(this Value x)
    {
        var y = x.Graph.NewLike(x, x.Columns);
        return x.Graph.Add(y, [x], (engine, m) => engine.Softmax(m[x], m[y]), (g, dy) =>
            g.Write(x, [y, dy], (engine, m, dx) => engine.SoftmaxGradient(m[y], m[dy], m[dx]), mayReplace: dy), mayReplace: x);
    }

    /// <summary>
    /// Columns to mean 0 and variance 1 over the batch, then ∘ scale + shift (Ioffe and Szegedy, 2015); with the running
    /// statistics outside of training.
    /// </summary>
    public static Value Normalized(this Value x, Value scale, Value shift, Value mean, Value variance)
    {
        RequireRow(x, scale);
        var graph = x.Graph;
        var y = graph.NewLike(x, x.Columns);
        if (!graph.IsTraining)
        {
            return graph.Add(y, [x, scale, shift, mean, variance],
                (engine, m) => engine.NormalizeFixed(m[x], m[scale], m[shift], m[mean], m[variance], m[y]), (_, _) => { }, mayReplace: x);
        }
        var statistics = graph.NewValue(0, 2, x.Columns);
        return graph.Add(y, [x, scale, shift, mean, variance],
            (engine, m) => engine.Normalize(m[x], m[scale], m[shift], m[statistics], m[mean], m[variance], m[y]), (g, dy) =>
            {
                var (dx, dScale, dShift) = (g.NewLike(x), g.NewLike(scale), g.NewLike(shift));
                g.Add(new Step(dx, [x, scale, statistics, dy],
                    (engine, m) => engine.NormalizeGradient(m[x], m[scale], m[statistics], m[dy], m[dx], m[dScale], m[dShift]))
                {
                    MayReplace = dy,
                    Outputs = [dScale, dShift],
                });
                g.Pass(x, dx);
                g.Pass(scale, dScale);
                g.Pass(shift, dShift);
            }, moreOutputs: [statistics]);
    }

    private static void RequireColumn(Value x, Value column)
    {
        if (column.RowsPerExample != x.RowsPerExample || column.FixedRows != x.FixedRows || column.Columns != 1)
            throw new ArgumentException($"{column} must be a column as high as {x}.");
    }

    private static void RequireExamples(Value x)
    {
        if (x.RowsPerExample == 0)
            throw new ArgumentException($"{x} does not have rows for every example.");
    }
}
