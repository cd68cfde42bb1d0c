using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Sets;

/// <summary>The sets, in the order of the tables. Where each is from stands in the PROVENANCE.md beside its file.</summary>
internal static class QualitySets
{
    public static IReadOnlyList<QualitySet> Regression { get; } =
    [
        new("california", "california_housing/housing.csv.gz", "median_house_value", LearningTask.Regression),
        new("exam", "exam_score/exam_score.csv.gz", "exam_score", LearningTask.Regression) { Drop = ["student_id"] },
        new("diamonds", "diamonds/diamonds.csv.gz", "price", LearningTask.Regression),
        // A day of the date is one of 731 categories; what a day is like, other columns say.
        new("bike", "bike_sharing/bike_hour.csv.gz", "cnt", LearningTask.Regression)
        {
            Drop = ["instant", "dteday"],
            Scale = value => Math.Log(value + 1),
            ScaleName = "log(cnt + 1)",
        },
        new("ames", "ames_house_1460/house.csv.gz", "SalePrice", LearningTask.Regression)
        {
            Drop = ["Id"],
            Scale = Math.Log,
            ScaleName = "log(SalePrice)",
        },
        new("concrete", "concrete/concrete.csv", "strength", LearningTask.Regression),
        new("abalone", "abalone/abalone.csv", "rings", LearningTask.Regression),
        new("wine", "wine_quality/winequality-white.csv", "quality", LearningTask.Regression),
        new("protein", "uci_protein/protein.csv.gz", "target", LearningTask.Regression),
        new("diabetes", "sklearn_bundled/sklearn_diabetes.csv", "target", LearningTask.Regression),
    ];

    public static IReadOnlyList<QualitySet> Classification { get; } =
    [
        new("adult", "adult/adult-train.csv.gz", "income", LearningTask.Binary),
        // How long the call lasted is known when its outcome is.
        new("bank", "bank_marketing/bank.csv.gz", "deposit", LearningTask.Binary) { Drop = ["duration"] },
        new("credit", "credit_default/credit.csv.gz", "default", LearningTask.Binary),
        new("telco", "telco_churn/telco.csv.gz", "Churn", LearningTask.Binary) { Drop = ["customerID"] },
        new("higgs7k", "lightgbm_higgs7k/binary.train.gz", "c0", LearningTask.Binary) { Header = HeaderRule.No },
        new("annthyroid", "adbench_annthyroid/annthyroid.csv.gz", "label", LearningTask.Binary),
        new("cut", "diamonds/diamonds.csv.gz", "cut", LearningTask.Multiclass) { MostRows = 6_000 },
        new("digits", "sklearn_bundled/sklearn_digits.csv.gz", "digit", LearningTask.Multiclass),
        // 26 classes: every fit costs as much as 26.
        new("letter", "r_debian/letter.csv.gz", "lettr", LearningTask.Multiclass) { MostRows = 4_000 },
    ];

    public static IReadOnlyList<QualitySet> All { get; } = [.. Regression, .. Classification];
}
