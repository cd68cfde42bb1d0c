using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.AnyLoss;

/// <summary>
/// Imbalanced sets of two classes, in two halves: on one defaults are chosen, on the other they are reported, once. Sets of one family
/// (ecoli, yeast, glass, …) are made of the same rows, so every family is of one half; which, was said by hand, so that both have small and
/// large sets and about as many, and written down before anything was compared.
/// </summary>
internal static class AnyLossSets
{
    /// <summary>Most rows of a set that are drawn, with both classes as they are.</summary>
    public const int MostRows = 4_000;

    public static IReadOnlyList<QualitySet> Tuning { get; } =
    [
        .. Keel(
        "abalone19", "abalone9-18", "ecoli-0-1-3-7_vs_2-6", "ecoli-0-1-4-6_vs_5", "ecoli-0-1-4-7_vs_2-3-5-6", "ecoli-0-1-4-7_vs_5-6",
        "ecoli-0-1_vs_2-3-5", "ecoli-0-1_vs_5", "ecoli-0-2-3-4_vs_5", "ecoli-0-2-6-7_vs_3-5", "ecoli-0-3-4-6_vs_5", "ecoli-0-3-4-7_vs_5-6",
        "ecoli-0-3-4_vs_5", "ecoli-0-4-6_vs_5", "ecoli-0-6-7_vs_3-5", "ecoli-0-6-7_vs_5", "ecoli-0_vs_1", "ecoli1", "ecoli2", "ecoli3",
        "ecoli4", "habermanImb", "page-blocks-1-3_vs_4", "page-blocks0", "pimaImb", "vehicle0", "vehicle1", "vehicle2", "vehicle3"),
        Own("annthyroid", "adbench_annthyroid/annthyroid.csv.gz", "label"),
        Own("credit", "credit_default/credit.csv.gz", "default"),
        Own("bank", "bank_marketing/bank.csv.gz", "deposit", "duration"),
    ];

    public static IReadOnlyList<QualitySet> Reporting { get; } =
    [
        .. Keel(
        "glass-0-1-2-3_vs_4-5-6", "glass-0-1-4-6_vs_2", "glass-0-1-5_vs_2", "glass-0-1-6_vs_2", "glass-0-1-6_vs_5", "glass-0-4_vs_5",
        "glass-0-6_vs_5", "glass0", "glass1", "glass2", "glass4", "glass5", "glass6", "iris0", "new-thyroid1", "segment0",
        "shuttle-c0-vs-c4", "shuttle-c2-vs-c4", "vowel0", "wisconsinImb", "yeast-0-2-5-6_vs_3-7-8-9", "yeast-0-2-5-7-9_vs_3-6-8",
        "yeast-0-3-5-9_vs_7-8", "yeast-0-5-6-7-9_vs_4", "yeast-1-2-8-9_vs_7", "yeast-1-4-5-8_vs_7", "yeast-1_vs_7", "yeast-2_vs_4",
        "yeast-2_vs_8", "yeast1", "yeast3", "yeast4", "yeast5", "yeast6"),
        Own("thyroid", "adbench_thyroid/thyroid.csv.gz", "label"),
        Own("cover", "adbench_cover/cover.csv.gz", "label"),
        Own("telco", "telco_churn/telco.csv.gz", "Churn", "customerID"),
        Own("datacar", "datacar/dataCar.csv.gz", "clm", "numclaims", "claimcst0", "X_OBSTAT_"),
        // Few positive rows: all that there are.
        Own("open bandit", "open_bandit_small/random_men.csv.gz", "click", "c0", "timestamp", "propensity_score") with { MostRows = 10_000 },
    ];

    private static IEnumerable<QualitySet> Keel(params IEnumerable<string> names) => names.Select(name => Own(name, $"keel_imbalanced/{name}.csv", "class"));

    private static QualitySet Own(string name, string file, string label, params IReadOnlyList<string> drop)
        => new(name, file, label, LearningTask.Binary) { Drop = drop, MostRows = MostRows, Header = HeaderRule.Yes };
}
