namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>Textbook loops in float64, to compare with.</summary>
internal static class Naive
{
    /// <summary>Weighted mean and covariance (population) of row-major rows.</summary>
    public static (double[] Mean, double[] Covariance) Moments(
        float[] values, int columns, float[]? weights = null, bool centered = true)
    {
        int rows = values.Length / columns;
        double total = Enumerable.Range(0, rows).Sum(i => (double)(weights?[i] ?? 1));
        var mean = new double[columns];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                mean[j] += (weights?[i] ?? 1) * (double)values[(i * columns) + j] / total;
        var origin = centered ? mean : new double[columns];
        var covariance = new double[columns * columns];
        for (int i = 0; i < rows; i++)
            for (int a = 0; a < columns; a++)
                for (int b = 0; b < columns; b++)
                    covariance[(a * columns) + b] += (weights?[i] ?? 1) / total *
                        (values[(i * columns) + a] - origin[a]) * (values[(i * columns) + b] - origin[b]);
        return (mean, covariance);
    }

    /// <summary>Gaussian rows with chosen standard deviations of the columns, mixed by a random rotation if asked.</summary>
    public static float[] Gaussian(int rows, double[] deviations, ulong seed, bool mixed = false)
    {
        int columns = deviations.Length;
        var random = new SplitMix64(seed);
        double[]? rotation = mixed ? Rotation(columns, seed + 1) : null;
        var values = new float[rows * columns];
        var row = new double[columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                row[j] = deviations[j] * random.NextGaussian();
            for (int j = 0; j < columns; j++)
            {
                double value = row[j];
                if (rotation is not null)
                {
                    value = 0;
                    for (int l = 0; l < columns; l++)
                        value += row[l] * rotation[(l * columns) + j];
                }
                values[(i * columns) + j] = (float)value;
            }
        }
        return values;
    }

    /// <summary>An orthogonal matrix: Gram-Schmidt on Gaussian rows.</summary>
    public static double[] Rotation(int size, ulong seed)
    {
        var random = new SplitMix64(seed);
        var q = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            var row = q.AsSpan(i * size, size);
            for (int j = 0; j < size; j++)
                row[j] = random.NextGaussian();
            for (int pass = 0; pass < 2; pass++)
                for (int k = 0; k < i; k++)
                {
                    double dot = Dot(row, q.AsSpan(k * size, size));
                    for (int j = 0; j < size; j++)
                        row[j] -= dot * q[(k * size) + j];
                }
            double length = Math.Sqrt(Dot(row, row));
            for (int j = 0; j < size; j++)
                row[j] /= length;
        }
        return q;
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Largest |V Vᵀ − I| of vectors stored as rows.</summary>
    public static double OrthogonalityError(double[] vectors, int size)
    {
        int count = vectors.Length / size;
        double largest = 0;
        for (int a = 0; a < count; a++)
            for (int b = 0; b <= a; b++)
                largest = Math.Max(largest, Math.Abs(
                    Dot(vectors.AsSpan(a * size, size), vectors.AsSpan(b * size, size)) - (a == b ? 1 : 0)));
        return largest;
    }
}
