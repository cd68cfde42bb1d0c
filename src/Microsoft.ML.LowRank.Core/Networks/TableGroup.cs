namespace Microsoft.ML.LowRank.Networks;

/// <summary>Fields that follow each other in a network and whose vectors are held in one table.</summary>
/// <param name="Fields">Number of fields.</param>
/// <param name="Width">Values of every row of the table.</param>
/// <param name="IsProjected">
/// Whether rows are codes: a vector is the code times a matrix, plus a centre. Otherwise rows are the vectors.
/// </param>
/// <param name="IsShared">Whether all fields have the same matrix; otherwise each has its own.</param>
internal sealed record TableGroup(int Fields, int Width, bool IsProjected, bool IsShared);
