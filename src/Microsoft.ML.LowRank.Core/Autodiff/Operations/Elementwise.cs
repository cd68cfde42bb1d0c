using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Autodiff;

/// <summary>The operations of a trace. Each has what it computes and what it does to gradients side by side.</summary>
internal static partial class Operations
{
    /// <summary>a + b.</summary>
    public static Value Plus(this Value a, Value b)
    {
        RequireEqual(a, b);
        var y = a.Graph.NewLike(a, a.Columns);
        return a.Graph.Add(y, [a, b], (engine, m) => engine.Add(m[a], m[b], m[y]), (g, dy) =>
        {
            g.Pass(a, dy);
            g.Pass(b, dy);
        }, mayReplace: a);
    }

    /// <summary>a ∘ b.</summary>
    public static Value Times(this Value a, Value b)
    {
        RequireEqual(a, b);
        var y = a.Graph.NewLike(a, a.Columns);
        return a.Graph.Add(y, [a, b], (engine, m) => engine.Multiply(m[a], m[b], m[y], false), (g, dy) =>
        {
            g.Add(a, [dy, b], (engine, m, da, add) => engine.Multiply(m[dy], m[b], m[da], add));
            g.Add(b, [dy, a], (engine, m, db, add) => engine.Multiply(m[dy], m[a], m[db], add), mayReplace: dy);
        }, mayReplace: a);
    }

    /// <summary>factor·x.</summary>
    public static Value Scaled(this Value x, float factor)
    {
        var y = x.Graph.NewLike(x, x.Columns);
        return x.Graph.Add(y, [x], (engine, m) => engine.Scale(m[x], factor, m[y], false), (g, dy) =>
            g.Add(x, [dy], (engine, m, dx, add) => engine.Scale(m[dy], factor, m[dx], add), mayReplace: dy), mayReplace: x);
    }

    /// <summary>activation(x + b), the row b added to every row.</summary>
    public static Value Activated(this Value x, Activation activation, Value? b = null)
    {
        if (activation == Activation.None && b is null)
            return x;
        if (b is not null)
            RequireRow(x, b);
        var y = x.Graph.NewLike(x, x.Columns);
        Value[] inputs = b is null ? [x] : [x, b];
        return x.Graph.Add(y, inputs, (engine, m) => engine.Activate(m[x], b is null ? null : m[b], activation, m[y]), (g, dy) =>
        {
            var dx = dy;
            if (activation != Activation.None)
            {
                dx = g.NewLike(x);
                g.Add(new Step(dx, [y, dy], (engine, m) => engine.ActivateGradient(m[y], m[dy], activation, m[dx])) { MayReplace = dy });
            }
            if (b is not null)
                g.Add(b, [dx], (engine, m, db, add) => engine.SumRows(m[dx], null, m[db], add));
            g.Pass(x, dx);
        }, mayReplace: x);
    }

    /// <summary>x + b, the row b added to every row.</summary>
    public static Value PlusRow(this Value x, Value b) => x.Activated(Activation.None, b);

    /// <summary>Some values set to zero at random, the others scaled up; only while training.</summary>
    public static Value Dropped(this Value x, float rate)
    {
        var graph = x.Graph;
        if (!graph.IsTraining || rate <= 0)
            return x;
        var y = graph.NewLike(x, x.Columns);
        ulong own = (ulong)y.Index * 0xD1B54A32D192ED03;
        return graph.Add(y, [x], (engine, m) => engine.Drop(m[x], rate, m.Seed ^ own, m[y]), (g, dy) =>
            g.Write(x, [dy], (engine, m, dx) => engine.Drop(m[dy], rate, m.Seed ^ own, m[dx]), mayReplace: dy), mayReplace: x);
    }

    private static void RequireEqual(Value a, Value b)
    {
        if (a.RowsPerExample != b.RowsPerExample || a.FixedRows != b.FixedRows || a.Columns != b.Columns)
            throw new ArgumentException($"{a} and {b} must be of the same shape.");
    }

    private static void RequireRow(Value x, Value row)
    {
        if (row.FixedRows != 1 || row.Columns != x.Columns)
            throw new ArgumentException($"{row} must be a row as wide as {x}.");
    }
}
