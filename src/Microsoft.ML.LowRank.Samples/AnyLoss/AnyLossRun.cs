using Microsoft.ML.LowRank.Samples.Cli;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Saving;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.AnyLoss;

/// <summary>The work of the verb, step by step, and what came of it.</summary>
internal sealed class AnyLossRun(DataSettings dataSettings, AnyLossSettings settings, OutputFolder folder)
{
    private const string Weight = "Weight";

    private readonly MLContext _context = new(dataSettings.Seed);

    public Dataset Data { get; private set; } = null!;

    public int TrainingCount { get; private set; }

    public int TestCount { get; private set; }

    /// <summary>How every way to decide did on the test rows.</summary>
    public IReadOnlyList<(string Name, MetricEvaluation Evaluation)> Results { get; private set; } = [];

    /// <summary>The network that was trained on the metric, looked at on the test rows.</summary>
    public ImbalanceReport Report { get; private set; } = null!;

    /// <summary>The largest difference between the predictions of this process and of the second one.</summary>
    public double LargestDifference { get; private set; }

    /// <summary>What the second process said.</summary>
    public string SecondProcessSaid { get; private set; } = "";

    public OutputFolder Folder => folder;

    public void Run(Steps steps)
    {
        Data = steps.Do("Read", dataSettings.Load);
        if (Data.Label.Task != LearningTask.Binary)
            throw new SampleException($"The label {Data.Label.Name} of {Data.Source} does not have two values; the confusion matrix of this sample has two classes.");
        int[] training = Data.RowsOf(Part.Training), test = Data.RowsOf(Part.Test);
        (TrainingCount, TestCount) = (training.Length, test.Length);
        IDataView train = Data.View(training), held = Data.View(test);
        try
        {
            var models = steps.Do("Train", progress => Fit(train, progress));
            Results = steps.Do("Score the test rows", _ => models.Select(model => (model.Name, Evaluate(model.Model, held))).ToList());
            var last = models[^1].Model;
            Report = _context.BinaryClassification.ImbalanceReport(last.Transform(held));
            steps.Do("Save, load in a second process", _ => SaveAndLoad(last, held));
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException)
        {
            // Estimators refuse data that they cannot use by these, and say why in a sentence.
            throw new SampleException(problem.Message);
        }
        File.WriteAllText(settings.ReportPath, AnyLossPage.Make(this, settings).ToHtml());
    }

    private List<(string Name, ITransformer Model)> Fit(IDataView train, IProgress<double> progress)
    {
        var binary = _context.BinaryClassification;
        IEstimator<ITransformer> Features() => Featurization.Of(_context, Data);
        NeuralNetworkTrainer Network(MetricLoss? loss) => binary.Trainers.NeuralNetwork(new NeuralNetworkTrainer.Options
        {
            HiddenUnits = [32, 16],
            Loss = loss,
            Seed = dataSettings.Seed,
        });
        (string, IEstimator<ITransformer>)[] ways =
        [
            ("logistic regression", Features().Append(LinearTrainer.For(_context, LearningTask.Binary))),
            ("logistic regression, weighted classes", Features().Append(_context.Transforms.ClassWeights(Weight)).Append(LinearTrainer.ForWeighted(_context, Weight))),
            ("logistic regression, tuned threshold", Features().Append(
                binary.Calibrators.TuneThreshold(LinearTrainer.For(_context, LearningTask.Binary), settings.Metric, seed: dataSettings.Seed))),
            ($"AnyLossLinear on {settings.Metric}", Features().Append(binary.Trainers.AnyLossLinear(settings.Metric))),
            ("NeuralNetwork on cross-entropy", Features().Append(Network(null))),
            ($"NeuralNetwork on {settings.Metric}", Features().Append(Network(settings.Metric))),
        ];
        var models = new List<(string, ITransformer)>();
        foreach (var (name, way) in ways)
        {
            models.Add((name, way.Fit(train)));
            progress.Report((double)models.Count / ways.Length);
        }
        return models;
    }

    private MetricEvaluation Evaluate(ITransformer model, IDataView test)
        => _context.BinaryClassification.EvaluateMetric(model.Transform(test), settings.Metric);

    private bool SaveAndLoad(ITransformer model, IDataView test)
    {
        _context.Model.SaveAtomically(model, test.Schema, folder.ModelPath);
        var (theirs, said) = SecondProcess.Score(folder.ModelPath, folder.PredictionsPath, dataSettings);
        SecondProcessSaid = said;
        LargestDifference = Predictions.Of(model, test).LargestDifference(theirs);
        return LargestDifference == 0;
    }
}
