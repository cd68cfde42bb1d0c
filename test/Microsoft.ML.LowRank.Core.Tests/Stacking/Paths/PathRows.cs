using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Rows in memory, their moments by plain loops, and the penalised objective written out as it is defined.
/// </summary>
internal sealed class PathRows(double[] x, double[] y, int columns, double[]? weights = null)
{
    public int Rows => y.Length;

    public int Columns => columns;

    public double[] X => x;

    public double[] Y => y;

    public double[] Weights { get; } = weights ?? [.. Enumerable.Repeat(1.0, y.Length)];

    public double Weight => Weights.Sum();

    public int[] AllColumns => [.. Enumerable.Range(0, columns)];

    public double At(int row, int column) => x[(row * columns) + column];

    /// <summary>Gaussian columns with a linear signal in every second of them.</summary>
    public static PathRows Gaussian(int rows, int columns, ulong seed, double noise = 1)
    {
        var random = new SplitMix64(seed);
        var x = new double[rows * columns];
        var y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            y[i] = 2 + (noise * random.NextGaussian());
            for (int j = 0; j < columns; j++)
            {
                x[(i * columns) + j] = 5 - j + ((1 + (0.3 * j)) * random.NextGaussian());
                if (j % 2 == 0)
                    y[i] += (j - 1.5) / columns * x[(i * columns) + j];
            }
        }
        return new PathRows(x, y, columns);
    }

    /// <summary>
    /// Gaussian columns, as float32 holds them, and classes drawn with log odds linear in every second.
    /// </summary>
    public static PathRows Classes(int rows, int columns, ulong seed, double strength = 1)
    {
        var random = new SplitMix64(seed);
        var x = new double[rows * columns];
        var y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            double odds = 0.3;
            for (int j = 0; j < columns; j++)
            {
                double value = random.NextGaussian();
                x[(i * columns) + j] = (float)(2 - j + ((1 + (0.3 * j)) * value));
                if (j % 2 == 0)
                    odds += strength * value * (j % 4 == 0 ? 1 : -0.5);
            }
            y[i] = random.NextGaussian() * 1.7 < odds ? 1 : 0;
        }
        return new PathRows(x, y, columns);
    }

    public PathRows With(double[]? newX = null, double[]? newY = null, double[]? newWeights = null) =>
        new(newX ?? x, newY ?? y, columns, newWeights ?? Weights);

    public PathRows Select(IEnumerable<int> rows)
    {
        int[] chosen = [.. rows];
        return new PathRows(
            [.. chosen.SelectMany(i => x.Skip(i * columns).Take(columns))], [.. chosen.Select(i => y[i])], columns,
            [.. chosen.Select(i => Weights[i])]);
    }

    /// <summary>Row i is in segment i mod count. The last entry of the moments is the target.</summary>
    public MomentSums[] Segments(int count = 1, double[]? shift = null)
    {
        int size = columns + 1;
        var sums = Enumerable.Range(0, count).Select(_ => new MomentSums(size)).ToArray();
        foreach (var sum in sums)
            sum.SetShift(shift ?? [.. Enumerable.Range(0, size).Select(j => Rows == 0 ? 0 : Value(0, j))]);
        for (int i = 0; i < Rows; i++)
        {
            var sum = sums[i % count];
            sum.Weight += Weights[i];
            for (int a = 0; a < size; a++)
            {
                double along = Weights[i] * (Value(i, a) - sum.Shift[a]);
                sum.First[a] += along;
                for (int b = a; b < size; b++)
                    sum.Second[(a * size) + b] += along * (Value(i, b) - sum.Shift[b]);
            }
        }
        return sums;
    }

    public double[] Deviations()
    {
        var deviations = new double[columns];
        for (int j = 0; j < columns; j++)
        {
            double mean = Enumerable.Range(0, Rows).Sum(i => Weights[i] * At(i, j)) / Weight;
            deviations[j] = Math.Sqrt(
                Enumerable.Range(0, Rows).Sum(i => Weights[i] * Math.Pow(At(i, j) - mean, 2)) / Weight);
        }
        return deviations;
    }

    public double Predict(int row, double[] coefficients, double intercept) =>
        intercept + Enumerable.Range(0, columns).Sum(j => coefficients[j] * At(row, j));

    public double MeanSquaredError(double[] coefficients, double intercept) => Enumerable.Range(0, Rows)
        .Sum(i => Weights[i] * Math.Pow(y[i] - Predict(i, coefficients, intercept), 2)) / Weight;

    /// <summary>Mean log loss of classes 0 and 1.</summary>
    public double LogLoss(double[] coefficients, double intercept) => Enumerable.Range(0, Rows).Sum(i =>
    {
        double margin = Predict(i, coefficients, intercept) * (y[i] == 1 ? 1 : -1);
        return Weights[i] * (Math.Max(0, -margin) + Math.Log(1 + Math.Exp(-Math.Abs(margin))));
    }) / Weight;

    public double Penalty(double[] coefficients, double l1Ratio, double penalty, bool standardize = true)
    {
        var deviations = standardize ? Deviations() : [.. Enumerable.Repeat(1.0, columns)];
        return penalty * Enumerable.Range(0, columns).Select(j => coefficients[j] * deviations[j])
            .Sum(scaled => (l1Ratio * Math.Abs(scaled)) + ((1 - l1Ratio) / 2 * scaled * scaled));
    }

    public double Objective(
        double[] coefficients, double intercept, double l1Ratio, double penalty, bool standardize = true) =>
        (MeanSquaredError(coefficients, intercept) / 2) + Penalty(coefficients, l1Ratio, penalty, standardize);

    private double Value(int row, int column) => column == columns ? y[row] : At(row, column);
}
