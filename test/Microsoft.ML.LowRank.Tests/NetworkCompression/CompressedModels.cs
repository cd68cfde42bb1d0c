using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Networks;
using Microsoft.ML.LowRank.Tests.Stacking;

namespace Microsoft.ML.LowRank.Tests.NetworkCompression;

/// <summary>Small models with networks, and small compressions of them.</summary>
internal static class CompressedModels
{
    public static readonly Table Rows = NetworkData.Create(300);

    public static TableView View => new(Rows);

    /// <summary>Codes of two values and layers of rank 3, trained for an epoch on features and one on labels.</summary>
    public static NetworkCompressionOptions Options(Action<NetworkCompressionOptions>? set = null)
    {
        var options = new NetworkCompressionOptions
        {
            Ranks = RankRule.Fixed(2, 3),
            FineTuningEpochs = 1,
            MeasureControl = false,
            BatchSize = 64,
            Seed = 1,
        };
        set?.Invoke(options);
        return options;
    }

    public static NetworkCompressionResult Compress(ITransformer model, Action<NetworkCompressionOptions>? set = null, Table? data = null)
        => new MLContext(1).Model.LowRankCompress(model, new TableView(data ?? Rows), Options(set));

    public static CtrTransformer Ctr(Action<CtrTrainer.Options>? set = null) => Fits.Ctr(Rows, o =>
    {
        o.Architecture = new DeepFm { HiddenUnits = [16, 8] };
        set?.Invoke(o);
    });

    public static NeuralNetworkTrainer.Options Neural(string label, Action<NeuralNetworkTrainer.Options>? set = null)
    {
        var options = new NeuralNetworkTrainer.Options
        {
            LabelColumnName = label,
            CategoricalColumnNames = NetworkData.Categories,
            HiddenUnits = [16, 8],
        }.Run(new RunOptions());
        set?.Invoke(options);
        return options;
    }

    /// <summary>A label of texts that only training sees, a step of ML.NET's, the network, and classes as texts again.</summary>
    public static TransformerChain<ITransformer> TextChain(MLContext context)
    {
        var chain = new EstimatorChain<ITransformer>()
            .Append(context.Transforms.Conversion.MapValueToKey("Key", "Name"), TransformerScope.TrainTest)
            .Append(context.Transforms.NormalizeMinMax("Features"))
            .Append(context.MulticlassClassification.Trainers.NeuralNetwork(Neural("Key")))
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var fitted = chain.Fit(new TableView(Named));
        return new TransformerChain<ITransformer>(fitted, [TransformerScope.TrainTest, .. Enumerable.Repeat(TransformerScope.Everything, 3)]);
    }

    /// <summary>The data with a text for every class.</summary>
    public static Table Named { get; } = Rows.With(Table.Texts("Name", [.. Enumerable.Range(0, Rows.Count).Select(row => $"class {Rows["Class"].Show(row)}")]));

    /// <summary>A stack of a chain with a network and of a linear model.</summary>
    public static RegularizedStackingTransformer Stack(MLContext context, StackingFinalModels final = StackingFinalModels.Refit)
        => context.BinaryClassification.Trainers.RegularizedStacking(new RegularizedStackingTrainer.Options
        {
            Learners =
            [
                new("deep", own => own.Transforms.NormalizeMinMax("Features").Append(own.BinaryClassification.Trainers.Ctr(
                    Fits.Options(o => o.Architecture = new DeepFm { HiddenUnits = [16, 8] })))),
                new("linear", own => own.BinaryClassification.Trainers.LbfgsLogisticRegression("Label", "Features")),
            ],
            NumberOfFolds = 3,
            NumberOfPenalties = 4,
            Penalties = PenaltyKinds.Ridge,
            MetaLearner = MetaLearner.Average,
            FinalModels = final,
            Seed = 1,
        }).Fit(View);

    /// <summary>The data with a vector of more slots than there may be fields, two of which are set.</summary>
    public static Table Wide { get; } = Rows.With(new TableColumn<VBuffer<float>>("Wide", new VectorDataViewType(NumberDataViewType.Single, 5000),
        [.. Enumerable.Range(0, Rows.Count).Select(row => new VBuffer<float>(5000, 2, [1, 0.5f], [row % 7, 4000 + (row % 5)]))]));

    public static NeuralNetworkTrainer WideTrainer(Action<NeuralNetworkTrainer.Options>? set = null)
        => new MLContext(1).BinaryClassification.Trainers.NeuralNetwork(Neural("Label", o =>
        {
            (o.FeatureColumnName, o.NumericColumnNames) = ("Wide", ["Features"]);
            set?.Invoke(o);
        }));

    public static NetworkModelParameters NetworkOf(ITransformer model) => model switch
    {
        CtrTransformer ctr => ctr.Model,
        NeuralNetworkTransformer neural => neural.Model,
        IEnumerable<ITransformer> chain => chain.Select(step => step is CtrTransformer or NeuralNetworkTransformer ? NetworkOf(step) : null).First(found => found is not null)!,
        _ => throw new ArgumentException($"{model} is no network."),
    };

    public static float[] Scores(ITransformer model, Table? data = null) => StackData.Scores(model, new TableView(data ?? Rows));
}
