using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="MissingValueReplacingTransformer"/> from one pass over the data.</summary>
public sealed class MissingValueReplacingEstimator : IEstimator<MissingValueReplacingTransformer>
{
    private readonly IHost _host;
    private readonly InputOutputColumnPair[] _columns;
    private readonly ReplacementMode _mode;
    private readonly bool _bySlot;

    internal MissingValueReplacingEstimator(IHostEnvironment env, InputOutputColumnPair[] columns, ReplacementMode mode, bool bySlot)
    {
        _host = env.Register(nameof(MissingValueReplacingEstimator));
        _columns = Contracts.CheckValue(columns, nameof(columns));
        _mode = mode;
        _bySlot = bySlot;
    }

    /// <summary>What missing values are replaced by.</summary>
    public enum ReplacementMode : byte
    {
        /// <summary>The default value of the type.</summary>
        DefaultValue = 0,

        /// <summary>The mean.</summary>
        Mean = 1,

        /// <summary>The smallest value.</summary>
        Minimum = 2,

        /// <summary>The largest value.</summary>
        Maximum = 3,
    }

    /// <inheritdoc/>
    public MissingValueReplacingTransformer Fit(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        GetOutputSchema(SchemaShape.Create(input.Schema));
        var columns = Array.ConvertAll(_columns, pair => input.Schema[pair.InputColumnName]);
        var replacements = _mode == ReplacementMode.DefaultValue
            ? Array.ConvertAll(columns, _ => new double[1])
            : Replacements(input, columns);
        return new MissingValueReplacingTransformer(
            _host, _columns.Select(pair => (pair.OutputColumnName, pair.InputColumnName)), replacements);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var result = Contracts.CheckValue(inputSchema, nameof(inputSchema));
        foreach (var pair in _columns)
        {
            var column = inputSchema.Find(pair.InputColumnName);
            if (column.IsKey || (column.ItemType.RawType != typeof(float) && column.ItemType.RawType != typeof(double)))
                throw Contracts.WrongShape("input", column.Name, "Single or Double, or a vector of them", column);
            result = result.With(new SchemaShape.Column(
                pair.OutputColumnName,
                column.Kind,
                column.ItemType,
                false,
                new SchemaShape(column.Annotated(AnnotationKinds.SlotNames, AnnotationKinds.IsNormalized))));
        }

        return result;
    }

    private double[][] Replacements(IDataView input, DataViewSchema.Column[] columns)
    {
        using var cursor = input.GetRowCursor(columns);
        var statistics = Array.ConvertAll(columns, column => new SlotStatistics(cursor, column));
        while (cursor.MoveNext())
            Array.ForEach(statistics, s => s.Add());
        return Array.ConvertAll(statistics, s => _bySlot ? OfSlots(s) : [OfAll(s)]);
    }

    private double[] OfSlots(SlotStatistics statistics) =>
        [.. Enumerable.Range(0, statistics.Size).Select(slot => OfSlot(statistics, slot))];

    private double OfSlot(SlotStatistics statistics, int slot) => _mode switch
    {
        ReplacementMode.Mean => statistics.Mean(slot),
        ReplacementMode.Minimum => statistics.Minimum[slot],
        _ => statistics.Maximum[slot],
    };

    private double OfAll(SlotStatistics statistics) => _mode switch
    {
        ReplacementMode.Mean => statistics.MeanOfAll(),
        ReplacementMode.Minimum => statistics.Minimum.Min(),
        _ => statistics.Maximum.Max(),
    };
}
