using System.Numerics;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Metrics;

namespace Microsoft.ML.LowRank.Linear;

/// <summary>Sums over rows of one class, of their weights and of what is multiplied by them.</summary>
internal readonly record struct SoftCounts
{
    /// <summary>Soft predictions, A.</summary>
    public double Soft { get; init; }

    /// <summary>1 − A.</summary>
    public double Complement { get; init; }

    /// <summary>−log of the probability of the rows' class.</summary>
    public double CrossEntropy { get; init; }

    /// <summary>Rows whose score is above the threshold.</summary>
    public double Above { get; init; }

    /// <summary>The other rows.</summary>
    public double Below { get; init; }

    public static SoftCounts operator +(SoftCounts a, SoftCounts b) => new()
    {
        Soft = a.Soft + b.Soft,
        Complement = a.Complement + b.Complement,
        CrossEntropy = a.CrossEntropy + b.CrossEntropy,
        Above = a.Above + b.Above,
        Below = a.Below + b.Below,
    };

    public static SoftCounts operator *(double factor, SoftCounts a) => new()
    {
        Soft = factor * a.Soft,
        Complement = factor * a.Complement,
        CrossEntropy = factor * a.CrossEntropy,
        Above = factor * a.Above,
        Below = factor * a.Below,
    };

    /// <summary>The weights of scores above a threshold, and of the others.</summary>
    public static SoftCounts Decide(float threshold, ReadOnlySpan<float> scores, ReadOnlySpan<float> weights)
    {
        if (weights.IsEmpty)
        {
            int positive = 0;
            foreach (float score in scores)
                positive += score > threshold ? 1 : 0;
            return new SoftCounts { Above = positive, Below = scores.Length - positive };
        }
        double above = 0, below = 0;
        for (int row = 0; row < scores.Length; row++)
            (scores[row] > threshold ? ref above : ref below) += weights[row];
        return new SoftCounts { Above = above, Below = below };
    }

    /// <summary>What <see cref="Amplifier.At"/> says of many scores at once, in float32: soft predictions, summed in float64, and their slopes.</summary>
    /// <param name="amplifier">What amplifies.</param>
    /// <param name="scores">Log-odds.</param>
    /// <param name="weights">A weight per score, or empty where all are 1.</param>
    /// <param name="slopes">Gets weight · dA/ds.</param>
    public static SoftCounts Amplify(Amplifier amplifier, ReadOnlySpan<float> scores, ReadOnlySpan<float> weights, Span<float> slopes)
    {
        var (threshold, factor) = (new Vector<float>((float)Logit(amplifier.Threshold)), new Vector<float>((float)amplifier.Amplification));
        var probability = new Vector<float>((float)amplifier.Threshold);
        if (amplifier.OnLogit)
            factor = new Vector<float>((float)(amplifier.Amplification / 4));
        var (soft, complement) = (Vector<double>.Zero, Vector<double>.Zero);
        int row = 0;
        for (; row <= scores.Length - Vector<float>.Count; row += Vector<float>.Count)
        {
            var score = new Vector<float>(scores[row..]);
            var weight = weights.IsEmpty ? Vector<float>.One : new Vector<float>(weights[row..]);
            Vector<float> u, byScore = factor;
            if (amplifier.OnLogit)
            {
                u = factor * (score - threshold);
            }
            else
            {
                var (p, _, slope) = Sigmoid(score);
                (u, byScore) = (factor * (p - probability), factor * slope);
            }
            var (a, rest, steepness) = Sigmoid(u);
            (weight * byScore * steepness).CopyTo(slopes[row..]);
            AddTo(ref soft, weight * a);
            AddTo(ref complement, weight * rest);
        }
        var (sum, rests) = (Vector.Sum(soft), Vector.Sum(complement));
        for (; row < scores.Length; row++)
        {
            double weight = weights.IsEmpty ? 1 : weights[row];
            var (a, rest, slope) = amplifier.At(scores[row]);
            slopes[row] = (float)(weight * slope);
            (sum, rests) = (sum + (weight * a), rests + (weight * rest));
        }
        return new SoftCounts { Soft = sum, Complement = rests };
    }

    /// <summary>The cross-entropies of rows of a class, and their derivatives by the score.</summary>
    /// <param name="isPositive">The class.</param>
    /// <param name="scores">Log-odds.</param>
    /// <param name="weights">A weight per score, or empty where all are 1.</param>
    /// <param name="slopes">Gets weight times the derivative.</param>
    public static SoftCounts Entropy(bool isPositive, ReadOnlySpan<float> scores, ReadOnlySpan<float> weights, Span<float> slopes)
    {
        var sign = new Vector<float>(isPositive ? -1 : 1);
        var total = Vector<double>.Zero;
        int row = 0;
        for (; row <= scores.Length - Vector<float>.Count; row += Vector<float>.Count)
        {
            var wrong = sign * new Vector<float>(scores[row..]);
            var weight = weights.IsEmpty ? Vector<float>.One : new Vector<float>(weights[row..]);
            (weight * sign * Sigmoid(wrong).Soft).CopyTo(slopes[row..]);
            var tail = Vector.Log(Vector<float>.One + Vector.Exp(-Vector.Abs(wrong)));
            AddTo(ref total, weight * (Vector.Max(wrong, Vector<float>.Zero) + tail));
        }
        double sum = Vector.Sum(total);
        for (; row < scores.Length; row++)
        {
            double weight = weights.IsEmpty ? 1 : weights[row], wrong = isPositive ? -scores[row] : scores[row];
            slopes[row] = (float)(weight * (isPositive ? -1 : 1) * Logistic.Probability(wrong));
            sum += weight * Logistic.Softplus(wrong);
        }
        return new SoftCounts { CrossEntropy = sum };
    }

    /// <summary>The log-odds of a probability.</summary>
    public static double Logit(double probability) => Math.Log(probability / (1 - probability));

    /// <summary>σ(u), 1 − σ(u) and their product, none of them by subtracting from 1.</summary>
    private static (Vector<float> Soft, Vector<float> Complement, Vector<float> Product) Sigmoid(Vector<float> u)
    {
        var z = Vector.Exp(-Vector.Abs(u));
        var large = Vector<float>.One / (Vector<float>.One + z);
        var small = z * large;
        var isPositive = Vector.GreaterThanOrEqual(u, Vector<float>.Zero);
        return (Vector.ConditionalSelect(isPositive, large, small), Vector.ConditionalSelect(isPositive, small, large), large * small);
    }

    private static void AddTo(ref Vector<double> sum, Vector<float> values)
    {
        Vector.Widen(values, out var low, out var high);
        sum += low + high;
    }
}
