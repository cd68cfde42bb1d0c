namespace Microsoft.ML.LowRank.Training;

public sealed class RowOrderTests
{
    [Theory]
    [InlineData(1000, 0.02, 100)]
    [InlineData(997, 0.3, 64)]
    [InlineData(4096, 0.001, 512)]
    public void Stratified_batches_have_as_many_rows_of_a_class_as_their_share_says_give_or_take_one(int count, double share, int batch)
    {
        var random = new Random(count);
        float[] classes = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < share ? 1f : random.NextDouble() < 0.5 ? 2 : 0)];
        int[] rows = new int[count];
        RowOrder.Shuffled(1, 1, 3, 0, isStratified: true).Fill(0, classes, rows);

        Assert.Equal(Enumerable.Range(0, count), rows.Order());
        foreach (int[] part in rows.Chunk(batch))
        {
            foreach (var group in classes.GroupBy(c => c))
            {
                double expected = (double)part.Length * group.Count() / count;
                int found = part.Count(row => classes[row] == group.Key);
                // Places of classes are even along the group; where batches are cut depends on the other classes, too.
                Assert.True(Math.Abs(found - expected) < 3, $"class {group.Key}: {found} rows in a batch, {expected} expected");
            }
        }
    }

    [Fact]
    public void Stratified_or_not_another_epoch_has_another_order_and_the_same_one_the_same()
    {
        float[] classes = [.. Enumerable.Range(0, 300).Select(i => i % 7 == 0 ? 1f : 0)];
        int[] Order(int epoch)
        {
            int[] rows = new int[classes.Length];
            RowOrder.Shuffled(1, 1, 5, epoch, isStratified: true).Fill(0, classes, rows);
            return rows;
        }
        Assert.Equal(Order(2), Order(2));
        Assert.NotEqual(Order(2), Order(3));
    }
}
