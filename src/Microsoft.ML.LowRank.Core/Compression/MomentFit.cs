using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Compression;

/// <summary>Leading directions from the second moments of the rows: plain, or weighted by what matters for targets.</summary>
internal static class MomentFit
{
    /// <summary>
    /// Smallest column weight, as a share of the largest: below it a column could not be reconstructed.
    /// </summary>
    private const double SmallestWeight = 1e-3;

    /// <summary>
    /// Weights are as large as the features are small; beyond this they, or what is made of them, would be no floats.
    /// </summary>
    private const double LargestWeight = 1e30;

    /// <summary>A spread below this share of the magnitude is rounding: the targets do not vary.</summary>
    private const double NoSpread = 1e-6;

    public static LeadingDirections Exact(StreamingMoments moments, int count, LowRankFitSettings settings)
    {
        double[] second = moments.Covariance(settings.Center);
        return Decompose(moments, second, moments.Size, null, count, settings);
    }

    /// <summary>
    /// The weights come from one ridge regression of the targets on the features: I = |(C + λI)⁻¹ c|, for several
    /// targets the lengths of the rows of the solution.
    /// </summary>
    public static LeadingDirections FisherWeighted(
        StreamingMoments moments, int columns, int count, LowRankFitSettings settings, List<string> messages)
    {
        int size = moments.Size;
        double[] covariance = moments.Covariance();
        double[] scale = Weights(covariance, moments.Mean(), columns, size, moments.Rows, settings, messages);
        double[] all = settings.Center ? covariance : moments.Covariance(false);
        var second = new double[columns * columns];
        for (int a = 0; a < columns; a++)
            all.AsSpan(a * size, columns).CopyTo(second.AsSpan(a * columns));
        return Decompose(moments, second, columns, scale, count, settings);
    }

    private static LeadingDirections Decompose(
        StreamingMoments moments, double[] second, int columns, double[]? scale, int count, LowRankFitSettings settings)
    {
        double plain = Trace(second, columns);
        if (scale is not null)
            for (int a = 0; a < columns; a++)
                for (int b = 0; b < columns; b++)
                    second[(a * columns) + b] *= scale[a] * scale[b];
        double total = Trace(second, columns);
        var eigen = SymmetricEigen.Decompose(second, columns, count, settings.Threads, settings.CancellationToken);
        return new LeadingDirections
        {
            Rows = moments.Rows,
            Weight = moments.Weight,
            Mean = moments.Mean()[..columns],
            // A matrix of second moments has no negative ones; what is below zero is rounding.
            Variances = Array.ConvertAll(eigen.Values, v => Math.Max(0, v)),
            Vectors = eigen.Vectors,
            TotalVariance = total,
            PlainVariance = plain,
            IsComplete = true,
            Scale = scale,
        };
    }

    private static double[] Weights(
        double[] covariance, double[] mean, int columns, int size, long rows, LowRankFitSettings settings,
        List<string> messages)
    {
        double trace = Trace(covariance, columns, size);
        var importance = new double[columns];
        bool varies = false;
        var factor = trace > 0 ? Ridge(covariance, columns, size, trace / columns, rows, settings, messages) : null;
        for (int t = columns; t < size; t++)
        {
            double variance = covariance[(t * size) + t];
            if (Math.Sqrt(variance) <= NoSpread * Math.Abs(mean[t]))
                continue;
            varies = true;
            if (factor is null)
                continue;
            var solution = new double[columns];
            for (int j = 0; j < columns; j++)
                solution[j] = covariance[(j * size) + t];
            factor.Solve(solution);
            for (int j = 0; j < columns; j++)
                importance[j] += solution[j] * solution[j];
        }
        if (!varies)
            throw new InvalidOperationException(
                $"The target has the same value in all {rows} rows, so it cannot tell which columns matter. Use " +
                "another method, or rows with more than one target value.");
        double largest = Math.Sqrt(importance.Max());
        if (largest == 0)
        {
            messages.Add("No column varies together with the target; all columns get the same weight.");
            Array.Fill(importance, 1);
            return importance;
        }
        double shrink = Math.Min(1, LargestWeight / largest);
        return Array.ConvertAll(importance, i => Math.Max(Math.Sqrt(i), SmallestWeight * largest) * shrink);
    }

    private static CholeskyFactor Ridge(
        double[] covariance, int columns, int size, double meanVariance, long rows, LowRankFitSettings settings,
        List<string> messages)
    {
        // Enough to outweigh the rounding of float32 products; more where there are few rows for each column, so that
        // the weights do not follow the noise of the targets.
        double share = settings.Ridge ?? 1e-6 + (1e-2 * Math.Min(1, columns / (double)rows));
        var matrix = new double[columns * columns];
        while (true)
        {
            for (int a = 0; a < columns; a++)
            {
                covariance.AsSpan(a * size, columns).CopyTo(matrix.AsSpan(a * columns));
                matrix[(a * columns) + a] += share * meanVariance;
            }
            if (CholeskyFactor.TryFactor(matrix, columns, settings.CancellationToken) is { } factor)
                return factor;
            share = Math.Max(1e-6, 10 * share);
            messages.Add(FormattableString.Invariant(
                $"The covariance is not positive definite; the ridge was raised to {share:G2} of the mean variance."));
        }
    }

    private static double Trace(double[] matrix, int count, int stride = 0)
    {
        double trace = 0;
        for (int j = 0; j < count; j++)
            trace += matrix[(j * (stride == 0 ? count : stride)) + j];
        return trace;
    }
}
