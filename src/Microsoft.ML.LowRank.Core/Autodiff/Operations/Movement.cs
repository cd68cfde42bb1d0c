namespace Microsoft.ML.LowRank.Autodiff;

internal static partial class Operations
{
    /// <summary>The same values with another number of rows per example.</summary>
    public static Value Reshaped(this Value x, int rowsPerExample, int columns)
    {
        if (x.RowsPerExample == rowsPerExample && x.Columns == columns)
            return x;
        var y = x.Graph.NewView(x, rowsPerExample, 0, columns);
        return x.Graph.Derived(y, [x], (g, dy) =>
        {
            if (x.IsLearned)
                g.Pass(x, x.Graph.NewView(dy, x.RowsPerExample, 0, x.Columns));
        });
    }

    /// <summary>All rows of an example in one: field after field.</summary>
    public static Value Flat(this Value x) => x.Reshaped(1, checked(x.RowsPerExample * x.Columns));

    /// <summary>The columns of all parts, one after the other.</summary>
    public static Value Joined(params Value[] parts)
    {
        if (parts.Length == 1)
            return parts[0];
        var graph = parts[0].Graph;
        var y = graph.NewLike(parts[0], parts.Sum(part => part.Columns));
        int[] starts = new int[parts.Length];
        for (int i = 1; i < parts.Length; i++)
            starts[i] = starts[i - 1] + parts[i - 1].Columns;
        return graph.Add(y, parts, (engine, m) =>
        {
            for (int i = 0; i < parts.Length; i++)
                engine.CopyColumns(m[parts[i]], 0, m[y], starts[i], parts[i].Columns, false);
        }, (g, dy) =>
        {
            for (int i = 0; i < parts.Length; i++)
            {
                var (part, start) = (parts[i], starts[i]);
                g.Add(part, [dy], (engine, m, dx, add) => engine.CopyColumns(m[dy], start, m[dx], 0, part.Columns, add));
            }
        });
    }

    /// <summary>Some consecutive columns.</summary>
    public static Value Slice(this Value x, int from, int columns)
    {
        if (from == 0 && columns == x.Columns)
            return x;
        var y = x.Graph.NewLike(x, columns);
        return x.Graph.Add(y, [x], (engine, m) => engine.CopyColumns(m[x], from, m[y], 0, columns, false), (g, dy) =>
            g.Add(x, [dy], (engine, m, dx, add) =>
            {
                if (!add)
                    engine.Fill(m[dx], 0);
                engine.CopyColumns(m[dy], 0, m[dx], from, columns, true);
            }));
    }

    /// <summary>Groups of columns of the given width in the given order, any of them any number of times.</summary>
    public static Value Select(this Value x, int[] groups, int width)
    {
        var y = x.Graph.NewLike(x, checked(groups.Length * width));
        return x.Graph.Add(y, [x], (engine, m) => engine.SelectGroups(m[x], groups, width, m[y]), (g, dy) =>
            g.Add(x, [dy], (engine, m, dx, add) => engine.AddGroups(m[dy], groups, width, m[dx], add)));
    }

    /// <summary>Rows and columns of every example exchanged.</summary>
    public static Value Transposed(this Value x)
    {
        RequireExamples(x);
        var (rows, columns) = (x.RowsPerExample, x.Columns);
        var y = x.Graph.NewValue(columns, 0, rows);
        return x.Graph.Add(y, [x], (engine, m) => engine.Transpose(m[x], rows, m[y], false), (g, dy) =>
            g.Add(x, [dy], (engine, m, dx, add) => engine.Transpose(m[dy], columns, m[dx], add)));
    }
}
