using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Serialization;

public class ProjectionFileTests
{
    [Theory]
    [InlineData(LowRankMethod.Exact, true, true)]
    [InlineData(LowRankMethod.Exact, false, false)]
    [InlineData(LowRankMethod.Randomized, true, false)]
    [InlineData(LowRankMethod.FisherWeighted, true, true)]
    public void Saving_and_loading_gives_the_same_bytes_values_and_codes(LowRankMethod method, bool center, bool whiten)
    {
        var values = Naive.Gaussian(50, [1, 2, 3, 4, 5, 6, 7, 8], 1, mixed: true);
        var source = new ArrayRowSource(values, 8) { Targets = [.. values.Where((_, i) => i % 8 == 3)] };
        var fitted = LowRankFitter.Fit(
            source, new() { Method = method, RankCeiling = 3, Center = center, Whiten = whiten }).Projection;
        var first = new MemoryStream();
        fitted.Save(first);
        first.Position = 0;
        var loaded = LowRankProjection.Load(first);
        Assert.Equal(first.Length, first.Position);
        var second = new MemoryStream();
        loaded.Save(second);
        Assert.Equal(first.ToArray(), second.ToArray());

        Assert.Equal(fitted.ToString(), loaded.ToString());
        Assert.Equal(fitted.EnergyKept, loaded.EnergyKept);
        Assert.Equal(fitted.RelativeReconstructionError, loaded.RelativeReconstructionError);
        Assert.Equal((fitted.RowCount, fitted.TotalWeight), (loaded.RowCount, loaded.TotalWeight));
        Assert.Equal((method, center, whiten), (loaded.Method, loaded.IsCentered, loaded.IsWhitened));
        Assert.Equal(fitted.SingularValues.ToArray(), loaded.SingularValues.ToArray());
        var expected = new float[3];
        var actual = new float[3];
        fitted.Encode(values.AsSpan(8, 8), expected);
        loaded.Encode(values.AsSpan(8, 8), actual);
        Assert.Equal(expected, actual);
    }
}
