using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>Checks 1-4: what an options class promises.</summary>
internal static class OptionsChecks
{
    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture) =>
    [
        new(fixture, "01 default options fit", DefaultsFit),
        new(fixture, "02 bad options are refused before any data, all at once", BadOptionsAreRefused),
        new(fixture, "03 Fit leaves the options as they were", FitLeavesOptions),
        new(fixture, "04 every option has an effect or says why not", OptionsHaveEffects),
    ];

    private static void DefaultsFit(CheckRun run)
    {
        var options = Require(run);
        run.Score(run.Fit(options.CreateEstimator(run.ML, options.CreateDefault()), new TableView(run.Data)));
    }

    private static void BadOptionsAreRefused(CheckRun run)
    {
        var options = Require(run);
        if (options.Bad.Count == 0)
            throw new CheckNotApplicableException("The fixture lists no bad options.");
        foreach (var bad in options.Bad)
            Refuse([bad]);
        Refuse([.. options.Bad.Where(bad => bad.Combines)]);

        void Refuse(IReadOnlyList<BadOptions> bad)
        {
            object instance = options.CreateDefault();
            foreach (var one in bad)
                one.Set(instance);
            string what = $"An estimator with {string.Join(" and ", bad.Select(one => one.Name))}";
            var thrown = Expect.Refusal(() => options.CreateEstimator(run.ML, instance), what,
                bad.SelectMany(one => one.Said));
            Expect.That(thrown is ArgumentException,
                $"{what} was refused by {thrown.GetType().Name}; bad options are an ArgumentException.");
        }
    }

    private static void FitLeavesOptions(CheckRun run)
    {
        var options = Require(run);
        object instance = options.CreateDefault();
        string before = Describe(instance);
        run.Fit(options.CreateEstimator(run.ML, instance), new TableView(run.Data));
        string after = Describe(instance);
        Expect.That(before == after, $"Fit changed its options from {before} to {after}.");
    }

    private static void OptionsHaveEffects(CheckRun run)
    {
        var options = Require(run);
        var settable = Settable(options.CreateDefault().GetType()).Select(member => member.Name).ToList();
        string[] unprobed = [.. settable.Except(options.Probes.Select(probe => probe.Property))];
        Expect.That(unprobed.Length == 0, $"The fixture has no probe for {string.Join(", ", unprobed)}.");
        string[] gone = [.. options.Probes.Select(probe => probe.Property).Except(settable)];
        Expect.That(gone.Length == 0, $"There are probes for options that do not exist: {string.Join(", ", gone)}.");

        Table usual = FitWith(_ => { });
        foreach (var probe in options.Probes)
        {
            if (probe.Set is null)
                Expect.That(!string.IsNullOrWhiteSpace(probe.WithoutEffect),
                    $"The probe of {probe.Property} neither sets it nor says why not.");
            else
                Expect.That(!Same(usual, FitWith(probe.Set)), $"Setting {probe.Property} changes nothing.");
        }

        Table FitWith(Action<object> set)
        {
            object instance = options.CreateDefault();
            set(instance);
            var scored = run.Fit(options.CreateEstimator(run.ML, instance), new TableView(run.Data))
                .Transform(new TableView(run.Data));
            return Table.Read(scored);
        }
    }

    private static bool Same(Table left, Table right)
        => SchemaComparer.Difference(left.Schema, right.Schema) is null
            && TableComparer.Difference(left, right, null, 0) is null;

    private static OptionsFixture Require(CheckRun run)
        => run.Fixture.Options ?? throw new CheckNotApplicableException("The fixture has no options class.");

    private static IEnumerable<(string Name, Func<object, object?> Get)> Settable(Type type)
        => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true })
            .Select(property => (property.Name, (Func<object, object?>)property.GetValue))
            .Concat(type.GetFields(BindingFlags.Public | BindingFlags.Instance)
                .Select(field => (field.Name, (Func<object, object?>)field.GetValue)));

    private static string Describe(object options)
        => string.Join(", ", Settable(options.GetType())
            .Select(member => $"{member.Name}={Show(member.Get(options))}"));

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => text,
        IEnumerable items => $"[{string.Join(",", items.Cast<object?>().Select(Show))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
