using System.Text.Json;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Stacking of many base models as others do it: the published method, what practitioners run, and fast numpy.</summary>
internal sealed class StackingBenchmark : IBenchmark
{
    public const int Rows = 100_000;
    public const int Models = 72;

    private const int Repeats = 3;
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
          theirs: `precompute=True`, which gives the same answers sooner. The next section has their own.
        - **ridge stack**: `cross_val_predict(RidgeCV(cv=5), cv=10)` with its three default penalties, and the fit on all.
        - **greedy**: 50 rounds of selection with replacement. **hill climbing**: the best model, then each other at most
          once with weights 0.01 to 0.50, while it helps. **nnls**: `scipy.optimize.nnls`, no intercept.
        - **…, moments** and **ridge by GCV**: the same answers from one pass over the rows, as numpy allows; GCV chooses
          among 50 penalties from one eigendecomposition.

        Times start with float64 arrays in memory and are medians of {Repeats} runs; hill climbing and published run
        once, with two threads.
        """;

    public string Run(TextWriter progress)
    {
        string fit = Path.GetTempFileName();
        string held = Path.GetTempFileName();
        try
        {
            new BasePredictions(Rows, Models).Save(fit);
            new BasePredictions(Rows, Models, set: 1).Save(held);
            return Run(fit, held, progress);
        }
        finally
        {
            File.Delete(fit);
            File.Delete(held);
        }
    }

    private static string Run(string fit, string held, TextWriter progress)
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
        foreach (int threads in new[] { 1, 2 })
        {
            string[] methods = threads == 1 ? Quick : [.. Quick, .. Slow];
            results.AddRange(Peers(threads, methods).Select(method => (threads, method.Name, method.Value)));
        }

        double best = results.Min(item => Number(item.Result, "test"));
        var table = new MarkdownTable(
            "method", "threads", "seconds", "own RMSE", "held out", "behind the best", "models used");
        foreach (var (threads, name, result) in results)
            table.Add(
                name, $"{threads}", Seconds(Number(result, "seconds")), $"{Number(result, "own"):F4}",
                $"{Number(result, "test"):F4}", $"{(Number(result, "test") / best) - 1:P2}", $"{Number(result, "models")}");
        var published = results.Single(item => item.Name == PublishedMethod).Result;
        return $"{table}\n{Stages(published)}\n\n{Facts(facts)} Peers: {versions}.";
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
