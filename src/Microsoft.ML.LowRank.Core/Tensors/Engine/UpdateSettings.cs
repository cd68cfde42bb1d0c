namespace Microsoft.ML.LowRank.Tensors;

/// <summary>The numbers of one optimiser step, the same for every value of a parameter.</summary>
internal readonly record struct UpdateSettings
{
    /// <summary>Learning rate, with the correction of the moments' bias for Adam.</summary>
    public float Rate { get; init; }

    /// <summary>Share of the first moment (Adam) or of the velocity (momentum) that is kept.</summary>
    /// <remarks>In float64, because kernels need 1 − decay: of 1 − 0.999 float32 leaves four digits.</remarks>
    public double FirstDecay { get; init; }

    /// <summary>Share of the second moment that is kept.</summary>
    public double SecondDecay { get; init; }

    /// <summary>What is added to the root of the second moment.</summary>
    public float Epsilon { get; init; }

    /// <summary>The gradient is multiplied by it: less than 1 where the norm is clipped.</summary>
    public float GradientScale { get; init; }

    /// <summary>The parameter is multiplied by it before the step: less than 1 for decoupled weight decay.</summary>
    public float Keep { get; init; }
}
