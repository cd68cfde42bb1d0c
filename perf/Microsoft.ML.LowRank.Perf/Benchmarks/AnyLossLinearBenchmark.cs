using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Linear;
using Microsoft.ML.LowRank.Metrics;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>A linear model trained on F1 against class-weighted logistic regression with its threshold chosen afterwards.</summary>
internal sealed class AnyLossLinearBenchmark : IBenchmark
{
    private const int Rows = 1_000_000;
    private const int HeldOut = 200_000;
    private const int Columns = 100;
    private const int Threads = 2;
    private const int Repeats = 3;

    // What counts as as good: F1 on the rows held out, below the best of all fits of both sides.
    private const double Margin = 0.001;

    // Most steps of a stage; the last is the default.
    private static readonly int[] Steps = [3, 5, 10, 20, 200];

    // lbfgs computes in float64 and is given that; newton-cholesky is the fastest of scikit-learn's solvers for many rows of few features.
    private static readonly string[] Solvers = ["lbfgs:float64:5,10,15,20,30,100", "newton-cholesky:float32:1,2,3,4,6,100"];

    public string Name => "anyloss-linear";

    public string Title => "AnyLossLinear: time to an F1";

    public string Description =>
        $"""
        {Rows:N0} × {Columns} dense rows, one in fifty positive, F1 judged on {HeldOut:N0} others of the same generator, {Threads} threads. Ours is
        `AnyLossLinear` with its defaults, from float32 rows in memory to the weights: copying and standardising them, the warm-up and the training
        on F1. scikit-learn is `LogisticRegression(class_weight="balanced")`, then `precision_recall_curve` over the scores of the training rows for
        the threshold of the largest F1, with the solver lbfgs (its default; given float64, which it computes in) and newton-cholesky (given float32); its
        features are standardised by the generator. Every number of iterations is a fit of its own, median of {Repeats} for peers and {2 * Repeats} for
        ours, half of them before and half after the peers. Both sides are asked when they first are within {Margin} of the best F1 of all
        fits, and how long their defaults take. The generator and this margin were fixed before anything was compared. "Through ML.NET" fits the
        trainer on an `IDataView` of the same rows.
        """;

    public string Run(TextWriter progress)
    {
        string fit = Path.GetTempFileName(), held = Path.GetTempFileName();
        try
        {
            var (rows, others) = (new RareRows(Rows, Columns), new RareRows(HeldOut, Columns, set: 1));
            progress.WriteLine($"positive: {rows.Labels.Average():P2}, held out {others.Labels.Average():P2}");
            rows.Save(fit);
            others.Save(held);
            return Run(rows, others, fit, held, progress);
        }
        finally
        {
            File.Delete(fit);
            File.Delete(held);
        }
    }

    private static string Run(RareRows rows, RareRows others, string fit, string held, TextWriter progress)
    {
        var ours = Steps.Select(steps => new Own(steps)).ToList();
        var through = new Own(Steps[^1]);
        var data = View(rows);
        void Ours()
        {
            foreach (var own in ours)
                own.Measure(() => Fit(rows, own.Steps), others, progress);
            through.Measure(() => Fit(data), others, progress);
        }
        Fit(rows, Steps[^1]);
        Ours();
        var peer = PythonPeer.Run("anyloss_linear.py", Threads, progress, [fit, held, $"{Columns}", $"{Repeats}", .. Solvers]);
        Ours();

        var peers = peer.GetProperty("fits").EnumerateArray().Select(f => (
            Name: $"scikit-learn, {f.GetProperty("solver").GetString()}, {f.GetProperty("dtype").GetString()}",
            Most: f.GetProperty("most").GetInt32(),
            Iterations: $"{f.GetProperty("iterations").GetInt32()}",
            Seconds: Measured.Of([.. f.GetProperty("seconds").EnumerateArray().Select(s => s.GetDouble())]).Median,
            F1: f.GetProperty("f1").GetDouble())).ToList();
        double best = Math.Max(peers.Max(p => p.F1), ours.Max(o => o.F1));
        var table = new MarkdownTable("method", "most iterations", "iterations", "seconds", "F1 held out", "within the margin");
        foreach (var own in ours)
            table.Add("AnyLossLinear", $"{own.Steps}", own.Iterations, $"{own.Seconds:F2}", $"{own.F1:F4}", Mark(own.F1, best));
        table.Add("AnyLossLinear, through ML.NET", $"{through.Steps}", through.Iterations, $"{through.Seconds:F2}", $"{through.F1:F4}", Mark(through.F1, best));
        foreach (var p in peers)
            table.Add(p.Name, $"{p.Most}", p.Iterations, $"{p.Seconds:F2}", $"{p.F1:F4}", Mark(p.F1, best));

        var ratios = new MarkdownTable("peer", "time to within the margin", "ratio", "time with defaults", "ratio to our defaults");
        double? own1 = First(ours.Select(o => (o.F1, o.Seconds)), best);
        foreach (var group in peers.GroupBy(p => p.Name))
        {
            double? theirs = First(group.Select(p => (p.F1, p.Seconds)), best);
            double total = group.Last().Seconds;
            ratios.Add(group.Key, theirs is { } t ? $"{t:F2} s" : "never", theirs / own1 is { } ratio ? $"{ratio:F1}" : "–", $"{total:F2} s", $"{total / ours[^1].Seconds:F1}");
        }
        return $"{table}\n{ratios}\nOurs is within the margin after {(own1 is { } s ? $"{s:F2} s" : "no fit")}. Peers: {peer.GetProperty("versions").GetString()}.";
    }

