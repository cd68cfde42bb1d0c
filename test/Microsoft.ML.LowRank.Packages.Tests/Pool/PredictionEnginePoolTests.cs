using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ML;

namespace Microsoft.ML.LowRank.Packages.Tests.Pool;

/// <summary>Serving from a file that is replaced while it serves.</summary>
public sealed class PredictionEnginePoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lowrank-pool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_model_replaced_by_SaveAtomically_is_picked_up_while_requests_go_on()
    {
        string path = Path.Combine(_folder, "model.zip");
        var rows = SampleRow.Generate(500);
        float before = Train(path, rows, seed: 1);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddPredictionEnginePool<SampleRow, SampleScore>().FromFile("model", path, watchForChanges: true);
        using var provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<PredictionEnginePool<SampleRow, SampleScore>>();
        Assert.Equal(before, pool.Predict("model", rows[0]).Score);

        float after = Train(path, [.. rows.Select(r => new SampleRow { Label = !r.Label, Features = r.Features })], seed: 2);
        Assert.NotEqual(before, after);
        var clock = Stopwatch.StartNew();
        // Engines are not given back: the pool hands an old one that comes back during a reload out again.
        while (pool.GetPredictionEngine("model").Predict(rows[0]).Score != after)
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "The pool did not reload the replaced model.");
    }

    private static float Train(string path, List<SampleRow> rows, int seed)
    {
        var context = new MLContext(seed);
        var data = context.Data.LoadFromEnumerable(rows);
        var model = context.Transforms.LowRankCompress("Z", "Features", rank: 2)
            .Append(context.BinaryClassification.Trainers.LbfgsLogisticRegression("Label", "Z")).Fit(data);
        context.Model.SaveAtomically(model, data.Schema, path);
        return context.Model.CreatePredictionEngine<SampleRow, SampleScore>(model).Predict(rows[0]).Score;
    }
}
