namespace Microsoft.ML.LowRank.Samples.Learning;

/// <summary>What is to be predicted.</summary>
internal enum LearningTask
{
    /// <summary>One of two values.</summary>
    Binary,

    /// <summary>One of several values.</summary>
    Multiclass,

    /// <summary>A number.</summary>
    Regression,
}
