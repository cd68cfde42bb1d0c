using Microsoft.ML.LowRank.Networks.Factoring;
using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank;

/// <summary>What became of a network when it was compressed, matrix by matrix and in all.</summary>
public sealed class NetworkCompressionReport : PrintableReport
{
    internal NetworkCompressionReport()
    {
    }

    /// <summary>Every field and every matrix of a layer.</summary>
    public IReadOnlyList<CompressedMatrix> Matrices { get; internal init; } = [];

    /// <summary>What the model took.</summary>
    public NetworkSize Before { get; internal init; } = new();

    /// <summary>What it takes.</summary>
    public NetworkSize After { get; internal init; } = new();

    /// <summary>
    /// How the original, the compressed model after every stage, and the control did on rows that nothing was trained on; empty
    /// without such rows. The control is the original, trained as long by the same rules: what it gained is no merit of compression.
    /// </summary>
    public IReadOnlyList<NetworkQuality> Qualities { get; internal init; } = [];

    /// <summary>Models of other sizes before any training; empty unless they were asked for.</summary>
    public IReadOnlyList<NetworkQuality> Sizes { get; internal init; } = [];

    /// <summary>The passes of fine-tuning.</summary>
    public IReadOnlyList<TrainingEpoch> FineTuning { get; internal init; } = [];

    /// <summary>By pass of the training on features, the mean squared distance to the original's as a share of their variance.</summary>
    public IReadOnlyList<double> FeatureDistances { get; internal init; } = [];

    /// <summary>Rows that calibrated and trained.</summary>
    public long RowCount { get; internal init; }

    /// <summary>Whether it was cancelled; then the best weights so far were kept.</summary>
    public bool IsPartial { get; internal init; }

    internal string Rule { get; init; } = "";

    internal FactorMethod Method { get; init; }

    /// <summary>One sentence: how much smaller, and what became of the quality.</summary>
    public string Summary
    {
        get
        {
            string smaller = FormattableString.Invariant(
                $"{Before.Parameters:N0} parameters became {After.Parameters:N0} ({(double)Before.Parameters / After.Parameters:0.00} times fewer), {Before.FileBytes:N0} bytes of file {After.FileBytes:N0} ({(double)Before.FileBytes / After.FileBytes:0.00} times fewer)");
            if (Qualities.Count < 2)
                return smaller + ".";
            var (first, last) = (Qualities[0], Last);
            return double.IsNaN(first.AreaUnderCurve)
                ? $"{smaller}; loss {ReportNumber.Format(first.Loss)} became {ReportNumber.Format(last.Loss)}."
                : $"{smaller}; AUC {ReportNumber.Format(first.AreaUnderCurve)} became {ReportNumber.Format(last.AreaUnderCurve)}.";
        }
    }

    /// <summary>What is returned: the last of the compressed models that was judged.</summary>
    internal NetworkQuality Last => Qualities.Last(quality => quality.Model != NetworkCompressionPage.Control);

    private protected override Report MakePage() => NetworkCompressionPage.Make(this);
}
