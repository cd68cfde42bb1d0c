using System.Text.Json;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Stacking of many base models as others do it: the published method, what practitioners run, and fast numpy.</summary>
internal sealed class StackingBenchmark : IBenchmark
{
    public const int Rows = 100_000;
    public const int Models = 72;

    private const int Repeats = 3;
    private const int OwnRepeats = 5;
    private const string PublishedMethod = "published, Gram kept";

    private static readonly string[] Quick =
    [
        "best single", "average", "ridge stack", "greedy", "greedy, moments", "hill climbing, moments", "nnls",
        "nnls, moments", "ridge by GCV",
    ];

    private static readonly string[] Slow = ["hill climbing", PublishedMethod];

    public string Name => "stacking";

    public string Title => "Stacking: time and error";

    public string Description =>
        $"""
        {Rows:N0} × {Models} out-of-fold predictions of a bounded score: nine families of near-duplicates that complement
        each other, some badly scaled, one of no use, one diverged. All methods are fitted on these rows and judged on
        {Rows:N0} others of the same generator ("held out"); "own" is the error a method reports itself: out of fold for
        ridge stack and published, by GCV, else on the rows it chose from. A method counts as good as another if its error
        held out is at most 0.1 % larger. Generator, splits, this margin and the peers' settings were fixed before any
        method of ours was compared.

        - **published, Gram kept**: regularised stacking as its authors set it up in scikit-learn. Models with correlation
          ≥ 0.95 and mean squared difference ≤ 0.01 to a better one are dropped, and those of variance < 0.01; six
          statistics are added; ridge, lasso and elastic net with 50, 30 and 30 × 7 penalties by threefold validation, out of fold over
          ten shuffled folds standardised each on its own, then on all rows; blended by 1/RMSE. One setting is kinder than
          theirs: `precompute=True`, which is faster; its answers were compared with theirs on 3,000 × 18 only (equal to 4 digits).
          `bench stacking-published` runs their own settings; at full size that has not been run to its end.
        - **ridge stack**: `cross_val_predict(RidgeCV(cv=5), cv=10)` with its three default penalties, and the fit on all.
        - **greedy**: 50 rounds of selection with replacement. **hill climbing**: the best model, then each other at most
          once with weights 0.01 to 0.50, while it helps. **nnls**: `scipy.optimize.nnls`, no intercept.
        - **…, moments** and **ridge by GCV**: the same answers from one pass over the rows, as numpy allows; GCV chooses
          among 50 penalties from one eigendecomposition.

        Ours start with float32 rows in memory, read block by block, and use ten folds and threefold inner validation as the
        published method does. **all stages** are the defaults: repeats left out, statistics, ridge, lasso and elastic net
        with 50, 40 and 40 × 6 penalties, blended by 1/RMSE, and the whole report with every baseline. The threshold of what
        is a repeat (a mean squared difference of 0.001 of the target's variance) was chosen among 0.01, 0.003, 0.001, 0.0003
        and 0.0001 on these data. **selection** and **hill climbing** are the peers' algorithms on our moments.

        Times of the peers start with float64 arrays in memory and are medians of {Repeats} runs; hill climbing and published
        run once, with two threads. Ours are medians of {2 * OwnRepeats}, half of them before and half after the peers.
        """;

    public string Run(TextWriter progress)
    {
        string fit = Path.GetTempFileName();
        string held = Path.GetTempFileName();
        try
        {
            var (rows, others) = (new BasePredictions(Rows, Models), new BasePredictions(Rows, Models, set: 1));
            rows.Save(fit);
            others.Save(held);
            return Run(rows, others, fit, held, progress);
        }
        finally
        {
            File.Delete(fit);
            File.Delete(held);
        }
    }

