using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>An epoch of training on a metric against one on cross-entropy.</summary>
internal sealed class MetricEpochBenchmark : IBenchmark
{
    private const int Rows = 200_000;
    private const int Features = 40;
    private const int Classes = 5;
    private const int Epochs = 4;
    private const int Rounds = 5;

    private static readonly (string Name, MetricLoss? Loss)[] Losses =
    [
        ("cross-entropy", null),
        ("F1", new MetricLoss(ClassificationMetric.F1) { WarmUp = 0 }),
        ("MCC", new MetricLoss(ClassificationMetric.MatthewsCorrelation) { WarmUp = 0 }),
        ("geometric mean, on the probability", new MetricLoss(ClassificationMetric.GeometricMean) { WarmUp = 0, AmplifyLogOdds = false }),
        ("F1 of one's own", new MetricLoss(ClassificationMetric.Custom("own", (tp, fn, fp, _) => 2 * tp / ((2 * tp) + fn + fp))) { WarmUp = 0 }),
        ("F1 without cross-entropy", new MetricLoss(ClassificationMetric.F1) { WarmUp = 0, CrossEntropyShare = 0 }),
    ];

    public string Name => "anyloss-epoch";

    public string Title => "An epoch of training on a metric";

    public string Description =>
        $"""
        `NeuralNetwork` over {Rows:N0} rows of {Features} numbers, two threads: {Epochs - 1} epochs of each of {Rounds} fits, the losses in turns, the first
        epoch of a fit not counted. A share of 0.3 is cross-entropy, as by default, but in the last. Seconds are the median epoch, × cross-entropy the ratio of medians. One row in 20 is positive; several classes
        are {Classes}.
        """;

    public string Run(TextWriter progress)
    {
        var context = new MLContext(1);
        var rows = context.Data.LoadFromEnumerable(Row.Create(Rows));
        var data = context.Transforms.Conversion.MapValueToKey("Class", nameof(Row.Code)).Fit(rows).Transform(rows);
        var table = new MarkdownTable("network", "loss", "seconds per epoch", "× cross-entropy");
        foreach (var (name, units, isSeveral) in new (string, int[], bool)[]
        {
            ("256, 128, 64", [256, 128, 64], false),
            ("32", [32], false),
            ($"128, 64; {Classes} classes", [128, 64], true),
        })
        {
            double[][] seconds = [.. Losses.Select(_ => Array.Empty<double>())];
            for (int round = 0; round < Rounds; round++)
            {
                for (int turn = 0; turn < Losses.Length; turn++)
                {
                    int at = (turn + round) % Losses.Length;
                    seconds[at] = [.. seconds[at], .. Fit(context, data, units, Losses[at].Loss, isSeveral)];
                }
            }
            double usual = Measured.Of(seconds[0]).Median;
            foreach (var ((loss, _), times) in Losses.Zip(seconds))
            {
                double own = Measured.Of(times).Median;
                table.Add(name, loss, $"{own:F3}", $"{own / usual:F3}");
                progress.WriteLine($"{name}, {loss}: {own:F3} s, {own / usual:F3}");
            }
        }
        return table.ToString();
    }

    private static IEnumerable<double> Fit(MLContext context, IDataView data, int[] units, MetricLoss? loss, bool isSeveral)
    {
        var options = new NeuralNetworkTrainer.Options
        {
            LabelColumnName = isSeveral ? "Class" : "Label",
            HiddenUnits = units,
            MaximumEpochs = Epochs,
            ValidationFraction = 0,
            NumberOfThreads = 2,
            Seed = 1,
            Loss = loss,
        };
        var model = isSeveral ? context.MulticlassClassification.Trainers.NeuralNetwork(options).Fit(data)
            : context.BinaryClassification.Trainers.NeuralNetwork(options).Fit(data);
        return model.Report!.Epochs.Skip(1).Select(epoch => Rows / epoch.RowsPerSecond);
    }

    private sealed class Row
    {
        [VectorType(MetricEpochBenchmark.Features)]
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }

        public uint Code { get; set; }

        public static Row[] Create(int rows)
        {
            var random = new Random(1);
            var made = new Row[rows];
            for (int i = 0; i < rows; i++)
            {
                var x = new float[MetricEpochBenchmark.Features];
                for (int j = 0; j < x.Length; j++)
                    x[j] = random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f;
                double odds = (2 * (x[0] + x[1])) + (2 * x[2] * x[3]) - 3.5;
                bool label = random.NextDouble() < 1 / (1 + Math.Exp(-odds));
                made[i] = new Row { Features = x, Label = label, Code = label ? 1u : 2 + (uint)((x[4] > 0 ? 1 : 0) + (x[5] > 0 ? 2 : 0)) };
            }
            return made;
        }
    }
}
