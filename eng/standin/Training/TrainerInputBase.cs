namespace Microsoft.ML.Trainers;

/// <summary>What all trainers are told.</summary>
public abstract class TrainerInputBase
{
    private protected TrainerInputBase()
    {
    }

    /// <summary>The column of features.</summary>
    public string FeatureColumnName = "Features";
}

/// <summary>What all trainers with labels are told.</summary>
public abstract class TrainerInputBaseWithLabel : TrainerInputBase
{
    private protected TrainerInputBaseWithLabel()
    {
    }

    /// <summary>The column of labels.</summary>
    public string LabelColumnName = "Label";
}

/// <summary>What all trainers with labels and weights are told.</summary>
public abstract class TrainerInputBaseWithWeight : TrainerInputBaseWithLabel
{
    private protected TrainerInputBaseWithWeight()
    {
    }

    /// <summary>The column of weights, or null.</summary>
    public string ExampleWeightColumnName;
}
