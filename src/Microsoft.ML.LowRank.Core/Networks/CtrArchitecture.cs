using System.Text.Json.Serialization;
using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>
/// How a click-through-rate model combines its fields. Each architecture is a class with its own options; what all of them
/// share (the embedding dimension, say) is an option of the trainer.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(LogisticRegression), nameof(LogisticRegression))]
[JsonDerivedType(typeof(FactorizationMachine), nameof(FactorizationMachine))]
[JsonDerivedType(typeof(FieldAwareFactorizationMachine), nameof(FieldAwareFactorizationMachine))]
[JsonDerivedType(typeof(WideAndDeep), nameof(WideAndDeep))]
[JsonDerivedType(typeof(DeepFm), nameof(DeepFm))]
[JsonDerivedType(typeof(Dcn), nameof(Dcn))]
[JsonDerivedType(typeof(Dcn2), nameof(Dcn2))]
[JsonDerivedType(typeof(XDeepFm), nameof(XDeepFm))]
[JsonDerivedType(typeof(AutoInt), nameof(AutoInt))]
[JsonDerivedType(typeof(FiBiNet), nameof(FiBiNet))]
[JsonDerivedType(typeof(Ipnn), nameof(Ipnn))]
[JsonDerivedType(typeof(Nfm), nameof(Nfm))]
[JsonDerivedType(typeof(FinalMlp), nameof(FinalMlp))]
[JsonDerivedType(typeof(MultilayerPerceptron), nameof(MultilayerPerceptron))]
public abstract class CtrArchitecture
{
    private protected CtrArchitecture()
    {
    }

    /// <summary>The logit of every example.</summary>
    internal abstract Value Trace(NetworkBuilder network);

    /// <summary>Adds a sentence for each value that cannot be used.</summary>
    internal virtual void Validate(ICollection<string> problems)
    {
    }

    internal virtual CtrArchitecture Copy() => (CtrArchitecture)MemberwiseClone();

    private protected void RequirePositive(ICollection<string> problems, string option, int value)
    {
        if (value < 1)
            problems.Add($"{GetType().Name}.{option} is {value}; it must be at least 1.");
    }

    private protected void RequireUnits(ICollection<string> problems, string option, int[]? units, bool mayBeEmpty)
    {
        if (units is null || (!mayBeEmpty && units.Length == 0) || units.Any(unit => unit < 1))
            problems.Add($"{GetType().Name}.{option} must be a list of layer sizes, each at least 1.");
    }
}

/// <summary>An architecture with a multilayer perceptron in it.</summary>
public abstract class DeepArchitecture : CtrArchitecture
{
    private protected DeepArchitecture()
    {
    }

    /// <summary>Units of every hidden layer.</summary>
    /// <value>Default: 400, 400, 400.</value>
    public int[] HiddenUnits { get; set; } = [400, 400, 400];

    /// <summary>The function after every hidden layer.</summary>
    /// <value>Default: <see cref="Activation.Relu"/>.</value>
    public Activation Activation { get; set; } = Activation.Relu;

    /// <summary>Share of the hidden values that training sets to zero, in [0, 1).</summary>
    /// <value>Default: 0.</value>
    public double Dropout { get; set; }

    /// <summary>Whether every hidden layer is normalised over the batch before its activation.</summary>
    /// <value>Default: false.</value>
    public bool BatchNormalization { get; set; }

    internal DeepLayers Layers => new(HiddenUnits, Activation, Dropout, BatchNormalization);

    internal override void Validate(ICollection<string> problems)
    {
        RequireUnits(problems, nameof(HiddenUnits), HiddenUnits, mayBeEmpty: false);
        if (!Enum.IsDefined(Activation))
            problems.Add($"{GetType().Name}.{nameof(Activation)} is {(int)Activation}, which is not an {nameof(LowRank.Activation)}.");
        if (!(Dropout is >= 0 and < 1))
            problems.Add($"{GetType().Name}.{nameof(Dropout)} is {Dropout}; it must be at least 0 and less than 1.");
    }

    internal override CtrArchitecture Copy()
    {
        var copy = (DeepArchitecture)base.Copy();
        copy.HiddenUnits = [.. HiddenUnits];
        return copy;
    }
}
