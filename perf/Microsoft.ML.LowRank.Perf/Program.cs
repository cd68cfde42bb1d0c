using Microsoft.ML.LowRank.Perf;

// The order of the page.
IBenchmark[] all =
[
    new GemmBenchmark(),
    new GemvBenchmark(),
    new FitDenseBenchmark(),
    new FitSparseBenchmark(),
    new ScoreBenchmark(),
    new GrowthBenchmark(),
    new CursorBenchmark(),
    new StackingBenchmark(),
    new StackingPublishedBenchmark(),
    new StackingGrowthBenchmark(),
    new StackingStreamBenchmark(),
    new CtrTrainingBenchmark(),
    new CtrScoringBenchmark(),
    new CtrRowBenchmark(),
    new CtrMemoryBenchmark(),
    new MetricEpochBenchmark(),
    new AnyLossLinearBenchmark(),
    new CtrCompressedBenchmark(),
    new CtrCompressMemoryBenchmark(),
];

var names = new List<string>();
string? output = null;
for (var index = 0; index < args.Length; index++)
{
    if (args[index] == "--out" && index + 1 < args.Length)
    {
        output = args[++index];
    }
    else if (args[index] != "bench")
    {
        names.Add(args[index]);
    }
}

var unknown = names.Where(name => all.All(benchmark => benchmark.Name != name)).ToArray();
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"Unknown: {string.Join(' ', unknown)}.");
    Console.Error.WriteLine("Usage: [bench] [name ...] [--out docs/performance.md]. Names:");
    foreach (var benchmark in all)
    {
        Console.Error.WriteLine($"  {benchmark.Name,-18} {benchmark.Title}");
    }

    return 2;
}

if (OpenBlasCore.RunAgainWithOwnChoice(args) is { } exitCode)
{
    return exitCode;
}

Console.WriteLine(Machine.Description);
var missing = 0;
foreach (var benchmark in all.Where(benchmark => names.Count == 0 || names.Contains(benchmark.Name)))
{
    Console.WriteLine($"\n## {benchmark.Title}\n");
    try
    {
        var body = benchmark.Run(Console.Error);
        Console.WriteLine(body);
        if (output is not null)
        {
            new ResultsPage(output).Replace(benchmark, body, all.Select(other => other.Name));
        }
    }
    catch (PeerMissingException exception)
    {
        missing++;
        Console.WriteLine($"Left out: {exception.Message}");
    }
}

return missing == 0 ? 0 : 3;
