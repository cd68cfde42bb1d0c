namespace Microsoft.ML.LowRank.Testing;

/// <summary>Check 24: outputs are numbers, and scores, probabilities and labels say the same.</summary>
internal static class PredictionChecks
{
    private const double SumTolerance = 1e-5;

    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture) =>
    [
        new(fixture, "24 outputs of clean data are finite", OutputsAreFinite),
        new(fixture, "24 probabilities follow the scores", ProbabilitiesFollowScores),
        new(fixture, "24 predicted labels follow the scores", LabelsFollowScores),
        new(fixture, "24 class probabilities sum to 1", ClassesSumToOne),
    ];

    private static void OutputsAreFinite(CheckRun run)
    {
        var scored = run.Score(run.Fit());
        for (int row = 0; row < scored.Count; row++)
            EdgeChecks.ExpectFinite(run, scored, row, "On clean data");
    }

    private static void ProbabilitiesFollowScores(CheckRun run)
    {
        run.Require(EstimatorTraits.BinaryClassifier, "The estimator is no binary classifier.");
        if (!run.Fixture.OutputColumns.Contains("Probability"))
            throw new CheckNotApplicableException("The model gives no probability.");
        var scored = run.Score(run.Fit());
        var rows = Enumerable.Range(0, scored.Count)
            .Select(row => (Score: scored["Score"].GetNumbers(row)[0],
                Probability: scored["Probability"].GetNumbers(row)[0]))
            .OrderBy(pair => pair.Score).ToList();
        foreach (var (score, probability) in rows)
            Expect.That(probability is >= 0 and <= 1, $"A probability of {probability} belongs to the score {score}.");
        foreach (var (low, high) in rows.Zip(rows.Skip(1)))
            Expect.That(low.Probability <= high.Probability,
                $"The score rises from {low.Score} to {high.Score}, the probability falls from {low.Probability} to {high.Probability}.");
    }

    private static void LabelsFollowScores(CheckRun run)
    {
        run.Require(EstimatorTraits.BinaryClassifier, "The estimator is no binary classifier.");
        var scored = run.Score(run.Fit());
        var labels = (TableColumn<bool>)scored["PredictedLabel"];
        for (int row = 0; row < scored.Count; row++)
        {
            double score = scored["Score"].GetNumbers(row)[0];
            Expect.That(labels.Values[row] == score > 0,
                $"Row {row} has the score {score} and the predicted label {labels.Values[row]}.");
        }
    }

    private static void ClassesSumToOne(CheckRun run)
    {
        run.Require(EstimatorTraits.MulticlassClassifier, "The estimator is no multiclass classifier.");
        var scored = run.Score(run.Fit());
        for (int row = 0; row < scored.Count; row++)
        {
            double[] probabilities = scored["Score"].GetNumbers(row);
            Expect.That(probabilities.All(p => p is >= 0 and <= 1),
                $"The class probabilities of row {row} are {scored["Score"].Show(row)}.");
            Expect.That(Math.Abs(probabilities.Sum() - 1) <= SumTolerance,
                $"The class probabilities of row {row} sum to {probabilities.Sum()}.");
        }
    }
}
