using System.Globalization;
using System.Runtime.ExceptionServices;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>Checks 45 and 46: nothing global is changed, and the culture changes nothing.</summary>
internal static class GlobalStateChecks
{
    // Decimal comma; a dotless i and its dotted sister; other digits, signs and direction.
    private static readonly string[] Cultures = ["de-DE", "tr-TR", "ar-SA"];

    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture) =>
    [
        new(fixture, "45 global state stays as it was", StateStays),
        .. Cultures.Select(culture => new EstimatorCheck(fixture, $"46 works the same in {culture}",
            run => WorksTheSame(run, culture))),
        .. Cultures.Select(culture => new EstimatorCheck(fixture, $"46 writes the same file in {culture}",
            run => WritesTheSame(run, culture))),
    ];

    private static void StateStays(CheckRun run)
    {
        _ = run.Data;
        var before = GlobalState.Snapshot();
        var model = run.Fit();
        run.Score(model);
        run.Score(run.Load(run.Save(model)));
        Expect.NoDifference(GlobalState.Difference(before, GlobalState.Snapshot()),
            "Before and after fit, save, load and scoring");
    }

    private static void WorksTheSame(CheckRun run, string culture)
    {
        var (usual, file) = InCulture("", () => FitScoreSave(run));
        Expect.SameRows(usual, InCulture(culture, () => FitScoreSave(run)).Scores, 0,
            $"Fit in the invariant culture and in {culture}");
        var loaded = InCulture(culture, () => run.Score(run.Load(file)));
        Expect.SameRows(usual, loaded, 0, $"Saved in the invariant culture and loaded in {culture}");
    }

    private static void WritesTheSame(CheckRun run, string culture)
        => Expect.NoDifference(
            ModelFile.Difference(InCulture("", () => FitScoreSave(run)).File,
                InCulture(culture, () => FitScoreSave(run)).File),
            $"Files saved in the invariant culture and in {culture}");

    private static (Table Scores, byte[] File) FitScoreSave(CheckRun run)
    {
        var model = run.Fit(run.Fixture.CreateEstimator(run.NewContext()), new TableView(run.Data));
        return (run.Score(model), run.Save(model));
    }

    private static T InCulture<T>(string name, Func<T> function)
    {
        T result = default!;
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(name);
                result = function();
            }
            catch (Exception e)
            {
                thrown = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        thrown?.Throw();
        return result;
    }
}
