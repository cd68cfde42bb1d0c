using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Autodiff;

/// <summary>
/// A matrix in a traced computation: a number of rows for every example of the batch (its fields, say), or a fixed number
/// of rows for what does not depend on the batch.
/// </summary>
internal sealed class Value
{
    public Value(Graph graph, int index, int rowsPerExample, int fixedRows, int columns)
    {
        Graph = graph;
        Index = index;
        RowsPerExample = rowsPerExample;
        FixedRows = fixedRows;
        Columns = columns;
    }

    public Graph Graph { get; }

    /// <summary>Its number in the plan.</summary>
    public int Index { get; }

    /// <summary>Rows for every example, or 0 when the number of rows is fixed.</summary>
    public int RowsPerExample { get; }

    /// <summary>The fixed number of rows, or 0.</summary>
    public int FixedRows { get; }

    /// <summary>Values per row.</summary>
    public int Columns { get; }

    /// <summary>The value whose memory this is another view of, or null.</summary>
    public Value? ViewOf { get; init; }

    /// <summary>The parameter that it stands for, or null.</summary>
    public Parameter? Parameter { get; init; }

    /// <summary>Whether anything that is learned flows into it.</summary>
    public bool IsLearned { get; set; }

    /// <summary>The value that has the memory.</summary>
    public Value Memory => ViewOf?.Memory ?? this;

    /// <summary>Values per example, or in all when the number of rows is fixed.</summary>
    public long Size => (long)Math.Max(RowsPerExample, FixedRows) * Columns;

    public override string ToString() =>
        RowsPerExample > 0 ? $"[B·{RowsPerExample} × {Columns}]" : $"[{FixedRows} × {Columns}]";

    public static Value operator +(Value a, Value b) => a.Plus(b);

    public static Value operator *(Value a, Value b) => a.Times(b);
}
