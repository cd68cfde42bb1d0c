using Microsoft.ML.LowRank.Samples.Cli;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Saving;

namespace Microsoft.ML.LowRank.Samples.Compress;

/// <summary>The work of the verb, step by step, and what came of it.</summary>
internal sealed class Comparison(DataSettings dataSettings, CompressSettings settings, OutputFolder folder)
{
    private readonly MLContext _context = new(dataSettings.Seed);

    public CompressSettings Settings => settings;

    public OutputFolder Folder => folder;

    public Dataset Data { get; private set; } = null!;

    public int TrainingCount { get; private set; }

    public int TestCount { get; private set; }

    public PipelineResult Plain { get; private set; } = null!;

    public PipelineResult Compressed { get; private set; } = null!;

    /// <summary>The largest difference between the predictions of this process and of the second one.</summary>
    public double LargestDifference { get; private set; }

    /// <summary>What the second process said.</summary>
    public string SecondProcessSaid { get; private set; } = "";

    public void Run(Steps steps)
    {
        Data = steps.Do("Read", dataSettings.Load);
        var runner = new PipelineRunner(Data, dataSettings.Seed, dataSettings.Quick);
        (TrainingCount, TestCount) = (runner.TrainingCount, runner.TestCount);
        settings.CheckAgainst(steps.Do("Count the features", _ => runner.CountFeatures()));
        var results = steps.Do("Fit and score, in turn", _ => Compare(runner));
        (Plain, Compressed) = (results[0], results[1]);
        steps.Do("Save, load in a second process", progress => SaveAndLoad(runner, progress));
    }

    private IReadOnlyList<PipelineResult> Compare(PipelineRunner runner)
    {
        try
        {
            return runner.Compare(
                ("all features", null), ("LowRankCompress", context => CompressionStep.Of(context, settings)));
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException)
        {
            // Estimators refuse data that they cannot use by these, and say why in a sentence.
            throw new SampleException(problem.Message);
        }
    }

    private bool SaveAndLoad(PipelineRunner runner, IProgress<double> progress)
    {
        _context.Model.SaveAtomically(Compressed.Model, runner.InputSchema, folder.ModelPath);
        progress.Report(0.5);
        var (theirs, said) = SecondProcess.Score(folder.ModelPath, folder.PredictionsPath, dataSettings);
        SecondProcessSaid = said;
        LargestDifference = runner.PredictTest(Compressed.Model).LargestDifference(theirs);
        return LargestDifference == 0;
    }
}
