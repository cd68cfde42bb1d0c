using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Metrics;
using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// How far the answers of two networks are apart: the mean Kullback-Leibler divergence of the probabilities, or half the mean squared
/// difference of standardised numbers.
/// </summary>
internal static class OutputDivergence
{
    private const int BatchRows = 256;

    public static double Between(Network original, Network other, PredictionTask task, RowCache rows, long mostRows)
    {
        var (first, second) = (new Scored(original), new Scored(other));
        double sum = 0;
        long count = 0;
        foreach (var batch in rows.ReadInOrder(BatchRows))
        {
            var (p, q) = (first.Run(batch), second.Run(batch));
            for (int row = 0; row < batch.Rows; row++)
                sum += Of(p.AsSpan(row * original.Shape.Outputs, original.Shape.Outputs), q.AsSpan(row * original.Shape.Outputs, original.Shape.Outputs), task);
            if ((count += batch.Rows) >= mostRows)
                break;
        }
        return sum / count;
    }

    private static double Of(Span<float> p, Span<float> q, PredictionTask task)
    {
        if (task == PredictionTask.Regression)
            return 0.5 * (p[0] - q[0]) * (p[0] - q[0]);
        if (task == PredictionTask.BinaryClassification)
        {
            // Σ p log p/q from the log-odds, with no probability that is rounded to 0.
            double positive = Logistic.Probability(p[0]);
            return (positive * (Logistic.Softplus(-q[0]) - Logistic.Softplus(-p[0])))
                + ((1 - positive) * (Logistic.Softplus(q[0]) - Logistic.Softplus(p[0])));
        }
        double divergence = 0;
        var (logP, logQ) = (LogSum(p), LogSum(q));
        for (int k = 0; k < p.Length; k++)
            divergence += Math.Exp(p[k] - logP) * (p[k] - logP - q[k] + logQ);
        return divergence;
    }

    private static double LogSum(ReadOnlySpan<float> z)
    {
        double largest = float.NegativeInfinity, total = 0;
        foreach (float value in z)
            largest = Math.Max(largest, value);
        foreach (float value in z)
            total += Math.Exp(value - largest);
        return largest + Math.Log(total);
    }

    private sealed class Scored
    {
        private readonly Plan _plan;
        private readonly Workspace _memory;
        private readonly float[] _outputs;

        public Scored(Network network)
        {
            _plan = network.Trace(isTraining: false);
            _memory = new Workspace(new CpuBackend(), _plan, BatchRows);
            _outputs = new float[BatchRows * network.Shape.Outputs];
        }

        public float[] Run(Features.EncodedBatch batch)
        {
            _memory.Forward(batch, 0, batch.Rows);
            _memory[_plan.Output].Read(_outputs);
            return _outputs;
        }
    }
}
