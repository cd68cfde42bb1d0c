namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// The hard threshold for singular values that is optimal for a low-rank matrix in white noise: Gavish and Donoho, The
/// optimal hard threshold for singular values is 4/√3 (2014, https://arxiv.org/abs/1305.5870).
/// </summary>
internal static class NoiseFloor
{
    /// <summary>λ*(β) with β = shorter side / longer side: 4/√3 for a square matrix.</summary>
    public static double KnownNoiseCoefficient(double beta) =>
        Math.Sqrt((2 * (beta + 1)) + (8 * beta / (beta + 1 + Math.Sqrt((beta * beta) + (14 * beta) + 1))));

    /// <summary>ω(β), by which the median singular value is multiplied: about 2.858 for a square matrix.</summary>
    public static double UnknownNoiseCoefficient(double beta) =>
        KnownNoiseCoefficient(beta) / Math.Sqrt(MarchenkoPasturMedian(beta));

    /// <summary>The threshold where every entry carries noise of a known standard deviation.</summary>
    public static double KnownNoise(long rows, int columns, double deviation)
    {
        double longer = Math.Max(rows, columns);
        return KnownNoiseCoefficient(Math.Min(rows, columns) / longer) * Math.Sqrt(longer) * deviation;
    }

    /// <summary>The threshold from all min(rows, columns) singular values, descending: ω(β) times their median.</summary>
    public static double UnknownNoise(long rows, int columns, ReadOnlySpan<double> singularValues)
    {
        int count = (int)Math.Min(rows, columns);
        double median = (singularValues[(count - 1) / 2] + singularValues[count / 2]) / 2;
        return UnknownNoiseCoefficient(count / (double)Math.Max(rows, columns)) * median;
    }

    /// <summary>
    /// The threshold where only the leading singular values are known, as after a randomised method, and so no median:
    /// the noise is estimated from the energy outside the values above the threshold, until both agree.
    /// </summary>
    public static double FromResidual(long rows, int columns, ReadOnlySpan<double> leading, double totalEnergy)
    {
        int kept = 0;
        double energy = 0;
        while (true)
        {
            double entries = (double)(rows - kept) * (columns - kept);
            double threshold = KnownNoise(rows, columns, Math.Sqrt(Math.Max(0, totalEnergy - energy) / entries));
            // The more is kept the lower the noise, so the count only grows and the loop ends.
            if (kept == leading.Length || kept >= Math.Min(rows, columns) - 1 || leading[kept] <= threshold)
                return threshold;
            energy += leading[kept] * leading[kept];
            kept++;
        }
    }

    /// <summary>Median of the limiting distribution of the squared singular values of noise of unit variance.</summary>
    private static double MarchenkoPasturMedian(double beta)
    {
        double low = Math.Pow(1 - Math.Sqrt(beta), 2);
        double high = Math.Pow(1 + Math.Sqrt(beta), 2);
        double center = (low + high) / 2;
        double half = (high - low) / 2;
        // With t = center − half · cos θ the density loses its infinite slopes; the trapezoid rule then does.
        const int Steps = 20_000;
        double Density(int step)
        {
            double angle = Math.PI * step / Steps;
            double sine = Math.Sin(angle);
            double t = center - (half * Math.Cos(angle));
            // At β = 1 the lower end is 0, where sin² θ / t tends to 2 / half.
            return t > 0 ? half * half * sine * sine / (2 * Math.PI * beta * t) : half / (Math.PI * beta);
        }
        double sum = 0;
        double previous = Density(0);
        for (int step = 1; step <= Steps; step++)
        {
            double next = Density(step);
            double area = (previous + next) / 2 * Math.PI / Steps;
            if (sum + area >= 0.5)
            {
                double at = step - 1 + ((0.5 - sum) / area);
                return center - (half * Math.Cos(Math.PI * at / Steps));
            }
            sum += area;
            previous = next;
        }
        return center;
    }
}
