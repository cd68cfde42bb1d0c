using System.Diagnostics;
using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Optimizers;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Training;

/// <summary>
/// Trains a network on encoded rows: shuffled passes in batches, the validation part after each, a smaller learning rate after
/// a pass that was not better, an end after some of these, and the best weights restored.
/// </summary>
internal sealed class NetworkTrainer
{
    // Values of a batch that stay near the processor; larger batches are run in parts, whose gradients are summed.
    private const long MostWorkspaceValues = 16L << 20;

    // Where batches are normalised parts would be, too: only memory is a reason to cut these.
    private const long MostNormalizedValues = 128L << 20;
    private const int LeastPartRows = 64;

    private readonly IComputeBackend _engine;
    private readonly Network _network;
    private readonly ILoss _loss;
    private readonly ILoss _judge;
    private readonly NetworkTrainingOptions _options;
    private readonly ulong _seed;
    private readonly Plan _plan;
    private readonly bool _hasBatchStatistics;

    /// <param name="engine">What computes.</param>
    /// <param name="network">What is trained.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="options">How.</param>
    /// <param name="seed">Decides the order of rows and what is dropped.</param>
    /// <param name="judge">The loss of validation rows where it is another than that of training rows, or null.</param>
    public NetworkTrainer(
        IComputeBackend engine, Network network, ILoss loss, NetworkTrainingOptions options, ulong seed, ILoss? judge = null)
    {
        _judge = judge ?? loss;
        (_engine, _network, _loss, _options, _seed) = (engine, network, loss, options, seed);
        _plan = network.Trace(isTraining: true);
        _hasBatchStatistics = network.Parameters.All.Any(parameter => parameter.Kind == ParameterKind.State);
        Optimizer = new Optimizer(engine, options.OptimizerSettings);
    }

    public Optimizer Optimizer { get; }

    /// <summary>Trains until the validation part says that it is enough, the epochs are used up, or the fit is stopped.</summary>
    /// <param name="train">The training rows.</param>
    /// <param name="validation">The validation rows, or null.</param>
    /// <param name="report">Told how far training has come.</param>
    /// <param name="shouldStop">Asked before every batch.</param>
    /// <param name="mayKeepStart">Whether the weights at hand are kept when no epoch makes better ones.</param>
    /// <exception cref="InvalidOperationException">The loss is not finite and there is no earlier epoch to return.</exception>
    /// <exception cref="OperationCanceledException">The fit was stopped before the first step.</exception>
    public NetworkTraining Train(RowCache train, RowCache? validation, Action<TrainingProgress> report, Func<bool> shouldStop,
        bool mayKeepStart = false)
    {
        int batchRows = _options.BatchSize > 0 ? _options.BatchSize : BatchRowsFor(train.Rows);
        using var best = new ParameterCopy(_network.Parameters.All, _options.CacheFolder);
        var judge = validation is null ? null : new ValidationRun(_engine, _network, _judge, validation, _options.Monitor);
        var pass = new TrainingPass(this, train, batchRows);
        var training = new NetworkTraining { MetricName = judge?.MetricName };
        var checkpoint = _options.CheckpointPath is null ? null : new TrainingCheckpoint(
            _options, _network, Optimizer, best, $"{train.Digest}/{validation?.Digest}/{_seed}/{batchRows}");
        checkpoint?.Resume(training);
        if (mayKeepStart && judge is not null && training.Epochs.Count == 0)
        {
            training.Start(judge.Evaluate().Score);
            best.Take();
        }
        while (training.Epochs.Count < _options.MaximumEpochs && training.BadEpochs < _options.Patience)
        {
            double rate = Optimizer.LearningRate * RateFactorAt(training.Epochs.Count);
            var end = pass.Run(training, report, shouldStop);
            if (end != PassEnd.Complete)
            {
                training.End = end;
                break;
            }
            var epoch = new TrainingEpoch
            {
                Number = training.Epochs.Count + 1,
                TrainingLoss = pass.MeanLoss,
                LearningRate = rate,
                RowsPerSecond = pass.RowsPerSecond,
            };
            _loss.Advance(ShareAt(training.Epochs.Count + 1));
            Judge(training, epoch, judge, best);
            checkpoint?.Save(training);
        }
        Conclude(training, best, pass);
        // Who cancels may want to go on later.
        if (training.End != PassEnd.Stopped)
            checkpoint?.Delete();
        return training;
    }