    private static string Run(BasePredictions rows, BasePredictions others, string fit, string held, TextWriter progress)
    {
        var results = new List<(int Threads, string Name, JsonElement Result)>();
        string versions = "";
        JsonElement.ObjectEnumerator Peers(int threads, params string[] methods)
        {
            var peer = PythonPeer.Run(
                "stacking.py", threads, progress, [fit, held, $"{Models}", $"{threads}", $"{Repeats}", .. methods]);
            versions = peer.GetProperty("versions").GetString()!;
            return peer.GetProperty("methods").EnumerateObject();
        }

        var facts = Peers(2, "facts").Single().Value;
        var ours = new List<(int Threads, string Name, OwnResult Result)>();
        foreach (int threads in new[] { 1, 2 })
        {
            string[] methods = threads == 1 ? Quick : [.. Quick, .. Slow];
            var before = Own(rows, threads);
            results.AddRange(Peers(threads, methods).Select(method => (threads, method.Name, method.Value)));
            var after = Own(rows, threads);
            ours.AddRange(before.Zip(after, (a, b) => (
                threads, a.Name, a.Result with { Seconds = Measured.Of([.. a.Seconds, .. b.Seconds]).Median })));
        }

        var errors = ours.ToDictionary(item => (item.Threads, item.Name), item => OwnStacking.Error(item.Result.Model, others));
        double best = Math.Min(results.Min(item => Number(item.Result, "test")), errors.Values.Min());
        var table = new MarkdownTable(
            "method", "threads", "seconds", "own RMSE", "held out", "behind the best", "models used");
        foreach (var (threads, name, result) in results)
            table.Add(
                name, $"{threads}", Seconds(Number(result, "seconds")), $"{Number(result, "own"):F4}",
                $"{Number(result, "test"):F4}", $"{(Number(result, "test") / best) - 1:P3}", $"{Number(result, "models")}");
        foreach (var (threads, name, result) in ours)
        {
            double error = errors[(threads, name)];
            table.Add(name, $"{threads}", Seconds(result.Seconds), $"{result.Own:F4}", $"{error:F4}", $"{(error / best) - 1:P3}",
                $"{result.Model.UsedLearners.Count}");
        }

        var published = results.Single(item => item.Name == PublishedMethod).Result;
        var stack = ours.Last(item => item.Name == "all stages").Result;
        return $"{table}\n{Ratios(results, ours)}\nOur condition number of the correlations: {stack.ConditionBefore:E1} before and "
            + $"{stack.ConditionAfter:E1} after repeats are left out.\n\n{Stages(published)}\n\n{Facts(facts)} Peers: {versions}.";
    }

    private static List<(string Name, double[] Seconds, OwnResult Result)> Own(BasePredictions rows, int threads)
        => [.. new OwnStacking(rows, threads).Methods.Select(method =>
        {
            var (result, seconds) = OwnStacking.Time(method.Fit, OwnRepeats);
            return (method.Name, seconds, result);
        })];

    private static string Ratios(
        List<(int Threads, string Name, JsonElement Result)> peers, List<(int Threads, string Name, OwnResult Result)> ours)
    {
        var table = new MarkdownTable("peer", "ours", "ratio, 1 thread", "ratio, 2 threads");
        (string Peer, string Own)[] pairs =
        [
            (PublishedMethod, "all stages"), ("hill climbing", "all stages"), ("hill climbing", "hill climbing"),
            ("greedy", "selection"), ("greedy, moments", "selection"), ("ridge stack", "all stages"), ("ridge stack", "ridge alone"),
            ("ridge by GCV", "ridge alone"),
        ];
        foreach (var (peer, own) in pairs)
        {
            string Ratio(int threads)
            {
                var theirs = peers.Where(item => item.Name == peer && item.Threads == threads).ToList();
                double seconds = ours.Single(item => item.Name == own && item.Threads == threads).Result.Seconds;
                return theirs.Count == 0 ? "" : $"{Number(theirs[0].Result, "seconds") / seconds:N1}";
            }
            table.Add(peer, own, Ratio(1), Ratio(2));
        }
        return table.ToString();
    }

    public static string Stages(JsonElement published)
    {
        var stages = published.GetProperty("stages").EnumerateObject()
            .Select(stage => $"{stage.Name} {Seconds(stage.Value.GetDouble())}");
        var errors = published.GetProperty("meta_models").EnumerateObject()
            .Select(model => $"{model.Name} {Number(model.Value, "own"):F4} (penalty {Number(model.Value, "alpha"):G3})");
        return $"Published, seconds: {string.Join("; ", stages)}. Out-of-fold errors: {string.Join(", ", errors)}. "
            + $"Condition number of the correlations {Number(published, "condition_before"):E1} before dropping models and "
            + $"{Number(published, "condition_after"):E1} after. Fits that did not converge: "
            + $"{Number(published, "not_converged")}.";
    }

    private static string Facts(JsonElement facts)
    {
        var target = facts.GetProperty("target");
        var errors = facts.GetProperty("errors").EnumerateArray().Select(error => error.GetDouble()).Order().ToArray();
        var correlations = facts.GetProperty("quantiles of correlation").EnumerateArray().Select(q => q.GetDouble()).ToArray();
        return $"The data: target of mean {Number(target, "mean"):F2} and deviation {Number(target, "deviation"):F2}; RMSE of "
            + $"the models {errors[0]:F2} to {errors[^3]:F2}, and {errors[^2]:F1} and {errors[^1]:F1} for the two bad ones; "
            + $"correlations {correlations[1]:F3} to {correlations[5]:F3} (5 and 95 %), median {correlations[3]:F3}, above "
            + $"0.999 in {Number(facts, "pairs above .999")} pairs.";
    }

    private static double Number(JsonElement from, string name) => from.GetProperty(name).GetDouble();

    private static string Seconds(double seconds) => seconds < 10 ? $"{seconds:F3}" : $"{seconds:F1}";
}
