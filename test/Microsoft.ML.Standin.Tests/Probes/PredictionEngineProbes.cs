using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("engine")]
internal static class PredictionEngineProbes
{
    private static readonly MLContext Context = new(1);

    private sealed class Input
    {
        public float Number { get; set; }
        [VectorType(3)] public float[]? Features { get; set; }
        public string? Text { get; set; }
    }

    private sealed class Output
    {
        [VectorType(4)] public float[]? All { get; set; }
        public float Number { get; set; }
        public string? Text { get; set; }
    }

    private sealed class WrongOutput
    {
        public float Nothing { get; set; }
    }

    private sealed class TooLittle
    {
        public float Number { get; set; }
    }

    private sealed class Prediction
    {
        public float Score { get; set; }
        public float Probability { get; set; }
        public bool PredictedLabel { get; set; }
    }

    private static TransformerChain<ColumnConcatenatingTransformer> Model
    {
        get
        {
            var data = Everyday.View(Context);
            return Context.Transforms.CopyColumns("A", "Number").Append(Context.Transforms.Concatenate("All", "A", "Features")).Fit(data);
        }
    }

    public static object Predictions()
    {
        using var engine = Context.Model.CreatePredictionEngine<Input, Output>(Model);
        return Everyday.Rows.Select(r => engine.Predict(new Input { Number = r.Number, Features = r.Features, Text = r.Text })).ToArray();
    }

    public static object ReusedPrediction()
    {
        using var engine = Context.Model.CreatePredictionEngine<Input, Output>(Model);
        var output = new Output();
        engine.Predict(new Input { Number = 5, Features = [1, 2, 3], Text = "t" }, ref output);
        return output;
    }

    public static object OutputSchema()
    {
        using var engine = Context.Model.CreatePredictionEngine<Input, Output>(Model);
        return Describe.Schema(engine.OutputSchema);
    }

    [Tolerance(2e-3)]
    public static object OfTrainer()
    {
        var model = Context.BinaryClassification.Trainers.LbfgsLogisticRegression(optimizationTolerance: 1e-8f).Fit(Example.View(Context));
        using var engine = Context.Model.CreatePredictionEngine<Example, Prediction>(model);
        return Example.Rows.Take(3).Select(r => engine.Predict(r)).ToArray();
    }

    public static object Bad() => new
    {
        output = Describe.Thrown(() => Context.Model.CreatePredictionEngine<Input, WrongOutput>(Model)),
        outputChecked = Describe.Thrown(() => Context.Model.CreatePredictionEngine<Input, WrongOutput>(Model, ignoreMissingColumns: false)),
        input = Describe.Thrown(() => Context.Model.CreatePredictionEngine<TooLittle, Output>(Model)),
        vector = Describe.Thrown(() => Context.Model.CreatePredictionEngine<Input, Output>(Model).Predict(new Input { Features = [1] })),
        nullVector = Describe.Thrown(() => Context.Model.CreatePredictionEngine<Input, Output>(Model).Predict(new Input())),
        nullRow = Describe.Thrown(() => Context.Model.CreatePredictionEngine<Input, Output>(Model).Predict(null!)),
        disposed = Describe.Thrown(() =>
        {
            var engine = Context.Model.CreatePredictionEngine<Input, Output>(Model);
            engine.Dispose();
            engine.Predict(new Input { Features = [1, 2, 3] });
        }),
    };
}
