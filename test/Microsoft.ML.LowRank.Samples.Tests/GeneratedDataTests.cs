using MathNet.Numerics.LinearAlgebra;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Tests;

public class GeneratedDataTests
{
    private const int Rows = 500;

    [Fact]
    public void The_columns_have_the_stated_rank()
    {
        var columns = GeneratedData.Make(seed: 3, Rows).Features.Cast<NumberColumn>().ToList();
        Assert.Equal(GeneratedData.ColumnCount, columns.Count);
        var matrix = Matrix<double>.Build.Dense(Rows, columns.Count, (i, j) => columns[j].Values[i]);
        var singular = matrix.Svd(computeVectors: false).S;
        Assert.True(singular[GeneratedData.Rank - 1] > 0.1 * singular[0]);
        Assert.True(singular[GeneratedData.Rank] < 1e-6 * singular[0], "what is beyond the rank is rounding to Single");
    }

    [Fact]
    public void The_seed_decides_the_data()
    {
        float[] Values(int seed) => ((NumberColumn)GeneratedData.Make(seed, Rows).Features[5]).Values;
        Assert.Equal(Values(3), Values(3));
        Assert.NotEqual(Values(3), Values(4));
    }

    [Fact]
    public void Both_labels_are_common()
    {
        var label = (ClassLabel)GeneratedData.Make(seed: 3, Rows).Label;
        Assert.InRange(label.Codes.Count(code => code == 1), Rows / 4, 3 * Rows / 4);
    }
}
