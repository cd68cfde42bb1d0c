namespace Microsoft.ML.LowRank.Losses;

/// <summary>What training makes small: outputs of a network and targets in, a loss and its gradient out.</summary>
/// <remarks>A batch is n numbers; a backend's outputs are read once per step, so losses need no operations of their own.</remarks>
internal interface ILoss
{
    /// <summary>Outputs of the network per row.</summary>
    int Outputs { get; }

    /// <summary>Targets per row.</summary>
    int TargetCount => 1;

    /// <summary>Whether rows of a batch do not add up: the loss has to be given all of them at once.</summary>
    bool IsJoint => false;

    /// <summary>Whether the output is the log-odds of the positive of two classes.</summary>
    bool TellsTwoClasses => false;

    /// <summary>Whether another loss goes before the one that is meant; then nothing is concluded from epochs that are not better.</summary>
    bool IsWarmingUp => false;

    /// <summary>Told before every epoch: what is remembered of batches is forgotten, for a training that goes on from here remembers nothing.</summary>
    void BeginEpoch()
    {
    }

    /// <summary>Told before every step how much of training is behind it, from 0 to 1.</summary>
    void Advance(double fraction)
    {
    }

    /// <summary>The weighted sum of the rows' losses; gradient gets that of the sum divided by <paramref name="divisor"/>.</summary>
    /// <param name="outputs">Rows × <see cref="Outputs"/>.</param>
    /// <param name="targets">Rows × <see cref="TargetCount"/>: a number, a probability, or the index of a class.</param>
    /// <param name="weights">One per row, or empty when all are 1.</param>
    /// <param name="divisor">The sum of the weights of the batch.</param>
    /// <param name="gradient">As many values as outputs, or empty when it is not wanted.</param>
    double Evaluate(
        ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, double divisor, Span<float> gradient);
}
