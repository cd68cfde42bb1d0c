using System.Text;
using Microsoft.ML.LowRank.Perf;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;

namespace Microsoft.ML.LowRank.Quality.Ctr.Compression;

/// <summary>The outcomes of compressed networks as a section of a page.</summary>
internal sealed class CompressionPage(IReadOnlyList<QualitySet> sets, IReadOnlyList<Outcome> outcomes)
{
    private readonly Results _results = new(outcomes);

    public override string ToString()
    {
        var options = CompressionComparison.Options;
        var text = new StringBuilder(
            $"""
            Every network is trained as in [the comparison with PyTorch](ctr-results.md), then compressed by one rule for all,
            `RankRule.Smaller(4)`, with the defaults of `NetworkCompressionOptions`: four times fewer parameters and a model file four times
            smaller, vocabulary included. *Compressed* is the network before any training; *fine-tuned* is what a user gets, after at most
            {options.FeatureEpochs} + {options.FineTuningEpochs} epochs; *control* is the original, trained for as many epochs more by the same
            rules. The validation part ends all trainings and chooses the best weights; the test part only judges, and what is judged and
            counted is the saved file. Cells are means over seeds ± standard deviation; differences are paired over seeds, ± half their
            90 % interval (Student's t). A network is *not worse* where the whole interval lies above −{NonInferiority.Margin}.
            Two trainings run side by side, on one thread each.


            """);
        text.Append(Verdict());
        foreach (var set in sets.Where(set => _results.Methods(set.Name).Any()))
        {
            text.Append($"\n### {set.Name}: AUC\n\n").Append(Auc(set));
            text.Append($"\n### {set.Name}: log loss, and Σp/Σy\n\n").Append(Losses(set));
            text.Append($"\n### {set.Name}: size and time\n\n").Append(Sizes(set));
        }
        return text.ToString();
    }

    private string Verdict()
    {
        var cases = (from set in sets from model in Models(set) select (Set: set, Model: model)).ToList();
        var bad = cases.Where(item => !Against(item.Set, item.Model, CompressionValues.Original).Holds
            || !Against(item.Set, item.Model, CompressionValues.Control).Holds).ToList();
        return bad.Count == 0
            ? $"In all {cases.Count} cases the smaller network is not worse, neither than the original nor than the control.\n"
            : $"In {cases.Count - bad.Count} of {cases.Count} cases the smaller network is not worse, neither than the original nor than the " +
                $"control. It does not hold, or is not shown with so many seeds, for {string.Join(", ", bad.Select(item => $"{item.Model} on {item.Set.Name}"))}.\n";
    }

    private string Auc(QualitySet set)
    {
        var table = new MarkdownTable("Model", "Seeds", "Original", "Compressed", "Fine-tuned", "Control",
            "Against the original", "Not worse", "Against the control", "Not worse");
        foreach (string model in Models(set))
        {
            var (original, control) = (Against(set, model, CompressionValues.Original), Against(set, model, CompressionValues.Control));
            table.Add([model, $"{Values(set, model, CompressionValues.FineTuned, Scores.Auc).Length}",
                .. CompressionValues.Networks.Select(network => Cells.Spread(Values(set, model, network, Scores.Auc), 4)),
                $"{original}", YesNo(original.Holds), $"{control}", YesNo(control.Holds)]);
        }
        return table.ToString();
    }

    private string Losses(QualitySet set)
    {
        string[] metrics = [Scores.LogLoss, CompressionValues.Calibration];
        var table = new MarkdownTable(["Model", .. from metric in metrics from network in CompressionValues.Networks select $"{metric}: {network}"]);
        foreach (string model in Models(set))
            table.Add([model, .. from metric in metrics
                                 from network in CompressionValues.Networks
                                 select Values(set, model, network, metric).DefaultIfEmpty(double.NaN).Average().ToString(metric == Scores.LogLoss ? "F4" : "F3")]);
        return table.ToString();
    }

    private string Sizes(QualitySet set)
    {
        var table = new MarkdownTable("Model", "Parameters", "Smaller", "Bytes of the file", "Smaller", "µs per row before", "After", "Epochs", "Seconds");
        foreach (string model in Models(set))
        {
            double Mean(string network, string what) => Values(set, model, network, what).DefaultIfEmpty(double.NaN).Average();
            string[] Smaller(string what) => [$"{Mean(CompressionValues.Original, what):N0} → {Mean(CompressionValues.FineTuned, what):N0}",
                $"{Mean(CompressionValues.Original, what) / Mean(CompressionValues.FineTuned, what):F2}"];
            table.Add([model, .. Smaller(CompressionValues.Parameters), .. Smaller(CompressionValues.Bytes),
                $"{Mean(CompressionValues.Original, CompressionValues.Microseconds):F1}", $"{Mean(CompressionValues.FineTuned, CompressionValues.Microseconds):F1}",
                $"{Mean(CompressionValues.FineTuned, CompressionValues.Epochs):F1}", $"{_results.Seconds(set.Name, model).Average():F1}"]);
        }
        return table.ToString();
    }

    private NonInferiority Against(QualitySet set, string model, string other) => NonInferiority.Of(
        Values(set, model, CompressionValues.FineTuned, Scores.Auc), Values(set, model, other, Scores.Auc));

    private double[] Values(QualitySet set, string model, string network, string what) =>
        _results.Values(set.Name, model, CompressionValues.Name(network, what));

    private IEnumerable<string> Models(QualitySet set) =>
        CtrModel.Main.Select(model => model.Name).Where(name => _results.Methods(set.Name).Contains(name));

    private static string YesNo(bool holds) => holds ? "yes" : "**no**";
}
