namespace Microsoft.ML.LowRank.Compression;

public class LowRankProjectionTests
{
    [Fact]
    public void Saving_and_loading_gives_the_same_bytes_and_the_same_codes()
    {
        var fitted = LowRankFitter.Fit(new ArrayRowSource(Random(50, 8), 8), new() { RankCeiling = 3, Whiten = true });
        var first = new MemoryStream();
        fitted.Projection.Save(first);
        first.Position = 0;
        var loaded = LowRankProjection.Load(first);
        var second = new MemoryStream();
        loaded.Save(second);
        Assert.Equal(first.ToArray(), second.ToArray());

        var row = Random(1, 8);
        var expected = new float[3];
        var actual = new float[3];
        fitted.Projection.Encode(row, expected);
        loaded.Encode(row, actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void The_full_rank_restores_every_row()
    {
        var values = Random(40, 6);
        var projection = LowRankFitter.Fit(new ArrayRowSource(values, 6), new() { RankCeiling = 6 }).Projection;
        var code = new float[6];
        var row = new float[6];
        for (int i = 0; i < 40; i++)
        {
            projection.Encode(values.AsSpan(i * 6, 6), code);
            projection.Reconstruct(code, row);
            for (int j = 0; j < 6; j++)
                Assert.Equal(values[(i * 6) + j], row[j], 1e-5);
        }
    }

    private static float[] Random(int rows, int columns)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, rows * columns).Select(i => (float)(random.NextDouble() * (1 + (i % columns))))];
    }
}
