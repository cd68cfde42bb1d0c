namespace Microsoft.ML.LowRank.Testing;

/// <summary>Checks 51, 52 and 54: models as files.</summary>
internal static class PersistenceChecks
{
    private const int VersionBytes = sizeof(uint);

    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture) =>
    [
        new(fixture, "51 a loaded model has the same schema and values", RoundTrip),
        new(fixture, "51 a loaded model saves to the same bytes", SavesAgain),
        new(fixture, "52 loads in a new process that registers nothing", run => LoadsElsewhere(run, "")),
        new(fixture, "52 loads in a new process of another culture", run => LoadsElsewhere(run, "tr-TR")),
        new(fixture, "54 a file of a later version is refused", LaterVersion),
    ];

    private static void RoundTrip(CheckRun run)
    {
        var model = run.Fit();
        var loaded = run.Load(run.Save(model), out var schema);
        Expect.NoDifference(SchemaComparer.Difference(run.Data.Schema, schema), "The input schema saved and loaded");
        Expect.NoDifference(SchemaComparer.Difference(model.GetOutputSchema(run.Data.Schema),
            loaded.GetOutputSchema(run.Data.Schema)),
            "The output schema before and after");
        Expect.SameRows(run.Score(model), run.Score(loaded), 0, "The model saved and loaded");
        Expect.That(model.IsRowToRowMapper == loaded.IsRowToRowMapper,
            "Only one of the model and its copy is a row-to-row mapper.");
    }

    private static void SavesAgain(CheckRun run)
    {
        byte[] file = run.Save(run.Fit());
        Expect.NoDifference(ModelFile.Difference(file, run.Save(run.Load(file))),
            "The file and that of the loaded model");
    }

    private static void LoadsElsewhere(CheckRun run, string culture)
    {
        if (!run.Fixture.Store.LoadsByMLNet)
            throw new CheckNotApplicableException("The model is not loaded by mlContext.Model.Load.");
        var model = run.Fit();
        var scored = FreshProcess.Score(run, run.Save(model), culture);
        string assembly = run.CreateEstimator().GetType().Assembly.GetName().Name!;
        Expect.That(!scored.AssembliesBeforeLoad.Contains(assembly) || FreshProcess.References(assembly),
            $"The new process had loaded {assembly} before it loaded the model, which proves nothing.");
        Expect.SameRows(run.Score(model), scored.Outputs, 0, "Scores here and in the new process");
    }

    private static void LaterVersion(CheckRun run)
    {
        string signature = run.Fixture.ModelSignature
            ?? throw new CheckNotApplicableException("The fixture names no model signature.");
        byte[] sound = run.Save(run.Fit());
        var file = ModelFile.Open(sound);
        var found = file.Find(signature).ToList();
        Expect.That(found.Count > 0, $"The signature '{signature}' is nowhere in the file.");
        foreach (var (name, place) in found)
        {
            byte[] later = [.. file.Streams[name]];
            // The versions written and readable follow the signature; their highest byte makes them very late.
            later[place + signature.Length + VersionBytes - 1] = 0x7F;
            later[place + signature.Length + (2 * VersionBytes) - 1] = 0x7F;
            Expect.Refusal(() => run.Load(file.With(name, later)), "A file of a later version", ["version"]);
        }
    }
}
