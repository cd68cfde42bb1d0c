using Microsoft.ML.LowRank.Autodiff;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>A product with a matrix of weights, as a trace met it.</summary>
/// <param name="Weight">Name of the matrix.</param>
/// <param name="Bias">Name of the row that is added next, or null when nothing is.</param>
/// <param name="Input">What is multiplied, the vectors of fields restored.</param>
/// <param name="Folded">What is multiplied in their stead where fields have codes; otherwise <paramref name="Input"/>.</param>
/// <param name="Output">The product.</param>
/// <param name="Fields">Where the flat vectors of all fields lie in the input; null where they are not in it, or must not be folded.</param>
/// <param name="IsHidden">Whether it is that of a hidden layer, which an activation follows.</param>
internal sealed record TracedProduct(
    string Weight, string? Bias, Value Input, Value Folded, Value Output, FieldColumns? Fields, bool IsHidden);

/// <summary>Rows of a table that a trace met.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Range">The fields whose ids are looked up.</param>
/// <param name="Rows">What was looked up.</param>
internal sealed record TracedLookup(string Table, IdRange Range, Value Rows);

/// <summary>Where the flat vectors of the fields lie in the input of a product.</summary>
/// <param name="At">Column of the first of them.</param>
/// <param name="HasNumbers">Whether the vectors of numeric fields follow those of the categorical ones.</param>
internal sealed record FieldColumns(int At, bool HasNumbers);
