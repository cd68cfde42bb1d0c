namespace Microsoft.ML.LowRank.Networks;

/// <summary>How a compressed network holds the vectors of its categorical fields.</summary>
/// <param name="Order">For every place the encoder's field that stands there.</param>
/// <param name="Groups">The groups, one after the other.</param>
internal sealed record TableForm(int[] Order, TableGroup[] Groups)
{
    /// <exception cref="InvalidDataException">The parts contradict each other.</exception>
    public void Require(int categories)
    {
        if (Order is null || Groups is null || Order.Length != categories || Groups.Sum(group => (long)(group?.Fields ?? 0)) != categories
            || Groups.Any(group => group is not { Fields: > 0, Width: > 0 and <= 1 << 24 } || (group.IsShared && !group.IsProjected)))
            throw new InvalidDataException("The groups of the model's tables are not those of its fields; the model is damaged.");
    }
}
