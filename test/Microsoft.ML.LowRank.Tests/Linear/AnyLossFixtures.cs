using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;
using Options = Microsoft.ML.LowRank.AnyLossLinearTrainer.Options;

namespace Microsoft.ML.LowRank.Tests.Linear;

/// <summary>The uses of linear models trained on a metric that go through the battery.</summary>
internal static class AnyLossFixtures
{
    public static EstimatorFixture Weighted => Base("AnyLossLinear, weighted", EstimatorTraits.WeightsAreCounts, o => o.ExampleWeightColumnName = "Weight") with
    {
        WeightColumn = "Weight",
        BadSchemas = [.. SharedSchemas.Vector("Features"), .. SharedSchemas.FitOnly("Flag", "Weight")],
        Options = OptionsFixture.For(() => Usual().Run(new RunOptions()), Create) with
        {
            Probes =
            [
                SharedOptions.Probe<Options>(nameof(Options.LabelColumnName), o => o.LabelColumnName = "OtherFlag"),
                SharedOptions.Probe<Options>(nameof(Options.FeatureColumnName), o => o.FeatureColumnName = "Extra"),
                SharedOptions.Probe<Options>(nameof(Options.ExampleWeightColumnName), o => o.ExampleWeightColumnName = "Weight"),
                SharedOptions.Probe<Options>(nameof(Options.Loss), o => o.Loss = new MetricLoss(ClassificationMetric.F1) { Amplification = 4 }),
                SharedOptions.Probe<Options>(nameof(Options.L2Regularization), o => o.L2Regularization = 0.5),
                SharedOptions.Probe<Options>(nameof(Options.Optimizer), o => o.Optimizer = FullBatchOptimizer.Adam),
                new(nameof(Options.LearningRate), null, "Ignored but for Adam; AnyLossLinearTests see the effect."),
                SharedOptions.Probe<Options>(nameof(Options.MaximumIterations), o => o.MaximumIterations = 1),
                SharedOptions.Probe<Options>(nameof(Options.Tolerance), o => o.Tolerance = 0.1),
                SharedOptions.Probe<Options>(nameof(Options.Calibrate), o => o.Calibrate = true),
                new(nameof(Options.CalibrationFraction), null, "Not used without Calibrate; AnyLossLinearTests see the effect."),
                new(nameof(Options.Seed), null, "Not used without Calibrate; AnyLossLinearTests see the effect."),
                new(nameof(Options.SkipInvalidRows), null, "Clean data have no invalid rows."),
                new(nameof(Options.NumberOfThreads), null, "The model does not depend on it."),
                new(nameof(Options.CancellationToken), null, "Nothing is cancelled."),
                new(nameof(Options.OnCancellation), null, "Nothing is cancelled."),
                new(nameof(Options.Progress), null, "Only tells of the fit."),
            ],
            Bad =
            [
                SharedOptions.Bad<Options>("an empty label name", o => o.LabelColumnName = "", "LabelColumnName is empty"),
                SharedOptions.Bad<Options>("an empty feature name", o => o.FeatureColumnName = "", "FeatureColumnName is empty"),
                SharedOptions.Bad<Options>("an empty weight name", o => o.ExampleWeightColumnName = "", "ExampleWeightColumnName is empty"),
                SharedOptions.Bad<Options>("no loss", o => o.Loss = null!, "Loss is null") with { Combines = false },
                SharedOptions.Bad<Options>("an amplification of 0", o => o.Loss = new MetricLoss(ClassificationMetric.F1) { Amplification = 0 }, "Loss.Amplification is 0"),
                SharedOptions.Bad<Options>("a negative penalty", o => o.L2Regularization = -1, "L2Regularization is -1"),
                SharedOptions.Bad<Options>("an unknown optimizer", o => o.Optimizer = (FullBatchOptimizer)9, "Optimizer is 9"),
                SharedOptions.Bad<Options>("no learning rate", o => o.LearningRate = 0, "LearningRate is 0"),
                SharedOptions.Bad<Options>("no iterations", o => o.MaximumIterations = 0, "MaximumIterations is 0"),
                SharedOptions.Bad<Options>("a negative tolerance", o => o.Tolerance = -1, "Tolerance is -1"),
                SharedOptions.Bad<Options>("calibration by no rows", o => o.CalibrationFraction = 0, "CalibrationFraction is 0"),
                SharedOptions.Bad<Options>("threads below 0", o => o.NumberOfThreads = -1, "NumberOfThreads is -1"),
                SharedOptions.Bad<Options>("an unknown cancellation", o => o.OnCancellation = (CancellationBehavior)9, "OnCancellation is 9"),
            ],
        },
        Claims =
        [
            new("the scale of the features changes nothing", table => table.Change(["Features"], (_, slot, value) => value * (1 << slot))),
        ],
    };

