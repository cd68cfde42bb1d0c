using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Metrics;
using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// Training rows whose targets are a mixture of the label and of a network's answer. Cross-entropy and squared error are linear in
/// the target but for a constant, so to train on the mixture is to train on the mixture of both losses.
/// </summary>
internal static class SoftTargets
{
    private const int BatchRows = 256;

    /// <param name="rows">Rows with labels.</param>
    /// <param name="teacher">Whose answers are mixed in.</param>
    /// <param name="task">What is predicted.</param>
    /// <param name="share">Share of the answers, in [0, 1].</param>
    /// <param name="offsets">The encoder's first row of every field, and the number of all rows at the end.</param>
    /// <param name="settings">Where the rows are kept.</param>
    /// <param name="threads">Most threads to use.</param>
    public static RowCache Mix(
        RowCache rows, Network teacher, PredictionTask task, double share, int[] offsets, RowCacheSettings settings, int threads)
    {
        int outputs = teacher.Shape.Outputs;
        var mixed = new RowCache(offsets, teacher.Shape.Numbers, TaskLoss.OfShares(task, outputs).TargetCount, settings);
        try
        {
            var plan = teacher.Trace(isTraining: false);
            var memory = new Autodiff.Workspace(new CpuBackend(threads), plan, BatchRows);
            var answers = new float[BatchRows * outputs];
            float[] targets = [];
            foreach (var batch in rows.ReadInOrder(BatchRows))
            {
                memory.Forward(batch, 0, batch.Rows);
                memory[plan.Output].Read(answers);
                int count = batch.Rows * mixed.TargetCount;
                if (targets.Length < count)
                    targets = new float[count];
                Fill(task, share, batch, answers, targets.AsSpan(0, count), outputs);
                (var labels, batch.Targets, batch.TargetCount) = (batch.Targets, targets, mixed.TargetCount);
                mixed.Append(batch);
                (batch.Targets, batch.TargetCount) = (labels, 1);
            }
            mixed.Complete();
            return mixed;
        }
        catch
        {
            mixed.Dispose();
            throw;
        }
    }

    private static void Fill(PredictionTask task, double share, EncodedBatch batch, float[] answers, Span<float> targets, int outputs)
    {
        if (task == PredictionTask.MulticlassClassification)
            Softmax.Rows(answers.AsSpan(0, batch.Rows * outputs), outputs);
        for (int row = 0; row < batch.Rows; row++)
        {
            float label = batch.Targets[row];
            if (task != PredictionTask.MulticlassClassification)
            {
                double answer = task == PredictionTask.Regression ? answers[row] : Logistic.Probability(answers[row]);
                targets[row] = (float)(((1 - share) * label) + (share * answer));
                continue;
            }
            for (int k = 0; k < outputs; k++)
                targets[(row * outputs) + k] = (float)((share * answers[(row * outputs) + k]) + ((int)label == k ? 1 - share : 0));
        }
    }
}