    private static string Mark(double f1, double best) => f1 >= best - Margin ? "yes" : "";

    private static double? First(IEnumerable<(double F1, double Seconds)> fits, double best)
        => fits.Where(fit => fit.F1 >= best - Margin).Select(fit => (double?)fit.Seconds).Min();

    private static (double[] Weights, double Bias, AnyLossLinearReport Report) Fit(RareRows source, int steps)
    {
        var rows = new ClassRows(source.Columns);
        for (int i = 0; i < source.Rows; i++)
            rows.Add(source.Values.AsSpan(i * source.Columns, source.Columns), source.Labels[i] > 0, 1);
        rows.Complete(Threads);
        var options = new Options { MaximumIterations = steps, NumberOfThreads = Threads };
        var (parameters, threshold, report) = new MetricLinearFitter(rows, options, (_, _) => { }, () => false).Fit();
        var (weights, bias) = rows.InOwnUnits(parameters);
        return (weights, bias - threshold, report);
    }

    private static (double[] Weights, double Bias, AnyLossLinearReport Report) Fit(IDataView data)
    {
        var model = new MLContext(1).BinaryClassification.Trainers.AnyLossLinear(new AnyLossLinearTrainer.Options { NumberOfThreads = Threads }).Fit(data);
        return (model.Model.Weights.ToArray(), model.Model.Bias, model.Report!);
    }

    private static IDataView View(RareRows source)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, source.Columns);
        var rows = Enumerable.Range(0, source.Rows).Select(i => new Row
        {
            Features = source.Values[(i * source.Columns)..((i + 1) * source.Columns)],
            Label = source.Labels[i] > 0,
        }).ToList();
        return new MLContext(1).Data.LoadFromEnumerable(rows, definition);
    }

    private sealed class Options : AnyLossLinearOptions;

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }

    /// <summary>One setting of ours: its times and how good it is.</summary>
    private sealed class Own(int steps)
    {
        private readonly List<double> _seconds = [];

        public int Steps => steps;

        public double Seconds => Measured.Of([.. _seconds]).Median;

        public double F1 { get; private set; }

        public string Iterations { get; private set; } = "";

        public void Measure(Func<(double[] Weights, double Bias, AnyLossLinearReport Report)> fit, RareRows others, TextWriter progress)
        {
            for (int i = 0; i < Repeats; i++)
            {
                GC.Collect();
                var watch = Stopwatch.StartNew();
                var (weights, bias, report) = fit();
                _seconds.Add(watch.Elapsed.TotalSeconds);
                F1 = Judge(weights, bias, others);
                Iterations = string.Join(" + ", report.Stages.Select(stage => stage.Iterations));
                progress.WriteLine($"ours, {steps} steps: {_seconds[^1]:F3} s, F1 {F1:F5}, {Iterations}, {report.Summary}");
            }
        }

        private static double Judge(double[] weights, double bias, RareRows rows)
        {
            double tp = 0, fn = 0, fp = 0, tn = 0;
            for (int i = 0; i < rows.Rows; i++)
            {
                double score = bias;
                for (int j = 0; j < weights.Length; j++)
                    score += weights[j] * rows.Values[(i * weights.Length) + j];
                (rows.Labels[i] > 0 ? ref score > 0 ? ref tp : ref fn : ref score > 0 ? ref fp : ref tn)++;
            }
            return ClassificationMetric.F1.Evaluate(new ConfusionCounts(tp, fn, fp, tn));
        }
    }
}