    public static EstimatorFixture Calibrated => Base("AnyLossLinear, calibrated", EstimatorTraits.UsesSeed, o => (o.Calibrate, o.CalibrationFraction) = (true, 0.3)) with
    {
        OutputColumns = ["PredictedLabel", "Score", "Probability"],
        PredictionEngine = PredictionEngineProbe.For<ScoredRows.Row, ScoredRows.TwoClasses>(),
        CrossValidate = (context, data, estimator) => Assert.Equal(3, context.BinaryClassification.CrossValidate(data, estimator, 3, "Flag").Count),
    };

    private static EstimatorFixture Base(string name, EstimatorTraits traits, Action<Options> set)
    {
        Options Make(RunOptions run)
        {
            var options = Usual().Run(run);
            set(options);
            return options;
        }
        return new EstimatorFixture
        {
            Name = name,
            CreateEstimator = context => Create(context, Make(new RunOptions())),
            CreateForRun = (context, run) => Create(context, Make(run)),
            CreateData = _ => new TableView(StackData.Create()),
            InputColumns = ["Features"],
            OutputColumns = ["PredictedLabel", "Score"],
            LabelColumn = "Flag",
            Traits = traits | EstimatorTraits.UsesLabel | EstimatorTraits.ReportsProgress | EstimatorTraits.CanBeCancelled
                | EstimatorTraits.MissingGivesMissing | EstimatorTraits.ThreadsGiveSameBits | EstimatorTraits.BinaryClassifier
                | (traits.HasFlag(EstimatorTraits.UsesSeed) ? 0 : EstimatorTraits.FitIgnoresRowOrder),
            BadSchemas = [.. SharedSchemas.Vector("Features"), .. SharedSchemas.FitOnly("Flag")],
            ScoreBySpans = Score,
            CrossValidate = (context, data, estimator) => Assert.Equal(3, context.BinaryClassification.CrossValidateNonCalibrated(data, estimator, 3, "Flag").Count),
            EdgeOutcomes = new Dictionary<string, EdgeOutcome>
            {
                [Edges.Empty] = EdgeOutcome.Refuses("no rows"),
                [Edges.OneNaN] = EdgeOutcome.Refuses("Row 60", "'Features'", "slot 0"),
                [Edges.PositiveInfinity] = EdgeOutcome.Refuses("Row 60", "'Features'", "slot 0"),
                [Edges.AllMissing] = EdgeOutcome.Refuses("Row 0", "'Features'"),
                [Edges.SingleClass] = EdgeOutcome.Refuses("'Flag'", "same value"),
                [Edges.ZeroWeights] = EdgeOutcome.Refuses("'Weight'", "zero"),
                [Edges.OneRow] = EdgeOutcome.Refuses(),
                [Edges.ConstantFeature] = EdgeOutcome.Fits,
                [Edges.AllConstant] = EdgeOutcome.Fits,
                [Edges.OneFeature] = EdgeOutcome.Fits,
                [Edges.Huge] = EdgeOutcome.Fits,
                [Edges.Tiny] = EdgeOutcome.Fits,
            },
            ModelSignature = "LRANYLIN",
            WideColumns = 200,
            // Steps end at a tolerance, not at rounding.
            FitTolerance = 1e-2,
        };
    }

    private static Options Usual() => new() { LabelColumnName = "Flag", Seed = 1, L2Regularization = 0.1, Tolerance = 1e-9 };

    private static Options Run(this Options options, RunOptions run)
    {
        options.Seed = run.Seed ?? 1;
        options.NumberOfThreads = run.NumberOfThreads ?? 0;
        options.CancellationToken = run.CancellationToken;
        options.Progress = Immediate.Of(run.Progress);
        return options;
    }

    private static AnyLossLinearTrainer Create(MLContext context, Options options) => context.BinaryClassification.Trainers.AnyLossLinear(options);

    private static Table Score(ITransformer model, Table table)
    {
        float[] rows = [.. Enumerable.Range(0, table.Count).SelectMany(row => table["Features"].GetNumbers(row).Select(v => (float)v))];
        var scores = new float[table.Count];
        ((AnyLossLinearTransformer)model).Model.Score(rows, table.Count, scores);
        return new Table(Table.Numbers("Score", scores));
    }
}
