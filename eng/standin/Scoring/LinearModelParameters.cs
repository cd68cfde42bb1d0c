using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>A linear function of the features.</summary>
public abstract class LinearModelParameters : IScorer
{
    private readonly float[] _weights;

    internal LinearModelParameters(float[] weights, float bias)
    {
        _weights = weights;
        Bias = bias;
    }

    /// <summary>The weight of each feature.</summary>
    public IReadOnlyList<float> Weights => _weights;

    /// <summary>What is added.</summary>
    public float Bias { get; protected set; }

    int IScorer.FeatureCount => _weights.Length;

    int IScorer.ScoreCount => 1;

    void IScorer.Score(in VBuffer<float> features, float[] scores) => scores[0] = Products.Dot(features, _weights) + Bias;

    void IScorer.Save(BinaryWriter writer) => Products.Save(writer, [_weights], [Bias]);
}

/// <summary>A linear function for a decision between two classes.</summary>
public sealed class LinearBinaryModelParameters : LinearModelParameters
{
    internal LinearBinaryModelParameters(float[] weights, float bias)
        : base(weights, bias)
    {
    }
}

/// <summary>A linear function for regression.</summary>
public abstract class RegressionModelParameters : LinearModelParameters
{
    private protected RegressionModelParameters(float[] weights, float bias)
        : base(weights, bias)
    {
    }
}

/// <summary>A linear function for regression.</summary>
public sealed class LinearRegressionModelParameters : RegressionModelParameters
{
    internal LinearRegressionModelParameters(float[] weights, float bias)
        : base(weights, bias)
    {
    }
}
