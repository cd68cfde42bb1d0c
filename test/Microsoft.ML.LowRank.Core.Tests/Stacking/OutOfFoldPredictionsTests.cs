namespace Microsoft.ML.LowRank.Core.Tests.Stacking;

public class OutOfFoldPredictionsTests
{
    private static OutOfFoldPredictions Make() => new(PredictionTask.MulticlassClassification, 3, 2, 42,
        [("a", [1, 2, 3, 4, 5, float.NaN], true), ("b/ü", [6, 5, 4, 3, 2, 1], false)]);

    [Fact]
    public void They_come_back_as_they_were()
    {
        using var stream = new MemoryStream();
        Make().Save(stream);
        stream.Position = 0;
        var loaded = OutOfFoldPredictions.Load(stream);
        Assert.Equal(["a", "b/ü"], loaded.Names);
        Assert.Equal((PredictionTask.MulticlassClassification, 2, 3, 42L), (loaded.Task, loaded.RowCount, loaded.Width, loaded.Fingerprint));
        foreach (string name in loaded.Names)
            Assert.Equal(Make().GetPredictions(name).ToArray(), loaded.GetPredictions(name).ToArray());
        Assert.Equal((true, false), (loaded.Find("a")!.Value.AreProbabilities, loaded.Find("b/ü")!.Value.AreProbabilities));
        Assert.Null(loaded.Find("c"));
        Assert.Contains("'a', 'b/ü'", Assert.Throws<ArgumentException>(() => loaded.GetPredictions("c")).Message);
    }

    [Fact]
    public void Damage_gives_a_typed_exception()
    {
        using var stream = new MemoryStream();
        Make().Save(stream);
        byte[] bytes = stream.ToArray();
        for (int i = 0; i < bytes.Length; i += 5)
        {
            byte[] flipped = [.. bytes];
            flipped[i] ^= 16;
            Assert.Throws<InvalidDataException>(() => OutOfFoldPredictions.Load(new MemoryStream(flipped)));
        }
    }
}
