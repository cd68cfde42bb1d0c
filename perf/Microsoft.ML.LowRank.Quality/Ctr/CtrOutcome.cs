using Microsoft.ML.LowRank.Quality.Harness;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>How a model did on the test part, and what its training took.</summary>
/// <param name="Auc">Area under the ROC curve.</param>
/// <param name="LogLoss">Mean log loss.</param>
/// <param name="ValidationAuc">That of the best epoch on the validation part.</param>
/// <param name="Epochs">Passes over the training part.</param>
/// <param name="BestEpoch">The one whose weights were kept.</param>
/// <param name="Seconds">What training took, validation with it.</param>
internal sealed record CtrOutcome(double Auc, double LogLoss, double ValidationAuc, double Epochs, double BestEpoch, double Seconds)
{
    public const string ValidationAucName = "validation AUC";
    public const string EpochsName = "epochs";

    /// <summary>All of them by name; NaN, which JSON does not know, is left out.</summary>
    public Dictionary<string, double> Values => new[]
    {
        (Scores.Auc, Auc),
        (Scores.LogLoss, LogLoss),
        (ValidationAucName, ValidationAuc),
        (EpochsName, Epochs),
        ("best epoch", BestEpoch),
    }.Where(pair => double.IsFinite(pair.Item2)).ToDictionary();
}
