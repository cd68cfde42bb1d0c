using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Greedy forward selection with replacement by squared error (Caruana, Niculescu-Mizil, Crew and Ksikes, 2004): every
/// round adds the prediction that makes the average of all added so far best. The best prefix of the rounds is kept.
/// </summary>
/// <remarks>
/// The error of an average is a quadratic form of the error moments; with the products of the sum so far kept, a round
/// costs one pass over the predictions.
/// </remarks>
internal static class EnsembleSelection
{
    /// <summary>Errors closer than this, relatively, are equal.</summary>
    private const double Tie = 1e-12;

    /// <summary>Of equal candidates one that was added before wins, and among those the first.</summary>
    /// <param name="errorMoments">Count × count, see <see cref="PredictionStatistics.ErrorMoments"/>.</param>
    /// <param name="count">Number of predictions, at least 1.</param>
    /// <param name="rounds">Number of additions, at least 1.</param>
    public static SelectedEnsemble Select(ReadOnlySpan<double> errorMoments, int count, int rounds = 50)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        var steps = new SelectionStep[rounds];
        var counts = new int[count];
        // Products of the sum of the chosen with each prediction, and with itself.
        var products = new double[count];
        double square = 0;
        int best = 0;
        var errors = new double[count];
        for (int round = 0; round < rounds; round++)
        {
            double size = (round + 1.0) * (round + 1.0);
            for (int k = 0; k < count; k++)
                errors[k] = Math.Max(0, square + (2 * products[k]) + errorMoments[(k * count) + k]) / size;
            int chosen = Choose(errors, counts);
            square += (2 * products[chosen]) + errorMoments[(chosen * count) + chosen];
            TensorPrimitives.Add(products, errorMoments.Slice(chosen * count, count), products);
            counts[chosen]++;
            steps[round] = new SelectionStep(chosen, errors[chosen]);
            if (errors[chosen] < steps[best].MeanSquaredError * (1 - Tie))
                best = round;
        }
        var weights = new double[count];
        for (int round = 0; round <= best; round++)
            weights[steps[round].Index] += 1;
        TensorPrimitives.Divide(weights, best + 1, weights);
        return new SelectedEnsemble(weights, best + 1, steps);
    }

    private static int Choose(double[] errors, int[] counts)
    {
        double limit = TensorPrimitives.Min<double>(errors) * (1 + Tie);
        int first = -1;
        for (int k = 0; k < errors.Length; k++)
        {
            if (errors[k] > limit)
                continue;
            if (counts[k] > 0)
                return k;
            if (first < 0)
                first = k;
        }
        return first;
    }
}

/// <summary>The result of <see cref="EnsembleSelection"/>.</summary>
/// <param name="Weights">How often each prediction was added, over the size; their sum is 1.</param>
/// <param name="Size">How many rounds were kept.</param>
/// <param name="Trajectory">All rounds.</param>
internal sealed record SelectedEnsemble(double[] Weights, int Size, SelectionStep[] Trajectory);

/// <summary>One round.</summary>
/// <param name="Index">The prediction that was added.</param>
/// <param name="MeanSquaredError">Of the average with it.</param>
internal readonly record struct SelectionStep(int Index, double MeanSquaredError);
