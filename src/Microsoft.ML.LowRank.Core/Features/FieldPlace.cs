namespace Microsoft.ML.LowRank.Features;

/// <summary>Where a field stands in an <see cref="EncodedBatch"/>.</summary>
/// <param name="Position">Among the fields with ids; −1 for a standardised number.</param>
/// <param name="Offset">First of its rows of the tables.</param>
/// <param name="Number">Among the numbers; −1 for a field with ids.</param>
/// <param name="Indicator">Of the number that is 1 where the field is missing, or −1.</param>
internal readonly record struct FieldPlace(int Position, int Offset, int Number, int Indicator);
