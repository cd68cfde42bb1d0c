namespace Microsoft.ML.LowRank.Tensors;

public class ElementwiseTests
{
    [Fact]
    public void Rows_are_shifted_then_scaled_and_the_gaps_kept()
    {
        const int Rows = 5, Columns = 19, Stride = 23;
        var random = new Random(1);
        var x = Matrices.Random(random, Rows, Columns, Stride);
        var shift = Matrices.Random(random, 1, Columns, Columns);
        var scale = Matrices.Random(random, 1, Columns, Columns);
        foreach (var (hasShift, hasScale) in new[] { (true, true), (true, false), (false, true), (false, false) })
        {
            var y = (float[])x.Clone();
            Elementwise.ShiftAndScaleRows(Rows, Columns, y, Stride, hasShift ? shift : [], hasScale ? scale : []);
            for (var row = 0; row < Rows; row++)
            {
                for (var column = 0; column < Columns; column++)
                {
                    var expected = (x[(row * Stride) + column] + (hasShift ? shift[column] : 0)) * (hasScale ? scale[column] : 1);
                    Assert.Equal(expected, y[(row * Stride) + column], 1e-6);
                }
            }

            Matrices.AssertGuards(Rows, Columns, Stride, y);
        }
    }

    [Fact]
    public void Scaled_vectors_are_added()
    {
        float[] y = [1, 2, 3, 4];
        Elementwise.AddScaled(2, [10, 20, 30], y);
        Assert.Equal([21, 42, 63, 4], y);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void The_first_value_that_is_not_finite_is_found(float bad)
    {
        foreach (var length in new[] { 0, 1, 17, 1024, 1025, 5000 })
        {
            var values = new float[length];
            Array.Fill(values, float.MaxValue);
            Assert.Equal(-1, Elementwise.IndexOfNonFinite(values));
            for (var index = length - 1; index >= 0; index -= 1 + (length / 40))
            {
                values[index] = bad;
                Assert.Equal(index, Elementwise.IndexOfNonFinite(values));
            }
        }
    }
}
