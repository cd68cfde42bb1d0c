namespace Microsoft.ML.LowRank.Perf;

/// <summary>How the time of stacking grows with rows and with models.</summary>
internal sealed class StackingGrowthBenchmark : IBenchmark
{
    private const int Rows = 100_000;
    private const int Models = 72;

    public string Name => "stacking-growth";

    public string Title => "Stacking: growth of time";

    public string Description =>
        $"""
        Seconds on two threads, medians of three, for {Models} models and more and more rows, and for {Rows:N0} rows and
        more and more models, with the exponent of the power that fits them. The data are those of the comparison.
        "Ours" are all stages with ten folds. "Ridge by GCV" is the fast numpy peer there: one pass over the rows and one
        eigendecomposition.
        """;

    public string Run(TextWriter progress)
    {
        var table = new MarkdownTable("what grows", "sizes", "ours s", "exponent", "ridge by GCV s", "exponent");
        Grow(table, progress, $"rows × {Models}", [25_000, 50_000, 100_000, 200_000, 400_000], rows => (rows, Models));
        Grow(table, progress, $"{Rows:N0} rows × models", [18, 36, 72, 144], models => (Rows, models));
        return table.ToString();
    }

    private static void Grow(
        MarkdownTable table, TextWriter progress, string name, int[] sizes, Func<int, (int Rows, int Models)> shape)
    {
        double[] ours = [.. sizes.Select(size => Own(shape(size).Rows, shape(size).Models))];
        double[] peer = [.. sizes.Select(size => Peer(shape(size).Rows, shape(size).Models, progress))];
        table.Add(
            name, string.Join(", ", sizes.Select(s => $"{s:N0}")), string.Join(", ", ours.Select(s => $"{s:F3}")),
            $"{PowerLaw.Exponent(sizes, ours):F2}", string.Join(", ", peer.Select(s => $"{s:F3}")),
            $"{PowerLaw.Exponent(sizes, peer):F2}");
    }

    private static double Own(int rows, int models)
    {
        var fit = new OwnStacking(new BasePredictions(rows, models), 2).Methods[0].Fit;
        return Measured.Of(OwnStacking.Time(fit, 3).Seconds).Median;
    }

    private static double Peer(int rows, int models, TextWriter progress)
    {
        const int Threads = 2;
        const string Method = "ridge by GCV";
        string fit = Path.GetTempFileName();
        string held = Path.GetTempFileName();
        try
        {
            new BasePredictions(rows, models).Save(fit);
            // The error held out is not looked at here.
            new BasePredictions(1_000, models, set: 1).Save(held);
            return PythonPeer.Run("stacking.py", Threads, progress, fit, held, $"{models}", $"{Threads}", "3", Method)
                .GetProperty("methods").GetProperty(Method).GetProperty("seconds").GetDouble();
        }
        finally
        {
            File.Delete(fit);
            File.Delete(held);
        }
    }
}
