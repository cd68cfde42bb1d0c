using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;

namespace Microsoft.ML.LowRank.Tests.Thresholds;

/// <summary>The threshold comes from scores of rows that their model had not seen, and the model from all rows.</summary>
public class CrossTunedThresholdTests
{
    private readonly MLContext _context = new(1);
    private readonly Table _table = StackData.Create(200);

    public static IEnumerable<object[]> Checks => EstimatorChecks.Rows(Fixture);

    [SkippableTheory]
    [MemberData(nameof(Checks))]
    public void Holds(EstimatorCheck check) => check.Run();

    [Fact]
    public void A_learner_that_only_remembers_its_rows_is_worth_no_more_than_chance()
    {
        bool[] flags = [.. Enumerable.Range(0, 600).Select(row => new Random(row).Next(4) == 0)];
        var table = StackData.Create(600).Replacing(Table.Booleans("Flag", flags));
        var learner = new IdLearner(seen => id => seen.Contains(id) ? flags[id] ? 5 : -5 : (id * 37 % 101) - 50);
        var data = new TableView(table);
        var report = Tune(learner, ClassificationMetric.MatthewsCorrelation).Fit(data).LastTransformer.Report!;
        var trained = learner.Append(_context.BinaryClassification.Calibrators.TuneThreshold(
            ClassificationMetric.MatthewsCorrelation, ThresholdRows.Training, "Flag")).Fit(data).LastTransformer.Report!;

        Assert.Equal(1, trained.Value);
        Assert.InRange(report.Value, 0, 0.2);
        Assert.Equal((600, 5, null), (report.RowCount, report.NumberOfFolds, trained.NumberOfFolds));
        Assert.Contains("out of fold in 5 folds", report.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Every_row_is_held_out_once_and_the_model_learns_from_all(int folds)
    {
        var fits = new List<IReadOnlyList<int>>();
        Tune(IdLearner.Of(id => id, fits), ClassificationMetric.F1, folds).Fit(new TableView(_table));
        int[] all = [.. Enumerable.Range(0, 200)];
        var heldOut = fits.SkipLast(1).Select(seen => all.Except(seen).ToList()).ToList();

        Assert.Equal(folds + 1, fits.Count);
        Assert.Equal(all, fits[^1]);
        Assert.Equal(all, heldOut.SelectMany(rows => rows).Order());
        bool[] flags = _table.Flags("Flag");
        int positives = flags.Count(flag => flag);
        Assert.All(heldOut, rows => Assert.InRange(rows.Count(row => flags[row]), positives / folds, (positives / folds) + 1));
    }

    [Fact]
    public void The_threshold_is_the_best_one_for_the_scores_out_of_fold()
    {
        // Scores that do not depend on what was learned: out of fold they are the scores of all rows.
        float[] scores = _table.Singles("Number");
        bool[] flags = _table.Flags("OtherFlag");
        var model = Tune(IdLearner.Of(id => scores[id] + 3), ClassificationMetric.F1, label: "OtherFlag").Fit(new TableView(_table));
        var report = model.LastTransformer.Report!;

        Assert.Equal(1, report.Value);
        Assert.Equal(ScoredData.Count([.. scores.Select(score => score + 3)], flags, (float)report.Threshold), report.Counts);
        Assert.Equal(flags, Table.Read(model.Transform(new TableView(_table))).Flags("PredictedLabel"));
    }

    [Fact]
    public void MLNets_own_evaluation_decides_by_it_before_and_after_saving()
    {
        var train = StackData.View(_table);
        var test = StackData.View(StackData.Create(150, seed: 6));
        var model = Tune(Lbfgs(), ClassificationMetric.F1, label: "OtherFlag").Fit(train);
        double ByMLNet(ITransformer model) => _context.BinaryClassification.EvaluateNonCalibrated(model.Transform(test), "OtherFlag").F1Score;

        Assert.NotEqual(0, model.LastTransformer.Threshold);
        Assert.Equal(_context.BinaryClassification.EvaluateMetric(model.Transform(test), ClassificationMetric.F1, "OtherFlag").Value, ByMLNet(model), 12);
        // The model in front is the one of all rows.
        var plain = Lbfgs().Fit(train);
        Assert.Equal(StackData.Scores(plain, test).Select(score => score - (float)model.LastTransformer.Threshold), StackData.Scores(model, test));

        using var stream = new MemoryStream();
        _context.Model.Save(model, train.Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out _);
        Assert.Equal(StackData.Scores(model, test), StackData.Scores(loaded, test));
        Assert.Equal(ByMLNet(model), ByMLNet(loaded));
    }

    [Fact]
    public void It_works_within_a_chain_and_in_cross_validation()
    {
        var pipeline = _context.Transforms.NormalizeMinMax("Extra")
            .Append(Tune(Lbfgs(), ClassificationMetric.BalancedAccuracy, 3, "OtherFlag"))
            .Append(_context.Transforms.CopyColumns("Decision", "PredictedLabel"));
        var folds = _context.BinaryClassification.CrossValidate(StackData.View(_table), pipeline, 3, "OtherFlag");

        Assert.All(folds, fold => Assert.Equal(fold.Metrics.F1Score, _context.BinaryClassification.EvaluateMetric(
            fold.ScoredHoldOutSet, ClassificationMetric.F1, "OtherFlag", "Decision").Value, 12));
    }

    [Fact]
    public void A_model_that_gives_a_probability_alone_is_cut_by_it()
    {
        float[] scores = _table.Singles("Number");
        var learner = IdLearner.Of(id => 1 / (1 + MathF.Exp(-scores[id])))
            .Append(_context.Transforms.CopyColumns("Probability", "Score")).Append(_context.Transforms.DropColumns("Score"));
        var tuned = Tune(learner, ClassificationMetric.F1, label: "OtherFlag").Fit(new TableView(_table)).LastTransformer;

        Assert.True(tuned.IsOfProbability);
        Assert.Equal((0.5, 1), (tuned.Report!.UsualThreshold, tuned.Report.Value));
    }

    [Fact]
    public void Weights_count_and_the_seed_makes_the_folds()
    {
        ThresholdReport Report(int? seed, string? weight = null, int context = 1) => new MLContext(context).BinaryClassification.Calibrators
            .TuneThreshold(Lbfgs(), ClassificationMetric.F1, 3, "OtherFlag", exampleWeightColumnName: weight, seed: seed)
            .Fit(StackData.View(_table)).LastTransformer.Report!;

        Assert.Equal(Report(7).Curve, Report(7, context: 2).Curve);
        Assert.Equal(Report(null).Curve, Report(null).Curve);
        Assert.NotEqual(Report(7).Curve, Report(8).Curve);
        Assert.Equal(_table.Singles("Weight").Sum(weight => (double)weight), Report(7, "Weight").Counts.Total, 9);
        Assert.Equal(200, Report(7).Counts.Total);
    }

    [Fact]
    public void What_cannot_be_folded_is_refused_with_a_sentence()
    {
        Refuses("'Flag' has 3 positive rows that count, too few for 5 folds", Flags(row => row < 3));
        Refuses("'Flag' has 4 negative rows that count, too few for 5 folds", Flags(row => row >= 4));
        Refuses("'Flag' has 0 positive rows", Flags(_ => false));
        // The rows are there, but weigh nothing.
        Refuses("'Flag' has 2 positive rows that count", Flags(row => row < 10).Change(["Weight"], (row, _, value) => row < 8 ? 0 : value), "Weight");
        Refuses("All weights in column 'Weight' are zero", _table.Change(["Weight"], (_, _, _) => 0), "Weight");
        Refuses("Row 9, weight column 'Weight' is -1", _table.Change(["Weight"], (row, _, value) => row == 9 ? -1 : value), "Weight");
        Refuses("no rows to choose a threshold on", _table.Select());
        Assert.Contains("at least 2 folds", Assert.Throws<ArgumentOutOfRangeException>(
            () => Tune(Lbfgs(), ClassificationMetric.F1, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Tune(null!, ClassificationMetric.F1));
        Assert.Throws<ArgumentNullException>(() => Tune(Lbfgs(), null!));
        Assert.Contains("neither the score column 'Other' nor", Assert.Throws<ArgumentOutOfRangeException>(() => _context.BinaryClassification.Calibrators
            .TuneThreshold(IdLearner.Of(id => id), ClassificationMetric.F1, 5, "Flag", "Other").Fit(new TableView(_table))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_stops_between_the_rows_of_a_fold_when_the_context_is_told_to()
    {
        var view = new TableView(_table) { OnRow = read => CancelAt(read) };
        // Labels are read once; the first fold is being fitted.
        void CancelAt(long read)
        {
            if (read == 250)
                typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!.Invoke(_context, null);
        }

        Assert.Throws<OperationCanceledException>(() => Tune(IdLearner.Of(id => id), ClassificationMetric.F1).Fit(view));
        Assert.InRange(view.RowsRead, 250, 300);
    }

    private CrossTunedThresholdEstimator Tune(IEstimator<ITransformer> estimator, ClassificationMetric metric, int folds = 5, string label = "Flag")
        => _context.BinaryClassification.Calibrators.TuneThreshold(estimator, metric, folds, label, seed: 3);

    private IEstimator<ITransformer> Lbfgs() => _context.BinaryClassification.Trainers.LbfgsLogisticRegression("OtherFlag");

    private Table Flags(Func<int, bool> isPositive)
        => _table.Replacing(Table.Booleans("Flag", [.. Enumerable.Range(0, _table.Count).Select(isPositive)]));

    private void Refuses(string said, Table table, string? weight = null)
        => Assert.Contains(said, Assert.Throws<InvalidOperationException>(() => _context.BinaryClassification.Calibrators
            .TuneThreshold(IdLearner.Of(id => id), ClassificationMetric.F1, 5, "Flag", exampleWeightColumnName: weight)
            .Fit(new TableView(table))).Message, StringComparison.Ordinal);

    private static EstimatorFixture Fixture => new()
    {
        Name = "TuneThreshold over a trainer",
        CreateEstimator = context => Create(context, new RunOptions()),
        CreateForRun = Create,
        CreateData = _ => new TableView(StackData.Create()),
        InputColumns = ["Features"],
        OutputColumns = ["PredictedLabel", "Score", "Probability"],
        LabelColumn = "Flag",
        // Probabilities stay as they are and no longer cross one half where the decision changes.
        Traits = EstimatorTraits.UsesLabel | EstimatorTraits.UsesSeed | EstimatorTraits.ThreadsGiveSameBits,
        BadSchemas = [.. SharedSchemas.Vector("Features"), .. SharedSchemas.FitOnly("Flag")],
        PredictionEngine = PredictionEngineProbe.For<ScoredRows.Row, ScoredRows.TwoClasses>(),
        CrossValidate = (context, data, estimator) => Assert.Equal(
            3, context.BinaryClassification.CrossValidate(data, estimator, 3, "Flag").Count),
        EdgeOutcomes = new Dictionary<string, EdgeOutcome>
        {
            [Edges.Empty] = EdgeOutcome.Refuses("no rows"),
            [Edges.OneRow] = EdgeOutcome.Refuses("'Flag'", "too few for 5 folds"),
            [Edges.TwoRows] = EdgeOutcome.Refuses("'Flag'", "too few for 5 folds"),
            [Edges.SingleClass] = EdgeOutcome.Refuses("'Flag'", "too few for 5 folds"),
            [Edges.ConstantFeature] = EdgeOutcome.Fits,
            [Edges.AllConstant] = EdgeOutcome.Fits,
            [Edges.OneFeature] = EdgeOutcome.Fits,
        },
        ModelSignature = "LRTHRESH",
        WideColumns = 200,
    };

    private static IEstimator<ITransformer> Create(MLContext context, RunOptions run) => context.BinaryClassification.Calibrators.TuneThreshold(
        context.BinaryClassification.Trainers.RegularizedLogisticRegression(new RegularizedLinearTrainer.Options
        {
            LabelColumnName = "Flag",
            Penalties = PenaltyKinds.Ridge,
            NumberOfPenalties = 6,
            NumberOfFolds = 3,
            Seed = 1,
            NumberOfThreads = run.NumberOfThreads ?? 0,
        }),
        ClassificationMetric.F1, labelColumnName: "Flag", seed: run.Seed ?? 1);
}
