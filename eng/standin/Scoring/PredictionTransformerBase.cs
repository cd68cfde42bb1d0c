using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML
{
    /// <summary>Applies a model.</summary>
    public interface IPredictionTransformer<out TModel> : ITransformer
        where TModel : class
    {
        /// <summary>The model.</summary>
        TModel Model { get; }
    }

    /// <summary>Applies a model to one column of features.</summary>
    public interface ISingleFeaturePredictionTransformer<out TModel> : IPredictionTransformer<TModel>
        where TModel : class
    {
        /// <summary>The column.</summary>
        string FeatureColumnName { get; }

        /// <summary>Its type.</summary>
        DataViewType FeatureColumnType { get; }
    }
}

namespace Microsoft.ML.Data
{
    /// <summary>The base of what applies a model.</summary>
    public abstract class PredictionTransformerBase<TModel> : IPredictionTransformer<TModel>
        where TModel : class
    {
        private protected PredictionTransformerBase(TModel model) => Model = model;

        /// <summary>The model.</summary>
        public TModel Model { get; }

        bool ITransformer.IsRowToRowMapper => true;

        /// <inheritdoc/>
        public abstract DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

        /// <inheritdoc/>
        public IDataView Transform(IDataView input)
        {
            Contracts.CheckValue(input, nameof(input));
            return new MappedDataView(input, Bind(input.Schema));
        }

        IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

        void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

        private protected abstract RowMap Bind(DataViewSchema schema);

        private protected abstract void SaveModel(ModelSaveContext ctx);
    }

    /// <summary>The base of what applies a model to one column of features.</summary>
    public abstract class SingleFeaturePredictionTransformerBase<TModel> : PredictionTransformerBase<TModel>, ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        private readonly VersionInfo _version;

        internal SingleFeaturePredictionTransformerBase(TModel model, ScoringColumns columns, VersionInfo version)
            : base(model)
        {
            Columns = columns;
            _version = version;
        }

        /// <summary>The column of features.</summary>
        public string FeatureColumnName => Columns.Feature.Name;

        /// <summary>Its type.</summary>
        public DataViewType FeatureColumnType => Columns.Feature.Type;

        private protected IScorer Scorer => (IScorer)Model;

        private protected ScoringColumns Columns { get; }

        /// <inheritdoc/>
        public sealed override DataViewSchema GetOutputSchema(DataViewSchema inputSchema) =>
            Bind(Contracts.CheckValue(inputSchema, nameof(inputSchema))).OutputSchema;

        private protected sealed override void SaveModel(ModelSaveContext ctx)
        {
            ctx.CheckAtModel();
            ctx.SetVersionInfo(_version);
            SchemaCodec.Write(ctx.Writer, Columns.Schema);
            Scorer.Save(ctx.Writer);
        }

        private protected sealed override RowMap Bind(DataViewSchema schema)
        {
            var column = schema.GetColumnOrNull(FeatureColumnName) ?? throw Contracts.MissingColumn("feature", FeatureColumnName);
            Contracts.Check(
                column.Type.Equals(FeatureColumnType), $"Column '{FeatureColumnName}' has type {column.Type}; the model was fit to {FeatureColumnType}.");
            var scores = new PerRow<float[]>(row =>
            {
                var getter = row.GetGetter<VBuffer<float>>(row.Schema[column.Index]);
                VBuffer<float> features = default;
                var result = new float[Scorer.ScoreCount];
                return () =>
                {
                    getter(ref features);
                    Contracts.Check(
                        features.Length == Scorer.FeatureCount, $"Column '{column.Name}' should have {Scorer.FeatureCount} slots, but a row has {features.Length}.");
                    Scorer.Score(features, result);
                    return result;
                };
            });
            return RowMap.Append(schema, [.. Outputs(ScoreAnnotations.NextSet(schema)).Select(output =>
                new MappedColumn(output.Column, [column.Index], row => output.MakeGetter(scores.Of(row))))]);
        }

        private protected abstract IEnumerable<(DataViewSchema.DetachedColumn Column, Func<Func<float[]>, Delegate> MakeGetter)> Outputs(uint set);
    }
}
