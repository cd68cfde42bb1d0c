namespace Microsoft.ML.LowRank.Perf;

/// <summary>Samples the largest managed heap and working set, less what there was before, until it is disposed.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _sampler;
    private readonly long _heap, _set;

    public MemoryWatch()
    {
        GC.Collect();
        (_heap, _set) = (GC.GetTotalMemory(true), Environment.WorkingSet);
        _sampler = new Thread(Sample);
        _sampler.Start();
    }

    public long HeapBytes { get; private set; }

    public long WorkingSetBytes { get; private set; }

    public void Dispose()
    {
        _end.Cancel();
        _sampler.Join();
        _end.Dispose();
    }

    private void Sample()
    {
        do
        {
            HeapBytes = Math.Max(HeapBytes, GC.GetTotalMemory(false) - _heap);
            WorkingSetBytes = Math.Max(WorkingSetBytes, Environment.WorkingSet - _set);
        }
        while (!_end.Token.WaitHandle.WaitOne(20));
    }
}
