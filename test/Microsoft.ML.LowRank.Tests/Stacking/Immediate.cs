namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>Reports on the thread that reports, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Immediate(Action<TrainingProgress> handle) : IProgress<TrainingProgress>
{
    public static Immediate? Of(IProgress<double>? progress)
        => progress == null ? null : new Immediate(value => progress.Report(value.FractionDone));

    public void Report(TrainingProgress value) => handle(value);
}
