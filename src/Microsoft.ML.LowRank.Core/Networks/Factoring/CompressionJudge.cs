using System.Diagnostics;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>Judges networks on the rows that nothing was trained on, if there are any.</summary>
internal sealed class CompressionJudge(CpuBackend engine, RowCache? rows, ILoss loss)
{
    private const int TimedRows = 256;
    private const int Rounds = 7;

    private readonly List<NetworkQuality> _qualities = [];

    /// <summary>What was judged so far.</summary>
    public IReadOnlyList<NetworkQuality> Qualities => _qualities;

    public void Add(string model, Network network)
    {
        if (rows is not null)
            _qualities.Add(Measure(model, network));
    }

    public NetworkQuality Measure(string model, Network network)
    {
        var run = new ValidationRun(engine, network, loss, rows!, ValidationMetric.Automatic);
        var (mean, area, _) = run.Evaluate();
        return new NetworkQuality
        {
            Model = model,
            Loss = mean,
            AreaUnderCurve = area,
            Calibration = run.Calibration,
            Parameters = network.Parameters.All.Sum(parameter => parameter.Tensor.Count),
        };
    }

    /// <summary>The median, over rounds, of the mean time of a row alone.</summary>
    public static double MicrosecondsPerRow(Network network, RowCache rows)
    {
        var batch = rows.ReadInOrder(TimedRows).First();
        var scorer = new NetworkScorer(network);
        var outputs = new float[scorer.Outputs];
        var times = new double[Rounds];
        for (int round = -1; round < Rounds; round++)
        {
            long started = Stopwatch.GetTimestamp();
            for (int row = 0; row < batch.Rows; row++)
                scorer.Run(batch, row, 1, outputs);
            // The first round compiles.
            if (round >= 0)
                times[round] = Stopwatch.GetElapsedTime(started).TotalMicroseconds / batch.Rows;
        }
        return times.Order().ElementAt(Rounds / 2);
    }
}