    /// <summary>Rows of a step: many for many rows, but enough steps for few.</summary>
    internal static int BatchRowsFor(long rows)
        => (int)Math.Clamp((long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(1, rows / 64)), 128, 4096);

    /// <summary>The learning rate falls in a straight line over all epochs that there may be.</summary>
    private double RateFactorAt(double epochs) => 1 - ((1 - _options.FinalRateFactor) * ShareAt(epochs));

    private double ShareAt(double epochs) => epochs / _options.MaximumEpochs;

    private void Judge(NetworkTraining training, TrainingEpoch epoch, ValidationRun? judge, ParameterCopy best)
    {
        if (judge is null)
        {
            training.Add(epoch with { IsBest = true }, double.NaN);
            return;
        }
        var (loss, area, score) = judge.Evaluate();
        bool isBest = double.IsNaN(training.BestScore) || score > training.BestScore;
        training.Add(epoch with { ValidationLoss = loss, ValidationAreaUnderCurve = area, IsBest = isBest }, score, isConclusive: !_loss.IsWarmingUp);
        if (isBest)
            best.Take();
        else if (!_loss.IsWarmingUp)
            Optimizer.LearningRate *= _options.PlateauFactor;
    }

    private static void Conclude(NetworkTraining training, ParameterCopy best, TrainingPass pass)
    {
        if (training.End == PassEnd.Diverged && !best.IsTaken)
            throw new InvalidOperationException(
                $"The training loss is not finite in batch {pass.Batches} of epoch {training.Epochs.Count + 1}: the learning rate is too " +
                "large, or a number is extreme. Lower the learning rate, or have numbers binned or standardised.");
        if (training.End == PassEnd.Stopped && training.Epochs.Count == 0 && pass.Steps == 0 && !best.IsTaken)
            throw new OperationCanceledException("The fit was cancelled before the first step; there is nothing to return.");
        // Weights of the epoch at hand are worse than the best ones, or about to be.
        if (best.IsTaken)
            best.Restore();
    }

    /// <summary>Passes over the training rows; their memory is kept from one to the next.</summary>
    private sealed class TrainingPass
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

        private readonly NetworkTrainer _trainer;
        private readonly RowCache _rows;
        private readonly int _batchRows;
        private readonly Workspace _memory;
        private readonly float[] _outputs;
        private readonly float[] _gradient;
        private readonly bool _isInParts;
        private double _loss;
        private double _weight;

        public TrainingPass(NetworkTrainer trainer, RowCache rows, int batchRows)
        {
            (_trainer, _rows, _batchRows) = (trainer, rows, batchRows);
            long values = trainer._hasBatchStatistics ? MostNormalizedValues : MostWorkspaceValues;
            long most = Math.Max(LeastPartRows, values / Math.Max(1, trainer._plan.ValuesPerExample));
            _memory = new Workspace(trainer._engine, trainer._plan, (int)Math.Min(Math.Min(batchRows, Math.Max(1, rows.Rows)), most));
            // A loss of all rows of a batch together has to have them all, whatever fits into memory at once.
            _isInParts = trainer._loss.IsJoint && batchRows > _memory.Capacity && rows.Rows > _memory.Capacity;
            _outputs = new float[(_isInParts ? batchRows : _memory.Capacity) * trainer._loss.Outputs];
            _gradient = new float[_outputs.Length];
        }

        public double MeanLoss => _loss / _weight;

        public double RowsPerSecond { get; private set; }

        public long Batches { get; private set; }

        public long Steps { get; private set; }

        public PassEnd Run(NetworkTraining training, Action<TrainingProgress> report, Func<bool> shouldStop)
        {
            int epoch = training.Epochs.Count;
            long started = Stopwatch.GetTimestamp();
            long reported = 0;
            long done = 0;
            (_loss, _weight, Batches) = (0, 0, 0);
            _trainer._loss.BeginEpoch();
            foreach (var batch in _rows.ReadShuffled(_batchRows, _trainer._seed, epoch, _trainer._loss.IsJoint))
            {
                if (shouldStop())
                    return PassEnd.Stopped;
                Batches++;
                double epochs = epoch + ((double)done / _rows.Rows);
                _trainer.Optimizer.RateFactor = _trainer.RateFactorAt(epochs);
                _trainer._loss.Advance(_trainer.ShareAt(epochs));
                if (!Step(batch, epoch))
                    return PassEnd.Diverged;
                done += batch.Rows;
                if (reported != 0 && Stopwatch.GetElapsedTime(reported) < Interval && done < _rows.Rows)
                    continue;
                reported = Stopwatch.GetTimestamp();
                RowsPerSecond = done / Stopwatch.GetElapsedTime(started).TotalSeconds;
                report(Progress(training, done));
            }
            return PassEnd.Complete;
        }

