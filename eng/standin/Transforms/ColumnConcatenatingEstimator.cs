using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="ColumnConcatenatingTransformer"/>.</summary>
public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly IHost _host;
    private readonly string _output;
    private readonly string[] _inputs;

    internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, string[] inputColumnNames)
    {
        _host = env.Register(nameof(ColumnConcatenatingEstimator));
        _output = Contracts.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        _inputs = Contracts.CheckValue(inputColumnNames, nameof(inputColumnNames));
        Contracts.CheckParam(_inputs.Length > 0, nameof(inputColumnNames), "There must be at least one input column.");
    }

    /// <inheritdoc/>
    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        return new ColumnConcatenatingTransformer(_host, _output, _inputs);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var columns = Array.ConvertAll(_inputs, name => inputSchema.Find(name));
        foreach (var column in columns)
        {
            Contracts.Check(!column.IsKey, $"Column '{column.Name}' holds keys; keys are not concatenated.");
            Contracts.Check(
                column.ItemType.Equals(columns[0].ItemType),
                $"Column '{column.Name}' holds {column.ItemType}, but '{columns[0].Name}' holds {columns[0].ItemType}; concatenated columns hold the same.");
        }

        bool varies = Array.Exists(columns, c => c.Kind == SchemaShape.Column.VectorKind.VariableVector);
        var annotations = new List<SchemaShape.Column>();
        if (Array.TrueForAll(columns, c => c.Annotations.TryFindColumn(AnnotationKinds.IsNormalized, out _)))
            annotations.Add(Shapes.Flag(AnnotationKinds.IsNormalized));
        if (Array.Exists(columns, c => c.Annotations.TryFindColumn(AnnotationKinds.CategoricalSlotRanges, out _)))
            annotations.Add(Shapes.Numbers(AnnotationKinds.CategoricalSlotRanges, NumberDataViewType.Int32));
        if (Array.Exists(columns, c => c.Kind == SchemaShape.Column.VectorKind.Scalar || c.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out _)))
            annotations.Add(Shapes.Texts(AnnotationKinds.SlotNames));
        return inputSchema.With(new SchemaShape.Column(
            _output,
            varies ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector,
            columns[0].ItemType,
            false,
            new SchemaShape(annotations)));
    }
}
