namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>What becomes of a field's rows.</summary>
/// <param name="Projection">What makes codes of them; null to leave them as they are.</param>
/// <param name="Cluster">Fields of one number, from 0, share the matrix of the projection; −1 for a matrix of its own.</param>
internal sealed record FieldChoice(TableProjection? Projection, int Cluster = -1);
