using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Networks.Factoring;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>DeepFM of the reference size, four times smaller, against what it was and against PyTorch.</summary>
internal sealed class CtrCompressedBenchmark : IBenchmark
{
    private const int Rounds = 3;
    private const double Seconds = 1;
    private const int TrainingRows = 60_000;
    private const int CalibrationRows = 16_384;
    private const int BatchRows = 40_960;
    private static readonly int[] Sizes = [256, 4_096];
    private static readonly string[] Forms = ["eager", "frozen"];

    public string Name => "ctr-compressed";

    public string Title => "Networks for click-through rates: four times smaller";

    public string Description =>
        $"""
        DeepFM of the reference size (39 fields, vectors of 16, hidden layers of 400) after one epoch over {TrainingRows:N0} rows of random
        texts, about a million distinct ones, and the same compressed by `RankRule.Smaller(4)` without training, with tables of float32
        and of bytes. Such a network knows nothing, and its AUC is not looked at; speed does not depend on it. Batches are of encoded rows and use
        both processors. A single row comes as an object of 39 strings through `PredictionEngine.Predict` and takes one thread; every
        call another of {TextClicks.ScoredRows:N0}, in microseconds. PyTorch has the network that is not compressed, and gets row numbers. All take
        turns, {Rounds} times; medians of the turns. *Table bytes* are what one row reads of vectors and linear weights.
        """;

    public string Run(TextWriter progress)
    {
        var context = new MLContext(1);
        var trained = TextClicks.Train(context, TrainingRows);
        progress.WriteLine("trained");
        using var rows = TextClicks.Encode(trained.Model.Encoder, 0, CalibrationRows);
        using var scored = TextClicks.Encode(trained.Model.Encoder, TrainingRows, BatchRows);
        var ids = new ClickIds([.. scored.ReadInOrder(1_024).SelectMany(batch => batch.Ids[..(batch.Rows * batch.Fields)])]);
        Form[] forms =
        [
            new("original", context, trained, trained.Model, ids),
            new("four times smaller", context, trained, Compress(trained.Model, rows, false), ids),
            new("four times smaller, tables in bytes", context, trained, Compress(trained.Model, rows, true), ids),
        ];
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var peer = new TorchNetworks(path, "scoring", "256", "1,2", Seconds);
            for (int round = 0; round < Rounds; round++)
            {
                foreach (var form in forms)
                {
                    form.Measure();
                    progress.WriteLine($"{form.Name}: {form.Scoring}; texts {form.Latencies[^1].Median:F1} µs");
                }
                peer.Run(progress);
            }
            return $"{Batches(forms)}\n{SingleRows(forms, peer)}\nPeer: {peer.Versions}.";
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static CtrModelParameters Compress(CtrModelParameters model, Training.RowCache rows, bool quantizes) => (CtrModelParameters)new NetworkCompressor(
        model, rows, null, new NetworkCompressionOptions
        {
            Ranks = RankRule.Smaller(4),
            FeatureEpochs = 0,
            FineTuningEpochs = 0,
            QuantizeTables = quantizes,
        }, 1, _ => { }, () => false).Run().Model;

    private static MarkdownTable Batches(Form[] forms)
    {
        var table = new MarkdownTable(["", "parameters", "file, bytes", "table bytes per row",
            .. Sizes.SelectMany(size => new[] { $"{size:N0} rows at once: rows/s", "to the original" })]);
        foreach (var form in forms)
            table.Add([form.Name, $"{form.Model.ParameterCount:N0}", $"{form.FileBytes:N0}", $"{form.TableBytesPerRow}",
                .. Sizes.SelectMany(size => new[] { $"{form.Scoring.RowsPerSecond(size):N0}", $"{form.Scoring.RowsPerSecond(size) / forms[0].Scoring.RowsPerSecond(size):F2}" })]);
        return table;
    }

    private static MarkdownTable SingleRows(Form[] forms, TorchNetworks peer)
    {
        var theirs = Forms.Select(form => peer.Best("DeepFm", false, form, "single_row", "median_us")).ToArray();
        var table = new MarkdownTable(["one row", "texts in, median µs", "99 % µs", "encoded, median µs", .. Forms.Select((form, i) => $"{form} PyTorch, {theirs[i].Value:F1} µs ({theirs[i].Threads}): ratio")]);
        foreach (var form in forms)
        {
            var texts = Latency.MedianOf(form.Latencies);
            table.Add([form.Name, $"{texts.Median:F1}", $"{texts.Tail:F1}", $"{form.Scoring.SingleRow.Median:F1}",
                .. theirs.Select(other => $"{other.Value / texts.Median:F2}")]);
        }
        return table;
    }

    /// <summary>A model and its times.</summary>
    private sealed class Form
    {
        private readonly Action _predict;

        public Form(string name, MLContext context, CtrTransformer trained, CtrModelParameters model, ClickIds ids)
        {
            (Name, Model) = (name, model);
            Scoring = new OwnScoring(new NetworkScorer(model.Network), ids, Sizes);
            _predict = TextClicks.Predictor(context, new CtrTransformer(context, model, trained.Columns), TrainingRows);
            FileBytes = Serialization.ModelFileWriter.LengthOf(model.ToFile());
        }

        public string Name { get; }

        public CtrModelParameters Model { get; }

        public OwnScoring Scoring { get; }

        public List<Latency> Latencies { get; } = [];

        public long FileBytes { get; }

        /// <summary>Of every field a row of its table, with its scale where it is of bytes, and a linear weight.</summary>
        public int TableBytesPerRow => NetworkParts.Of(Model.Network, Model.Encoder).Fields.Sum(own =>
            (own.Table.Tensor is ByteTensor ? own.Width + ByteTensor.ScaleBytes : own.Width * sizeof(float)) + sizeof(float));

        public void Measure()
        {
            Scoring.Measure(Seconds);
            Latencies.Add(Latency.Of(_predict, Seconds));
        }
    }
}
