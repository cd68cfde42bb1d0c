namespace Microsoft.ML.LowRank.Autodiff;

/// <summary>Consecutive fields of a batch whose ids are looked up in tables of the same rows.</summary>
/// <param name="First">The first field.</param>
/// <param name="Fields">Number of fields.</param>
/// <param name="Base">The id of the tables' first row.</param>
/// <param name="Rows">Rows of the tables.</param>
internal sealed record IdRange(int First, int Fields, int Base, int Rows);
