namespace Microsoft.ML.LowRank.Samples.Generate;

/// <summary>One row of a <see cref="ClickLog"/>, and the truth behind it. Made once and filled again for every row.</summary>
internal sealed class ClickRow
{
    /// <summary>The value of a field that is missing.</summary>
    public const int Missing = -1;

    /// <summary>Whether the ad was clicked.</summary>
    public bool Clicked;

    /// <summary>I1 to I13: counts, or <see cref="Missing"/>.</summary>
    public readonly int[] Counts = new int[ClickLog.CountFields];

    /// <summary>C1 to C26: ids by falling frequency, from 0, or <see cref="Missing"/>.</summary>
    public readonly int[] Ids = new int[ClickLog.IdFields];

    /// <summary>What the fields add to the log-odds one by one, with the constant.</summary>
    public double MainEffects;

    /// <summary>What the planted pairs of fields add to the log-odds.</summary>
    public double Interactions;

    /// <summary>The true log-odds of a click.</summary>
    public double Logit => MainEffects + Interactions;

    /// <summary>The true probability of a click: no model can know more.</summary>
    public double Probability => 1 / (1 + Math.Exp(-Logit));
}
