namespace Microsoft.ML.LowRank.Stacking;

/// <summary>How a penalised quadratic problem was solved, and how well.</summary>
/// <param name="Gap">Most that is left to gain, in the solver's measure.</param>
/// <param name="Sweeps">Sweeps over the coordinates.</param>
/// <param name="ExactSteps">Linear systems solved.</param>
internal readonly record struct SolverEvidence(double Gap, int Sweeps, int ExactSteps);
