using System.Text.Json;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>What scikit-learn found for a case; Reference/make_reference.py wrote it.</summary>
internal sealed record PathReference(
    int Rows, int Columns, bool Standardize, bool Intercept, double[] X, double[] Y, double[] Weights,
    ReferenceFit[] Fits)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    public PathRows Data => new(X, Y, Columns, Weights);

    public static PathReference Read(string name)
    {
        using var stream = typeof(PathReference).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no reference named {name}.");
        return JsonSerializer.Deserialize<PathReference>(stream, Options)!;
    }
}

/// <summary>A path for one ratio.</summary>
internal sealed record ReferenceFit(
    double Ratio, double[] Penalties, double[][] Coefficients, double[] Intercepts, double[] Objectives);
