using Microsoft.ML.LowRank.Samples.Cli;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Saving;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Stacking;

/// <summary>The work of the verb, step by step, and what came of it.</summary>
internal sealed class StackingRun(DataSettings dataSettings, StackingSettings settings, OutputFolder folder)
{
    private readonly MLContext _context = new(dataSettings.Seed);
    private IDataView _test = null!;

    public Dataset Data { get; private set; } = null!;

    public int TrainingCount { get; private set; }

    public int TestCount { get; private set; }

    public RegularizedStackingTransformer Stack { get; private set; } = null!;

    /// <summary>Quality on the test rows: the stack, and each of its base learners alone.</summary>
    public IReadOnlyList<(string Name, double Metric)> Results { get; private set; } = [];

    /// <summary>The largest difference between the predictions of this process and of the second one.</summary>
    public double LargestDifference { get; private set; }

    /// <summary>What the second process said.</summary>
    public string SecondProcessSaid { get; private set; } = "";

    public OutputFolder Folder => folder;

    public void Run(Steps steps)
    {
        Data = steps.Do("Read", dataSettings.Load);
        // What the label needs to become a key comes first, and stays: base learners and stack share it.
        var label = Featurization.OfLabel(_context, Data);
        int[] training = Data.RowsOf(Part.Training), test = Data.RowsOf(Part.Test);
        (TrainingCount, TestCount) = (training.Length, test.Length);
        var trainingView = Data.View(training);
        var prepared = label?.Fit(Data.View(Data.Rows));
        _test = Data.View(test);
        try
        {
            Stack = steps.Do("Fit base learners and stack", progress => Trainer(progress).Fit(prepared?.Transform(trainingView) ?? trainingView));
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException)
        {
            // Estimators refuse data that they cannot use by these, and say why in a sentence.
            throw new SampleException(problem.Message);
        }
        ITransformer model = prepared == null ? Stack : new Microsoft.ML.Data.TransformerChain<ITransformer>(prepared, Stack);
        Results = steps.Do("Score the test rows", _ => Judge(prepared));
        steps.Do("Save, load in a second process", _ => SaveAndLoad(model));
        Stack.Report!.SaveHtml(settings.ReportPath);
    }

    private RegularizedStackingTrainer Trainer(IProgress<double> progress)
    {
        var options = new RegularizedStackingTrainer.Options
        {
            Learners = BaseLearners.For(Data),
            NumberOfFolds = settings.Folds,
            NumberOfThreads = settings.Threads,
            Seed = dataSettings.Seed,
            Progress = new Forward(progress),
        };
        return Data.Label.Task switch
        {
            LearningTask.Binary => _context.BinaryClassification.Trainers.RegularizedStacking(options),
            LearningTask.Multiclass => _context.MulticlassClassification.Trainers.RegularizedStacking(options),
            _ => _context.Regression.Trainers.RegularizedStacking(options),
        };
    }

    private List<(string Name, double Metric)> Judge(ITransformer? prepared)
    {
        var test = prepared?.Transform(_test) ?? _test;
        double Measure(ITransformer model) => Quality.Measure(_context, Data.Label.Task, model.Transform(test));
        var results = new List<(string, double)>();
        foreach (string name in Stack.LearnerNames)
            results.Add((name, Measure(Stack.GetLearner(name)[0])));
        results.Add(("the stack", Measure(Stack)));
        return results;
    }

    private bool SaveAndLoad(ITransformer model)
    {
        _context.Model.SaveAtomically(model, _test.Schema, folder.ModelPath);
        var (theirs, said) = SecondProcess.Score(folder.ModelPath, folder.PredictionsPath, dataSettings);
        SecondProcessSaid = said;
        LargestDifference = Predictions.Of(model, _test).LargestDifference(theirs);
        return LargestDifference == 0;
    }

    private sealed class Forward(IProgress<double> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(value.FractionDone);
    }
}
