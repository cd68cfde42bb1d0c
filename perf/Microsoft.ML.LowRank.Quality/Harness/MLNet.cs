using Microsoft.ML.Trainers;

namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>Which ML.NET the base learners are from: the stand-in's times and random steps are not ML.NET's.</summary>
internal static class MLNet
{
    private static readonly bool IsStandin =
        typeof(SdcaRegressionTrainer).Assembly.GetName().Name!.Contains("Standin", StringComparison.Ordinal);

    public static string ShortName => IsStandin ? "standin" : "packages";

    public static string Name => IsStandin
        ? "the stand-in of this repository"
        : $"the package, version {typeof(MLContext).Assembly.GetName().Version}";
}
