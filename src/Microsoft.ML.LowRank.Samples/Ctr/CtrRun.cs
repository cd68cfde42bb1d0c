using System.Globalization;
using Microsoft.ML.LowRank.Reports;
using Microsoft.ML.LowRank.Samples.Cli;
using Microsoft.ML.LowRank.Samples.Generate;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Saving;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Ctr;

/// <summary>The work of the verb, step by step, and what came of it.</summary>
internal sealed class CtrRun(CtrData data, CtrSettings settings, OutputFolder folder)
{
    // So many values are permuted per column: enough to order columns, and soon done.
    private const int MostPermuted = 20_000;
    private const int FewestPermuted = 1_000;
    private const int MostPermutedInAll = 1_600_000;

    private readonly MLContext _context = new(data.Settings.Seed);
    private IDataView _test = null!;

    public CtrRows Rows { get; private set; } = null!;

    public CtrTransformer Model { get; private set; } = null!;

    /// <summary>How training went.</summary>
    public NetworkTrainingReport Report { get; private set; } = null!;

    /// <summary>How the model was compressed, or null.</summary>
    public CtrCompression? Compression { get; private set; }

    /// <summary>What the model says of the test rows.</summary>
    public ScoredRows Test { get; private set; } = null!;

    /// <summary>What the best possible model would reach on them; null where nobody knows.</summary>
    public ClickTruth? Truth { get; private set; }

    public PermutationImportanceResult Importance { get; private set; } = null!;

    /// <summary>The largest difference between the predictions of this process and of the second one.</summary>
    public double LargestDifference { get; private set; }

    /// <summary>What the second process said.</summary>
    public string SecondProcessSaid { get; private set; } = "";

    public OutputFolder Folder => folder;

    public void Run(Steps steps)
    {
        Rows = steps.Do("Read", data.Load);
        _test = Rows.View(Part.Test);
        RequireBothClasses();
        try
        {
            Model = steps.Do("Train", Train);
            Report = Model.Report!;
            if (settings.Compress)
                Compression = steps.Do("Compress", Compress);
            Test = steps.Do("Score the test rows", _ => ScoredRows.Of(Model.Transform(_test)));
            Truth = Rows.Truth(Part.Test);
            Importance = steps.Do("Permute columns", Permute);
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException)
        {
            // The trainer refuses data that it cannot use by these, and says why in a sentence.
            throw new SampleException(problem.Message);
        }
        steps.Do("Save, load in a second process", _ => SaveAndLoad());
        using var writer = new StreamWriter(settings.ReportPath);
        CtrPage.Make(this).WriteHtml(writer);
    }

    private CtrTransformer Train(Steps.Step step)
    {
        var architecture = Architectures.Find(settings.Architecture);
        var trainer = _context.BinaryClassification.Trainers.Ctr(new CtrTrainer.Options
        {
            Architecture = architecture,
            EmbeddingDimension = Architectures.DimensionFor(architecture),
            LabelColumnName = ColumnNames.Label,
            MaximumEpochs = settings.MostEpochs(data.Settings.Quick),
            Seed = data.Settings.Seed,
            Progress = new Forward(step, Say),
        });
        return trainer.Fit(Rows.View(Part.Training), Rows.View(Part.Validation));
    }

    private CtrCompression Compress(Steps.Step step)
    {
        var options = new NetworkCompressionOptions
        {
            LabelColumnName = ColumnNames.Label,
            Seed = data.Settings.Seed,
            Progress = new Forward(step, Say),
        };
        if (data.Settings.Quick)
            (options.FineTuningEpochs, options.MeasureControl) = (1, false);
        var result = _context.Model.LowRankCompress(Model, Rows.View(Part.Training), options, Rows.View(Part.Validation));
        var original = ScoredRows.Of(Model.Transform(_test));
        Model = (CtrTransformer)result.Model;
        return new CtrCompression(result.Networks[0].Report, original);
    }

    private PermutationImportanceResult Permute(Steps.Step step)
    {
        int columns = Model.InputColumnNames.Count;
        int repeats = data.Settings.Quick ? 1 : 2;
        return _context.Model.PermutationImportance(Model, _test, scored => ScoredRows.Of(scored).Auc, new PermutationImportanceOptions
        {
            LabelColumnName = ColumnNames.Label,
            Repeats = repeats,
            MaximumRows = Math.Clamp(MostPermutedInAll / (columns * repeats), FewestPermuted, MostPermuted),
            Seed = data.Settings.Seed,
            Progress = new Forward(step, progress => progress.Stage),
        });
    }

    private bool SaveAndLoad()
    {
        _context.Model.SaveAtomically(Model, _test.Schema, folder.ModelPath);
        var (theirs, said) = SecondProcess.Score(
            folder.ModelPath, folder.PredictionsPath, [ScoreSavedVerb.CtrOption, .. data.ToArguments()]);
        SecondProcessSaid = said;
        LargestDifference = Predictions.Of(Model, _test).LargestDifference(theirs);
        return LargestDifference == 0;
    }

    /// <summary>Asked before training, because the area under the curve of one class is no number.</summary>
    private void RequireBothClasses()
    {
        var labels = ScoredRows.WithoutScores(_test);
        if (labels.Rate is > 0 and < 1)
            return;
        throw new SampleException(labels.Count == 0
            ? $"Of {Rows.Source} the split leaves no row to test with. More data helps."
            : $"All {labels.Count} test rows of {Rows.Source} have the same label: there is nothing to judge by. More data helps.");
    }

    private static string Say(TrainingProgress progress)
    {
        if (progress.Epoch == 0)
            return progress.Stage;
        string metric = progress.Metric is { } value
            ? string.Create(CultureInfo.InvariantCulture, $", {progress.MetricName} {ReportNumber.Format(value)} before") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {progress.Epoch}, loss {ReportNumber.Format(progress.Loss ?? double.NaN)}{metric}, {progress.RowsPerSecond:N0} rows/s");
    }

    private sealed class Forward(Steps.Step step, Func<TrainingProgress, string> words) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            step.Say(words(value));
            step.Report(value.FractionDone);
        }
    }
}
