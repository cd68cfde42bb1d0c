namespace Microsoft.ML.LowRank.Features;

/// <summary>What callers of a <see cref="IFeatureSink"/> can do wrong.</summary>
internal static class SinkErrors
{
    public static InvalidOperationException WrongKind(FeatureField field, string given) => new(
        $"Field '{field.Name}' is a {field.Kind} and was given {given}. " +
        "Declare the field as what its column holds, or convert the column.");

    public static InvalidOperationException SecondValue(FeatureField field) => new(
        $"Field '{field.Name}' was given a second value in one row. Declare it as multi-valued, or give one value.");

    public static ArgumentOutOfRangeException Slot(FeatureField field, int slot) => new(
        nameof(slot), slot, $"Field '{field.Name}' has {field.SlotCount} slots and was given a value for slot {slot}.");
}
