using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Optimizers;
using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// Makes what every changed layer of a compressed network gives like what the original's gives: the mean, over layers, of
/// ‖y − t‖² / E‖t − E t‖² (the first of the two trainings of PELA, Guo and others, CVPR 2024). No labels are read.
/// </summary>
internal sealed class FeatureDistillation
{
    private const long MostWorkspaceValues = 16L << 20;
    private const int LeastPartRows = 64;
    private const int ScaleRows = 4096;

    private readonly CpuBackend _engine;
    private readonly string[] _layers;
    private readonly Plan _student;
    private readonly Plan _teacher;
    private readonly Optimizer _optimizer;
    private int[] _widths = [];

    /// <param name="engine">What computes.</param>
    /// <param name="original">Whose features are aimed at.</param>
    /// <param name="compressed">What is trained.</param>
    /// <param name="layers">Names of the matrices whose layers are compared; both networks have them.</param>
    /// <param name="learningRate">Length of a step of Adam.</param>
    public FeatureDistillation(CpuBackend engine, Network original, Network compressed, IEnumerable<string> layers, double learningRate)
    {
        _engine = engine;
        _layers = [.. layers];
        _teacher = Trace(original, isTraining: false);
        _student = Trace(compressed.WithoutDropout(), isTraining: true);
        _optimizer = new Optimizer(engine, new OptimizerSettings { LearningRate = learningRate, LargestNorm = 10 });
    }

    /// <summary>Passes over the rows; gives the mean distance in each.</summary>
    public List<double> Run(RowCache rows, int epochs, int batchRows, ulong seed, Action<int, long, double> report, Func<bool> shouldStop)
    {
        long values = Math.Max(1, _student.ValuesPerExample + _teacher.ValuesPerExample);
        int capacity = (int)Math.Min(batchRows, Math.Max(LeastPartRows, MostWorkspaceValues / values));
        var (student, teacher) = (new Workspace(_engine, _student, capacity), new Workspace(_engine, _teacher, capacity));
        float[] scales = Scales(teacher, rows);
        int width = _student.Output.Columns;
        float[] made = new float[capacity * width], aim = new float[made.Length];
        var means = new List<double>();
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            double distance = 0, weight = 0;
            long done = 0;
            foreach (var batch in rows.ReadShuffled(batchRows, seed, epoch))
            {
                if (shouldStop())
                    return means;
                double divisor = NetworkTrainer.SumOf(batch.Weights, batch.Rows);
                if (!(divisor > 0))
                    continue;
                student.BeginBatch(batch, 0);
                for (int first = 0; first < batch.Rows; first += capacity)
                {
                    int count = Math.Min(capacity, batch.Rows - first);
                    teacher.Forward(batch, first, count);
                    teacher[_teacher.Output].Read(aim);
                    student.Forward(batch, first, count);
                    student[_student.Output].Read(made);
                    distance += Differences(batch, first, count, made, aim, scales, divisor);
                    student[_student.OutputGradient!].Write(made.AsSpan(0, count * width));
                    student.Backward();
                }
                _optimizer.Step(_student.Gradients!, student);
                weight += divisor;
                report(epoch, done += batch.Rows, distance / weight);
            }
            means.Add(distance / weight);
        }
        return means;
    }

    private Plan Trace(Network network, bool isTraining) => network.Trace(isTraining, (builder, _) =>
    {
        var results = _layers.Select(layer => builder.Results[layer].Flat()).ToArray();
        _widths = [.. results.Select(result => result.Columns)];
        return (Operations.Joined(results), []);
    });

    /// <summary>For every column 1 / (layers · variance of its layer).</summary>
    private float[] Scales(Workspace teacher, RowCache rows)
    {
        int width = _teacher.Output.Columns;
        var sums = new double[width];
        var squares = new double[width];
        long count = 0;
        foreach (var batch in rows.ReadInOrder(Math.Min(teacher.Capacity, 256)))
        {
            teacher.Forward(batch, 0, batch.Rows);
            var values = ((CpuTensor)teacher[_teacher.Output]).Span;
            for (int i = 0; i < values.Length; i++)
            {
                sums[i % width] += values[i];
                squares[i % width] += (double)values[i] * values[i];
            }
            if ((count += batch.Rows) >= ScaleRows)
                break;
        }
        var scales = new float[width];
        int at = 0;
        foreach (int columns in _widths)
        {
            double variance = 0;
            for (int i = at; i < at + columns; i++)
                variance += Math.Max(0, (squares[i] / count) - (sums[i] / count * (sums[i] / count)));
            scales.AsSpan(at, columns).Fill(variance > 0 ? (float)(1 / (variance * _widths.Length)) : 0);
            at += columns;
        }
        return scales;
    }

    /// <summary>The weighted sum of distances; what was made is replaced by its gradient.</summary>
    private static double Differences(EncodedBatch batch, int first, int rows, float[] made, float[] aim, float[] scales, double divisor)
    {
        double sum = 0;
        for (int row = 0, at = 0; row < rows; row++)
        {
            double weight = batch.Weights is null ? 1 : batch.Weights[first + row];
            for (int i = 0; i < scales.Length; i++, at++)
            {
                double difference = made[at] - aim[at];
                sum += weight * scales[i] * difference * difference;
                made[at] = (float)(2 * weight / divisor * scales[i] * difference);
            }
        }
        return sum;
    }
}
