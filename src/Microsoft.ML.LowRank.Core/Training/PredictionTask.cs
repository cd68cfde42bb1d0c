namespace Microsoft.ML.LowRank;

/// <summary>What a model predicts.</summary>
public enum PredictionTask
{
    /// <summary>A number.</summary>
    Regression = 0,

    /// <summary>One of two classes.</summary>
    BinaryClassification = 1,

    /// <summary>One of several classes.</summary>
    MulticlassClassification = 2,
}
