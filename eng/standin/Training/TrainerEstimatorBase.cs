using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers: checks the columns, reads the rows, makes the transformer of the model.</summary>
public abstract class TrainerEstimatorBase<TTransformer, TModel> : IEstimator<TTransformer>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected readonly IHost Host;
    private readonly TrainerInputBaseWithWeight _columns;

    private protected TrainerEstimatorBase(IHostEnvironment env, TrainerInputBaseWithWeight columns)
    {
        Host = Contracts.CheckValue(env, nameof(env)).Register(GetType().Name);
        _columns = Contracts.CheckValue(columns, "options");
        Contracts.CheckNonEmpty(columns.FeatureColumnName, "featureColumnName");
        Contracts.CheckNonEmpty(columns.LabelColumnName, "labelColumnName");
    }

    private protected string FeatureColumnName => _columns.FeatureColumnName;

    private protected string LabelColumnName => _columns.LabelColumnName;

    /// <inheritdoc/>
    public TTransformer Fit(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        Check(SchemaShape.Create(input.Schema));
        var rows = new TrainingRows(Host, input, FeatureColumnName, LabelColumnName, _columns.ExampleWeightColumnName);
        return MakeTransformer(Train(rows, input.Schema[LabelColumnName]), input.Schema);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Check(Contracts.CheckValue(inputSchema, nameof(inputSchema)));
        return inputSchema.With(OutputColumns(inputSchema.Find(LabelColumnName)));
    }

    private protected abstract string LabelType { get; }

    private protected abstract bool IsLabel(SchemaShape.Column column);

    private protected abstract TModel Train(TrainingRows rows, DataViewSchema.Column label);

    private protected abstract TTransformer MakeTransformer(TModel model, DataViewSchema schema);

    private protected abstract IEnumerable<SchemaShape.Column> OutputColumns(SchemaShape.Column label);

    private void Check(SchemaShape schema)
    {
        var features = schema.Find(FeatureColumnName, "feature");
        if (features.Kind != SchemaShape.Column.VectorKind.Vector || features.IsKey || !features.ItemType.Equals(NumberDataViewType.Single))
            throw Contracts.WrongShape("feature", features.Name, "a vector of known size of Single", features);
        if (_columns.ExampleWeightColumnName is { } name)
        {
            var weight = schema.Find(name, "weight");
            if (weight.Kind != SchemaShape.Column.VectorKind.Scalar || weight.IsKey || !weight.ItemType.Equals(NumberDataViewType.Single))
                throw Contracts.WrongShape("weight", name, "Single", weight);
        }

        var label = schema.Find(LabelColumnName, "label");
        if (label.Kind != SchemaShape.Column.VectorKind.Scalar || !IsLabel(label))
            throw Contracts.WrongShape("label", label.Name, LabelType, label, "labelCol");
    }
}
