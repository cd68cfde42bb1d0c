namespace Microsoft.ML.Data;

/// <summary>When a transformer of a chain applies.</summary>
[Flags]
public enum TransformerScope
{
    /// <summary>Never.</summary>
    None = 0,

    /// <summary>To training data.</summary>
    Training = 1 << 0,

    /// <summary>To data that a model is tested on.</summary>
    Testing = 1 << 1,

    /// <summary>To data without labels.</summary>
    Scoring = 1 << 2,

    /// <summary>To data with labels.</summary>
    TrainTest = Training | Testing,

    /// <summary>Always.</summary>
    Everything = Training | Testing | Scoring,
}
