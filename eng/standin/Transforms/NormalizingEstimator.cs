using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="NormalizingTransformer"/> from one pass over the data.</summary>
public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    internal const long MaximumExampleCount = 1000000000;
    private readonly IHost _host;
    private readonly Options[] _columns;

    internal NormalizingEstimator(IHostEnvironment env, params Options[] columns)
    {
        _host = env.Register(nameof(NormalizingEstimator));
        _columns = columns;
        foreach (var column in columns)
        {
            Contracts.CheckNonEmpty(column.Output, "outputColumnName");
            Contracts.CheckParam(column.MaximumExampleCount > 1, "maximumExampleCount", "More than one example is needed.");
        }
    }

    /// <inheritdoc/>
    public NormalizingTransformer Fit(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        GetOutputSchema(SchemaShape.Create(input.Schema));
        var columns = Array.ConvertAll(_columns, options => input.Schema[options.Input]);
        using var cursor = input.GetRowCursor(columns);
        var statistics = Array.ConvertAll(columns, column => new SlotStatistics(cursor, column));
        for (long row = 0; cursor.MoveNext(); row++)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                if (row < _columns[i].MaximumExampleCount)
                    statistics[i].Add();
            }
        }

        return new NormalizingTransformer(
            _host, _columns.Select(c => (c.Output, c.Input)), [.. statistics.Select((s, i) => _columns[i].Function(s))]);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var result = Contracts.CheckValue(inputSchema, nameof(inputSchema));
        foreach (var options in _columns)
        {
            var column = inputSchema.Find(options.Input);
            if (column.Kind == SchemaShape.Column.VectorKind.VariableVector || column.IsKey
                || !(column.ItemType is NumberDataViewType && (column.ItemType.RawType == typeof(float) || column.ItemType.RawType == typeof(double))))
            {
                throw Contracts.WrongShape("input", column.Name, "Single, Double or a vector of known size of them", column);
            }

            result = result.With(new SchemaShape.Column(
                options.Output,
                column.Kind,
                column.ItemType,
                false,
                new SchemaShape([Shapes.Flag(AnnotationKinds.IsNormalized), .. column.Annotated(AnnotationKinds.SlotNames)])));
        }

        return result;
    }

    /// <summary>How one column is normalized.</summary>
    internal sealed record Options(string Output, string Input, long MaximumExampleCount, Func<SlotStatistics, SlotFunction> Function);
}
