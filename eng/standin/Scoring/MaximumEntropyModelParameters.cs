using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>One linear function of the features per class.</summary>
public abstract class LinearMulticlassModelParametersBase : IScorer
{
    private readonly float[][] _weights;
    private readonly float[] _biases;

    internal LinearMulticlassModelParametersBase(float[][] weights, float[] biases)
    {
        _weights = weights;
        _biases = biases;
    }

    int IScorer.FeatureCount => _weights[0].Length;

    int IScorer.ScoreCount => _biases.Length;

    /// <summary>The weights of each class.</summary>
    public void GetWeights(ref VBuffer<float>[] weights, out int numClasses)
    {
        numClasses = _biases.Length;
        weights = Array.ConvertAll(_weights, w => new VBuffer<float>(w.Length, [.. w]));
    }

    /// <summary>The bias of each class.</summary>
    public IEnumerable<float> GetBiases() => _biases;

    void IScorer.Score(in VBuffer<float> features, float[] scores)
    {
        for (int k = 0; k < _biases.Length; k++)
            scores[k] = Products.Dot(features, _weights[k]) + _biases[k];
        Finish(scores);
    }

    void IScorer.Save(BinaryWriter writer) => Products.Save(writer, _weights, _biases);

    private protected abstract void Finish(float[] scores);
}

/// <summary>Multinomial logistic regression: the scores are the probabilities of the classes.</summary>
public sealed class MaximumEntropyModelParameters : LinearMulticlassModelParametersBase
{
    internal MaximumEntropyModelParameters(float[][] weights, float[] biases)
        : base(weights, biases)
    {
    }

    private protected override void Finish(float[] scores)
    {
        double largest = scores.Max();
        double sum = scores.Sum(score => Math.Exp(score - largest));
        for (int k = 0; k < scores.Length; k++)
            scores[k] = (float)(Math.Exp(scores[k] - largest) / sum);
    }
}
