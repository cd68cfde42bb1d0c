namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>Refuses numbers that are not finite, and says where they are.</summary>
internal static class Finite
{
    public static float Require(float value, long row, int column) => float.IsFinite(value)
        ? value
        : throw new InvalidOperationException(FormattableString.Invariant(
            $"Row {row}, column {column} holds {value}; finite numbers are needed. Replace or drop such rows first."));

    public static float RequireTarget(float value, long row, int target) => float.IsFinite(value)
        ? value
        : throw new InvalidOperationException(FormattableString.Invariant(
            $"Row {row}, target {target} holds {value}; finite numbers are needed. Replace or drop such rows first."));
}
