namespace Microsoft.ML.LowRank.Features;

public class FeatureBatchTests
{
    [Fact]
    public void Bags_keep_order_and_duplicates_and_have_the_factors_of_their_pooling()
    {
        var fields = new FeatureField[]
        {
            new("mean", FieldKind.Category) { IsMultiValued = true },
            new("one", FieldKind.Category) { HashBits = 1 },
            new("sum", FieldKind.Category) { IsMultiValued = true, Pooling = CategoryPooling.Sum },
            new("vector", FieldKind.SparseVector) { SlotCount = 4 },
        };
        var learner = new FeatureLearner(fields);
        Row(learner);
        var encoder = learner.Finish();
        var sink = new FeatureBatch(encoder);
        Row(sink);
        sink.BeginRow();
        sink.Missing(0);
        sink.EndRow();
        var batch = sink.Batch;
        int a = IdOf(encoder, 0, "a"), b = IdOf(encoder, 0, "b"), c = IdOf(encoder, 2, "c");
        int vector = encoder.FieldOffset(3);
        Assert.Equal([0, 3, 4, 6, 8, 9, 10, 11, 12], batch.Starts![..9]);
        Assert.Equal([a, b, a, encoder.FieldOffset(1), c, c, vector + 3, vector + 1,
            0, encoder.FieldOffset(1), encoder.FieldOffset(2), vector], batch.Ids[..12]);
        Assert.Equal([1f / 3, 1f / 3, 1f / 3, 1, 1, 1, 2.5f, -1, 1, 1, 1, 0], batch.Factors![..12]);

        static void Row(IFeatureSink sink)
        {
            sink.BeginRow();
            sink.Weighted(3, 3, 2.5f);
            sink.Text(0, "a");
            sink.Text(2, "c");
            sink.Text(0, "b");
            sink.Weighted(3, 0, 0);
            sink.Weighted(3, 2, float.NaN);
            sink.Text(0, "");
            sink.Text(2, "c");
            sink.Text(0, "a");
            sink.Weighted(3, 1, -1);
            sink.EndRow();
        }
    }

    [Fact]
    public void A_row_alone_is_encoded_as_in_a_batch()
    {
        var encoder = Sample.Learn(200);
        string[] together = Sample.Texts(Sample.Encode(encoder, Enumerable.Range(0, 400)).Batch);
        var one = new FeatureBatch(encoder, 2);
        for (int row = 0; row < 400; row++)
        {
            one.Clear();
            Sample.Give(one, row);
            Assert.Equal(together[row], Sample.Texts(one.Batch).Single());
        }
    }

    [Fact]
    public void A_row_that_was_not_ended_leaves_no_trace()
    {
        var encoder = Sample.Learn(50);
        var batch = new FeatureBatch(encoder, 2);
        batch.BeginRow();
        batch.SetTargets([3, 4]);
        batch.SetWeight(9);
        batch.Text(2, "tag1");
        batch.Number(6, 3);
        Sample.Give(batch, 1);
        Assert.Equal(Sample.Texts(Sample.Encode(encoder, [1]).Batch), Sample.Texts(batch.Batch));
        Assert.Null(batch.Batch.Weights);
    }

    [Fact]
    public void Many_fields_of_one_value_each_have_the_rows_of_their_own_vocabularies()
    {
        const int Fields = 40, Rows = 50;
        var random = new Random(11);
        var learner = new FeatureLearner([.. Enumerable.Range(0, Fields).Select(f => new FeatureField($"f{f}", FieldKind.Category))]);
        for (int row = 0; row < 200; row++)
        {
            learner.BeginRow();
            for (int field = 0; field < Fields; field++)
                learner.Text(field, $"v{random.Next(1 + (3 * field))}");
            learner.EndRow();
        }
        var encoder = learner.Finish();
        var batch = new FeatureBatch(encoder);
        var expected = new List<int>();
        for (int row = 0; row < Rows; row++)
        {
            // A row that is begun and not ended, of other fields than the one that follows.
            batch.BeginRow();
            for (int field = 0; field < Fields; field += 3)
                batch.Text(field, "v1");
            batch.BeginRow();
            for (int field = Fields - 1; field >= 0; field--)
            {
                string? text = random.Next(4) == 0 ? null : $"v{random.Next(200)}";
                // What is not found is at −1 of the values, and there is the row of those that are not known.
                expected.Add(text is null ? encoder.FieldOffset(field) : IdOf(encoder, field, text));
                if (text is not null)
                    batch.Text(field, text);
            }
            batch.EndRow();
            expected.Reverse(row * Fields, Fields);
        }
        Assert.Equal(expected, batch.Batch.Ids.Take(Rows * Fields));
        Assert.True(Enumerable.Range(0, 3).All(kind => expected.Where((id, i) => Math.Min(2, id - encoder.FieldOffset(i % Fields)) == kind).Any()));
    }

    [Fact]
    public void Targets_and_weights_belong_to_their_row()
    {
        var sink = new FeatureBatch(new FeatureLearner([new("a", FieldKind.Category)]).Finish(), targetCount: 1);
        for (int row = 0; row < 5; row++)
        {
            sink.BeginRow();
            if (row > 0)
                sink.SetTargets([row]);
            if (row == 3)
                sink.SetWeight(0.5f);
            sink.EndRow();
        }
        Assert.Equal([0, 1, 2, 3, 4], sink.Batch.Targets[..5]);
        Assert.Equal([1, 1, 1, 0.5f, 1], sink.Batch.Weights![..5]);
        sink.Clear();
        Assert.Null(sink.Batch.Weights);
        Assert.Throws<ArgumentException>(() => sink.SetTargets([1, 2]));
    }

    [Fact]
    public void A_warm_batch_allocates_nothing()
    {
        var encoder = Sample.Learn(100);
        var batch = new FeatureBatch(encoder, 1);
        string[] texts = [.. Enumerable.Range(0, 50).Select(i => $"site{i}")];
        long least = Enumerable.Range(0, 10).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int row = 0; row < 300; row++)
            {
                if (row % 100 == 0)
                    batch.Clear();
                batch.BeginRow();
                batch.Text(0, texts[row % 50]);
                batch.Integer(1, (ulong)row);
                batch.Text(2, texts[row % 7]);
                batch.Text(2, texts[row % 5]);
                batch.Number(4, row);
                batch.Number(5, row);
                batch.Number(6, row);
                batch.Weighted(8, row % 9, 2);
                batch.SetTargets([row]);
                batch.SetWeight(2);
                batch.EndRow();
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, least);
    }

    [Fact]
    public async Task Threads_may_share_an_encoder()
    {
        var encoder = Sample.Learn(200);
        string[] expected = Sample.Texts(Sample.Encode(encoder, Enumerable.Range(0, 300)).Batch);
        var tasks = Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => Sample.Texts(Sample.Encode(encoder, Enumerable.Range(0, 300)).Batch)));
        foreach (string[] texts in await Task.WhenAll(tasks))
            Assert.Equal(expected, texts);
    }

    private static int IdOf(FeatureEncoder encoder, int field, string text)
    {
        ulong fingerprint = encoder.Fitted[field].Hashing.Text(text, out _);
        return encoder.FieldOffset(field) + 2 + encoder.Fitted[field].Vocabulary!.Fingerprints.IndexOf(fingerprint);
    }
}
