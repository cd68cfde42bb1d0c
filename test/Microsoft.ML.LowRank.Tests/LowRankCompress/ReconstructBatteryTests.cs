using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.LowRankCompress;

/// <summary>The way back goes through the battery too: it is a transformer of its own, saved and loaded as such.</summary>
public sealed class ReconstructBatteryTests
{
    public static IEnumerable<object[]> Checks => EstimatorChecks.Rows(new EstimatorFixture
    {
        Name = "LowRankReconstruct",
        CreateEstimator = context => Compress(context).Reconstruct("Back"),
        CreateData = context => new TableView(WithCodes(context)),
        InputColumns = ["Codes"],
        OutputColumns = ["Back"],
        Traits = EstimatorTraits.MissingGivesMissing | EstimatorTraits.FitIgnoresRowOrder,
        BadSchemas = [BadSchema.Missing("Codes"), BadSchema.Text("Codes")],
        WideColumns = 0,
        ModelSignature = "LRRECONS",
        ScoreBySpans = (_, table) => new Table(Table.Vectors("Back", Back(Compress(new MLContext(seed: 1)).GetProjection(), table))),
    });

    [SkippableTheory]
    [MemberData(nameof(Checks))]
    public void Holds(EstimatorCheck check) => check.Run();

    private static LowRankCompressTransformer Compress(MLContext context)
        => context.Transforms.LowRankCompress("Codes", "Dense", rank: 3).Fit(new TableView(CompressData.Create()));

    private static Table WithCodes(MLContext context)
    {
        var table = CompressData.Create();
        var projection = Compress(context).GetProjection();
        var rows = ((TableColumn<VBuffer<float>>)table["Dense"]).Values;
        return new Table(Table.Vectors("Codes", [.. rows.Select(row =>
        {
            var codes = new float[projection.Rank];
            projection.Encode(row.GetValues(), codes);
            return codes;
        })]), table["Label"]);
    }

    private static float[][] Back(LowRankProjection projection, Table table)
        => [.. ((TableColumn<VBuffer<float>>)table["Codes"]).Values.Select(row =>
        {
            var back = new float[projection.InputDimension];
            projection.Reconstruct([.. row.DenseValues()], back);
            return back;
        })];
}
