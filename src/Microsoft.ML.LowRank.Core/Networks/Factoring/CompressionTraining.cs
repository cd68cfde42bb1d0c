using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// Trains a network that was compressed: on the original's features, then on labels and the original's answers; and the original
/// itself as long on labels, for a control.
/// </summary>
/// <param name="original">The network that was compressed.</param>
/// <param name="task">What it predicts.</param>
/// <param name="offsets">The encoder's first row of every field, and the number of all rows at the end.</param>
/// <param name="rows">Labelled rows.</param>
/// <param name="judging">Rows that judge, or null.</param>
/// <param name="options">How.</param>
/// <param name="seed">Decides the order of rows.</param>
/// <param name="report">Told how far it has come; from 0 to 1.</param>
/// <param name="shouldStop">Asked between batches.</param>
internal sealed class CompressionTraining(Network original, PredictionTask task, int[] offsets, RowCache rows, RowCache? judging,
    NetworkCompressionOptions options, ulong seed, Action<TrainingProgress> report, Func<bool> shouldStop)
{
    // Shares that are behind it after each stage.
    private const double Distilled = 0.25;
    private const double FineTuned = 0.65;

    private readonly CpuBackend _engine = new(options.NumberOfThreads);
    private readonly ILoss _loss = TaskLoss.Of(task, original.Shape.Outputs);

    /// <summary>By pass, the mean squared distance to the original's features as a share of their variance.</summary>
    public IReadOnlyList<double> FeatureDistances { get; private set; } = [];

    /// <summary>The passes of fine-tuning.</summary>
    public IReadOnlyList<TrainingEpoch> Epochs { get; private set; } = [];

    /// <summary>Whether it was stopped.</summary>
    public bool IsPartial { get; private set; }

    /// <summary>Trains by both ways.</summary>
    /// <param name="compressed">Is changed.</param>
    /// <param name="layers">Names of the matrices whose layers are to give what the original's give.</param>
    /// <param name="judge">Judges after each.</param>
    public void Run(Network compressed, IReadOnlyCollection<string> layers, CompressionJudge judge)
    {
        if (options.FeatureEpochs > 0 && layers.Count > 0)
        {
            Distil(compressed, layers);
            judge.Add("features matched", compressed);
        }
        if (options.FineTuningEpochs == 0 || IsPartial)
            return;
        using var mixed = options.DistillationShare > 0
            ? SoftTargets.Mix(rows, original, task, options.DistillationShare, offsets, rows.Settings, options.NumberOfThreads) : null;
        var loss = mixed is null ? _loss : TaskLoss.OfShares(task, original.Shape.Outputs);
        Epochs = FineTune(compressed, loss, mixed ?? rows, options.FineTuningEpochs, Distilled, FineTuned).Epochs;
        judge.Add("fine-tuned", compressed);
    }

    /// <summary>Trains the control as long by the same rules.</summary>
    /// <param name="control">The original with memory of its own; is changed.</param>
    /// <param name="judge">Judges it.</param>
    public void RunControl(Network control, CompressionJudge judge)
    {
        FineTune(control, _loss, rows, options.FineTuningEpochs + options.FeatureEpochs, FineTuned, 1);
        judge.Add(NetworkCompressionPage.Control, control);
    }

    private void Distil(Network compressed, IReadOnlyCollection<string> layers)
    {
        int batchRows = options.BatchSize > 0 ? options.BatchSize : NetworkTrainer.BatchRowsFor(rows.Rows);
        var distillation = new FeatureDistillation(_engine, original, compressed, layers, options.LearningRate);
        FeatureDistances = distillation.Run(rows, options.FeatureEpochs, batchRows, seed, (epoch, done, distance) => report(new TrainingProgress
        {
            Stage = "Matching features",
            FractionDone = Distilled * (epoch + ((double)done / rows.Rows)) / options.FeatureEpochs,
            Rows = done,
            Epoch = epoch + 1,
            Loss = distance,
        }), shouldStop);
        IsPartial = FeatureDistances.Count < options.FeatureEpochs;
    }

    private NetworkTraining FineTune(Network network, ILoss loss, RowCache labelled, int epochs, double from, double to)
    {
        var trainer = new NetworkTrainer(_engine, network, loss, new FineTuningOptions(options, epochs), seed, _loss);
        var training = trainer.Train(labelled, judging, progress => report(progress with
        {
            Stage = "Fine-tuning",
            FractionDone = from + ((to - from) * progress.FractionDone),
        }), shouldStop, mayKeepStart: true);
        IsPartial |= training.End == PassEnd.Stopped;
        return training;
    }

    /// <summary>What the options of compression are as those of a trainer.</summary>
    private sealed class FineTuningOptions : NetworkTrainingOptions
    {
        public FineTuningOptions(NetworkCompressionOptions options, int epochs)
        {
            (MaximumEpochs, LearningRate, Patience, BatchSize) = (epochs, options.LearningRate, options.Patience, options.BatchSize);
            (EmbeddingL2, CacheFolder, NumberOfThreads) = (options.EmbeddingL2, options.CacheFolder, options.NumberOfThreads);
        }
    }
}
