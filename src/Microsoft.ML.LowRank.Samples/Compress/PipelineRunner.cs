using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Compress;

/// <summary>Fits pipelines on the training rows, times them and judges them on the test rows.</summary>
internal sealed class PipelineRunner
{
    private readonly MLContext _context;
    private readonly Dataset _data;
    private readonly int _seed;
    private readonly bool _quick;
    private readonly IDataView _training, _test, _all;

    /// <exception cref="SampleException">The rows are too few, or hold too few classes, to fit and to judge.</exception>
    public PipelineRunner(Dataset data, int seed, bool quick)
    {
        (_context, _data, _seed, _quick) = (new MLContext(seed), data, seed, quick);
        int[] training = data.RowsOf(Part.Training), test = data.RowsOf(Part.Test);
        CheckRows(data, training, "training");
        CheckRows(data, test, "test");
        (TrainingCount, TestCount) = (training.Length, test.Length);
        (_training, _test, _all) = (data.View(training), data.View(test), data.View(data.Rows));
    }

    public int TrainingCount { get; }

    public int TestCount { get; }

    /// <summary>The schema of the data before any step.</summary>
    public DataViewSchema InputSchema => _all.Schema;

    /// <summary>How many features there are before compression.</summary>
    public int CountFeatures() => Width(Featurization.Of(_context, _data).Fit(_training));

    /// <summary>Fits and measures pipelines side by side.</summary>
    /// <param name="pipelines">
    /// What each is called in the table, and the step between its features and its trainer, or null for none.
    /// </param>
    public IReadOnlyList<PipelineResult> Compare(
        params IReadOnlyList<(string Name, Func<MLContext, IEstimator<ITransformer>>? Step)> pipelines)
    {
        var fits = Stopwatches.Compare(
            _quick, [.. pipelines.Select(pipeline => (Func<ITransformer>)(() => Chain(pipeline.Step).Fit(_training)))]);
        var passes = Stopwatches.Compare(
            _quick, [.. fits.Select(fit => (Func<int>)(() => ScorePass.Over(fit.Result, _all)))]);
        return [.. pipelines.Select((pipeline, i) => new PipelineResult(
            pipeline.Name, fits[i].Result, Width(fits[i].Result), fits[i].Seconds, _data.Rows.Length / passes[i].Seconds,
            Quality.Measure(_context, _data.Label.Task, fits[i].Result.Transform(_test)), CountBytes(fits[i].Result)))];
    }

    public Predictions PredictTest(ITransformer model) => Predictions.Of(model, _test);

    /// <summary>A new context for every fit: a context draws seeds in the order of calls; every fit shall draw the same.</summary>
    private IEstimator<ITransformer> Chain(Func<MLContext, IEstimator<ITransformer>>? compression)
    {
        var context = new MLContext(_seed);
        var chain = Featurization.Of(context, _data);
        if (compression != null)
            chain = chain.Append(compression(context));
        return chain.Append(LinearTrainer.For(context, _data.Label.Task));
    }

    private int Width(ITransformer model) =>
        ((VectorDataViewType)model.GetOutputSchema(InputSchema)[ColumnNames.Features].Type).Size;

    private long CountBytes(ITransformer model)
    {
        using var stream = new MemoryStream();
        _context.Model.Save(model, InputSchema, stream);
        return stream.Length;
    }

    private static void CheckRows(Dataset data, int[] rows, string part)
    {
        int needed = data.Label.Task == LearningTask.Regression ? 1 : 2;
        if (rows.Length < needed)
            throw new SampleException(
                $"Of the {Sentence.Count(data.Rows.Length, "row", "rows")} of {data.Source} with a label the split leaves " +
                $"{rows.Length} as {part} rows; {needed} are needed. More data helps.");
        if (data.Label is not ClassLabel { Task: LearningTask.Binary } label)
            return;
        int only = label.Codes[rows[0]];
        if (rows.All(row => label.Codes[row] == only))
            throw new SampleException(
                $"All {rows.Length} {part} rows of {data.Source} have the label {label.Classes[only]}: the other one is too " +
                "rare to be learned and judged. More data helps.");
    }
}