        private TrainingProgress Progress(NetworkTraining training, long done)
        {
            double share = (training.Epochs.Count + (double)done / _rows.Rows) / _trainer._options.MaximumEpochs;
            return new TrainingProgress
            {
                Stage = "Training",
                FractionDone = share,
                Rows = done,
                RowsPerSecond = RowsPerSecond,
                Epoch = training.Epochs.Count + 1,
                Loss = MeanLoss,
                MetricName = training.MetricName,
                Metric = training.LastMetric,
            };
        }

        /// <summary>One step; false when the loss is not finite.</summary>
        private bool Step(EncodedBatch batch, int epoch)
        {
            double weight = SumOf(batch.Weights, batch.Rows);
            // Of one row there is no variance, and of rows without weight nothing to learn.
            if (!(weight > 0) || (batch.Rows == 1 && _trainer._hasBatchStatistics))
                return true;
            var plan = _trainer._plan;
            _memory.BeginBatch(batch, (float)_trainer._options.EmbeddingL2);
            bool isInParts = _isInParts && batch.Rows > _memory.Capacity;
            double loss = isInParts ? JointLoss(batch, epoch, weight) : 0;
            for (int first = 0, part = 0; first < batch.Rows; part++)
            {
                int rows = Forward(batch, epoch, first, part);
                if (isInParts)
                    Descend(first, rows);
                else
                    loss += Loss(batch, first, rows, weight);
                _memory.Backward();
                first += rows;
            }
            if (!double.IsFinite(loss))
                return false;
            _trainer.Optimizer.Step(plan.Gradients!, _memory);
            Steps++;
            _loss += loss;
            _weight += weight;
            return true;
        }

        private int Forward(EncodedBatch batch, int epoch, int first, int part)
        {
            int rows = Math.Min(_memory.Capacity, batch.Rows - first);
            _memory.Seed = SeedOf(epoch, Batches, part);
            _memory.Forward(batch, first, rows);
            return rows;
        }

        private double Loss(EncodedBatch batch, int first, int rows, double weight)
        {
            _memory[_trainer._plan.Output].Read(_outputs);
            double loss = Evaluate(batch, first, rows, weight);
            Descend(0, rows);
            return loss;
        }

        /// <summary>The loss of a batch whose parts do not add up, and its gradient; the parts are run again to go down it.</summary>
        private double JointLoss(EncodedBatch batch, int epoch, double weight)
        {
            int outputs = _trainer._loss.Outputs;
            for (int first = 0, part = 0; first < batch.Rows; part++)
            {
                int rows = Forward(batch, epoch, first, part);
                _memory[_trainer._plan.Output].Read(_outputs.AsSpan(first * outputs, rows * outputs));
                first += rows;
            }
            return Evaluate(batch, 0, batch.Rows, weight);
        }

        private double Evaluate(EncodedBatch batch, int first, int rows, double weight)
        {
            int count = rows * _trainer._loss.Outputs, targets = _trainer._loss.TargetCount;
            return _trainer._loss.Evaluate(_outputs.AsSpan(0, count), batch.Targets.AsSpan(first * targets, rows * targets),
                batch.Weights is null ? default : batch.Weights.AsSpan(first, rows), weight, _gradient.AsSpan(0, count));
        }

        private void Descend(int first, int rows)
        {
            int outputs = _trainer._loss.Outputs;
            _memory[_trainer._plan.OutputGradient!].Write(_gradient.AsSpan(first * outputs, rows * outputs));
        }

        private ulong SeedOf(int epoch, long batch, int part)
            => new LinearAlgebra.SplitMix64(_trainer._seed ^ ((ulong)epoch << 48) ^ ((ulong)batch << 8) ^ (ulong)part).Next();
    }

    internal static double SumOf(float[]? weights, int rows)
    {
        if (weights is null)
            return rows;
        double sum = 0;
        foreach (float weight in weights.AsSpan(0, rows))
            sum += weight;
        return sum;
    }
}

/// <summary>How a pass over the training rows ended.</summary>
internal enum PassEnd
{
    Complete,
    Stopped,
    Diverged,
}
