using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.LowRank.Quality.Learners;

/// <summary>
/// Ways to make one vector of a set's columns, each a chain that is fitted within whatever rows its learner gets. They are
/// what makes linear base learners differ: what one cannot see, another can.
/// </summary>
internal sealed class Features(MLContext context, Dataset data)
{
    /// <summary>Numbers beyond these do not have products; their leading directions do.</summary>
    private const int MostFactors = 16;

    private const int Knots = 15;
    private const float LastKnot = 3;

    private readonly int _numbers = data.Features.OfType<NumberColumn>().Count();

    /// <summary>Numbers with mean 0 and variance 1, missing ones at the mean, and a slot per category.</summary>
    public IEstimator<ITransformer> Plain() => Join(Numbers(), ColumnNames.Numbers);

    /// <summary>The leading directions of <see cref="Plain"/>.</summary>
    public IEstimator<ITransformer> Directions(int rank) =>
        Plain().Append(context.Transforms.LowRankCompress(ColumnNames.Features, rank: rank));

    /// <summary>Numbers with their squares and the products of pairs.</summary>
    public IEstimator<ITransformer> Products()
    {
        int factors = Math.Min(_numbers, MostFactors);
        var chain = Squashed();
        if (_numbers > MostFactors)
            chain = chain.Append(context.Transforms.LowRankCompress("Factors", ColumnNames.Numbers, MostFactors));
        string from = _numbers > MostFactors ? "Factors" : ColumnNames.Numbers;
        chain = chain.Append(VectorMapping.Of(context, "Products", from, factors * (factors + 1) / 2, Multiply));
        return Join(chain, ColumnNames.Numbers, "Products");
    }

    /// <summary>Every number as weights of the two nearest of some knots, so that each has a curve of its own.</summary>
    public IEstimator<ITransformer> Curves() =>
        Join(Numbers().Append(VectorMapping.Of(context, "Curves", ColumnNames.Numbers, _numbers * Knots, Spread)), "Curves");

    /// <summary>Cosines of random projections beside the plain features.</summary>
    /// <param name="count">How many.</param>
    /// <param name="sharpness">The larger, the faster the functions change; 1 is a length of about a row's norm.</param>
    /// <param name="seed">Of the directions.</param>
    public IEstimator<ITransformer> Cosines(int count, double sharpness, int seed) => Random(count, sharpness, true, seed);

    /// <summary>Random projections, cut off below 0, beside the plain features.</summary>
    public IEstimator<ITransformer> Rectified(int count, int seed) => Random(count, 1, false, seed);

    private IEstimator<ITransformer> Random(int count, double sharpness, bool areCosines, int seed)
    {
        // The expected square of the norm of a row: a number counts 1, a category less, for most share one value.
        double norm = Math.Sqrt(_numbers + (0.5 * data.CategoryNames.Count));
        var functions = new RandomFeatures(count, sharpness / norm, areCosines, seed);
        return Join(Squashed(), ColumnNames.Numbers)
            .Append(VectorMapping.Of(context, "Random", ColumnNames.Features, count, functions.Compute))
            .Append(context.Transforms.Concatenate(ColumnNames.Features, ColumnNames.Features, "Random"));
    }

    private IEstimator<ITransformer> Numbers() => context.Transforms
        .ReplaceMissingValues(ColumnNames.Numbers, replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean)
        .Append(context.Transforms.NormalizeMeanVariance(ColumnNames.Numbers, fixZero: false));

    /// <summary>A single far outlier would decide over every product and projection that it is in.</summary>
    private IEstimator<ITransformer> Squashed() =>
        Numbers().Append(VectorMapping.Of(context, ColumnNames.Numbers, ColumnNames.Numbers, _numbers, Squash));

    /// <summary>Puts the columns and those of the categories together.</summary>
    private IEstimator<ITransformer> Join(IEstimator<ITransformer> chain, params string[] columns)
    {
        if (data.CategoryNames.Count > 0)
            chain = chain.Append(context.Transforms.Categorical.OneHotEncoding(
                [.. data.CategoryNames.Select(name => new InputOutputColumnPair(name))]));
        return chain.Append(context.Transforms.Concatenate(ColumnNames.Features, [.. columns, .. data.CategoryNames]));
    }

    private static void Squash(ReadOnlySpan<float> values, Span<float> result)
    {
        for (int i = 0; i < values.Length; i++)
            result[i] = 3 * MathF.Tanh(values[i] / 3);
    }

    private static void Multiply(ReadOnlySpan<float> values, Span<float> result)
    {
        for (int i = 0, at = 0; i < values.Length; at += values.Length - i, i++)
            TensorPrimitives.Multiply(values[i..], values[i], result[at..]);
    }

    private static void Spread(ReadOnlySpan<float> values, Span<float> result)
    {
        for (int i = 0; i < values.Length; i++)
        {
            // Dense where most values of a skewed column are, and still apart far out.
            float at = MathF.Asinh(3 * values[i]) / 1.5f;
            float knot = (Math.Clamp(at, -LastKnot, LastKnot) + LastKnot) / (2 * LastKnot) * (Knots - 1);
            int lower = Math.Min((int)knot, Knots - 2);
            result[(i * Knots) + lower] = 1 - (knot - lower);
            result[(i * Knots) + lower + 1] = knot - lower;
        }
    }
}
