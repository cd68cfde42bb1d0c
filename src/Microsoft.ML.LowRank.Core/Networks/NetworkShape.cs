namespace Microsoft.ML.LowRank.Networks;

/// <summary>What a network is given: how many fields and numbers, how many rows their tables have.</summary>
/// <param name="Categories">Categorical fields, one or several ids each.</param>
/// <param name="CategoryRows">Rows of the tables of categorical fields, over all fields.</param>
/// <param name="SparseRows">Rows of the table of sparse numeric vectors, which follow the categorical fields; 0 for none.</param>
/// <param name="SparseFields">Number of sparse numeric vectors.</param>
/// <param name="Numbers">Numeric inputs.</param>
/// <param name="Outputs">Values that are predicted: one, or one per class.</param>
internal sealed record NetworkShape(
    int Categories, int CategoryRows, int SparseRows, int SparseFields, int Numbers, int Outputs);
