using System.Numerics.Tensors;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Products of out-of-fold predictions of linear models, with each other and with the target, from the moments of their
/// features: what the last stage needs to blend them.
/// </summary>
internal static class BlendMoments
{
    /// <summary>Moments of (prediction 1, …, prediction m, target) over the validation part of a split.</summary>
    public static MomentSums Of(MomentSums[] moments, int[] columns, FoldSplit split, LinearPart[] models)
    {
        int size = moments[0].Size;
        var sums = MomentSums.Of(split.Validation.Select(s => moments[s]), size).Select([.. columns, size - 1]);
        double[] covariance = sums.Covariance(centered: true);
        double[] mean = sums.Mean();
        // The target is the linear form that takes the last column.
        double[][] forms = [.. models.Select(model => (double[])[.. model.Coefficients, 0]), [.. new double[sums.Size - 1], 1]];
        double[] offsets = [.. models.Select(model => model.Intercept), 0];
        var result = new MomentSums(forms.Length) { Weight = sums.Weight };
        // Around the predictions' own means, so that their first sums vanish.
        result.SetShift([.. forms.Select((form, i) => offsets[i] + TensorPrimitives.Dot<double>(form, mean))]);
        for (int a = 0; a < forms.Length; a++)
        {
            var along = new double[sums.Size];
            for (int i = 0; i < sums.Size; i++)
                along[i] = TensorPrimitives.Dot<double>(covariance.AsSpan(i * sums.Size, sums.Size), forms[a]);
            for (int b = a; b < forms.Length; b++)
                result.Second[(a * forms.Length) + b] = sums.Weight * TensorPrimitives.Dot<double>(along, forms[b]);
        }
        return result;
    }

    /// <summary>The weights of the blend, from all outer splits but one.</summary>
    /// <param name="options">How to blend.</param>
    /// <param name="products">Per outer split, see <see cref="Of"/>.</param>
    /// <param name="errors">Per model and outer split: the root mean squared error, or the logistic loss.</param>
    /// <param name="sizes">Weight of every outer split.</param>
    /// <param name="without">The split left out; −1 for none.</param>
    public static double[] Weights(
        MetaLearnerOptions options, MomentSums[] products, double[][] errors, double[] sizes, int without)
    {
        int[] used = [.. Enumerable.Range(0, sizes.Length).Where(s => sizes[s] > 0 && (s != without || sizes.Length == 1))];
        double total = used.Sum(s => sizes[s]);
        double[] risks = Array.ConvertAll(errors, own => total > 0 ? used.Sum(s => sizes[s] * own[s]) / total : 1);
        switch (options.Blend)
        {
            case MetaBlend.NonNegative:
                var sums = MomentSums.Of(used.Select(s => products[s]), errors.Length + 1);
                double[] weights = NonNegativeLeastSquares.Solve(sums, centered: true).Normalized();
                return weights.All(weight => weight == 0) ? BlendWeights.Equal(weights.Length) : weights;
            case MetaBlend.Best:
                var single = new double[risks.Length];
                single[Array.IndexOf(risks, risks.Min())] = 1;
                return single;
            default:
                return BlendWeights.InverseError(risks, options.BlendPower);
        }
    }
}
