namespace Microsoft.ML.LowRank.Features;

public class FeatureLearnerTests
{
    [Fact]
    public void Rows_of_a_field_are_missing_unknown_and_its_values_in_order_of_fingerprints()
    {
        var fields = new FeatureField[]
        {
            new("first", FieldKind.Category) { HashBits = 3 },
            new("second", FieldKind.Category) { MinimumCount = 2 },
        };
        var learner = new FeatureLearner(fields, keepTexts: true);
        foreach (string? text in (string?[])["a", "b", "a", "rare", "b", "a", null, ""])
            Give(learner, text);
        var encoder = learner.Finish();
        Assert.Equal([0, 10, 14], encoder.TableOffsets);
        Assert.Equal(14, encoder.TableRows);
        Assert.Equal(10, encoder.FieldOffset(1));
        var hashing = new Fingerprinter(0);
        string[] ordered = [.. ((string[])["a", "b"]).OrderBy(text => hashing.Text(text, out _))];
        Assert.Equal([null, null, .. ordered], Enumerable.Range(10, 4).Select(encoder.TextOf));
        Assert.Equal([2, 1, ordered[0] == "a" ? 3 : 2, ordered[0] == "a" ? 2 : 3], encoder.Counts![10..]);
        Assert.Equal(8, encoder.Counts[..10].Sum());

        var batch = new FeatureBatch(encoder);
        foreach (string? text in (string?[])["a", "b", "rare", "new", null, ""])
            Give(batch, text);
        int a = 12 + Array.IndexOf(ordered, "a"), b = 12 + Array.IndexOf(ordered, "b");
        Assert.Equal([a, b, 11, 11, 10, 10], Enumerable.Range(0, 6).Select(row => batch.Batch.Ids[(2 * row) + 1]));
        Assert.Null(batch.Batch.Starts);

        static void Give(IFeatureSink sink, string? text)
        {
            sink.BeginRow();
            sink.Text(0, text);
            if (text is not null)
                sink.Text(1, text);
            sink.EndRow();
        }
    }

    [Fact]
    public void Counts_are_how_often_training_rows_are_encoded_as_a_row()
    {
        var encoder = Sample.Learn(500);
        var batch = Sample.Encode(encoder, Enumerable.Range(0, 500)).Batch;
        var expected = new int[encoder.TableRows];
        foreach (int id in batch.Ids.AsSpan(0, batch.IdCount))
            expected[id]++;
        // A vector without a value has slot 0 with the factor 0, which is no occurrence.
        int slots = encoder.FieldOffset(8);
        for (int i = 0; i < batch.IdCount; i++)
            if (batch.Ids[i] == slots && batch.Factors![i] == 0)
                expected[slots]--;
        Assert.Equal(expected, encoder.Counts);
    }

    [Fact]
    public void Values_that_collide_are_noticed_and_another_seed_parts_them()
    {
        var fields = new FeatureField[] { new("alone", FieldKind.Category), new("crowded", FieldKind.Category) };
        // Four bits for five values: some seed parts them, most do not.
        var learner = new FeatureLearner(fields, fingerprintMask: 0xFUL << 60);
        int passes = 1;
        for (; ; passes++)
        {
            for (int i = 0; i < 5; i++)
            {
                learner.BeginRow();
                learner.Text(0, "one");
                learner.Text(1, $"value {i}");
                learner.EndRow();
            }
            if (learner.Collided.Count == 0)
                break;
            Assert.Equal(["crowded"], learner.Collided);
            Assert.Contains("'crowded'", Assert.Throws<InvalidOperationException>(learner.Finish).Message);
            learner = learner.Again();
            Assert.Empty(learner.Collided);
        }
        Assert.InRange(passes, 2, 100);
        var encoder = learner.Finish();
        var batch = new FeatureBatch(encoder);
        for (int i = 0; i < 5; i++)
        {
            batch.BeginRow();
            batch.Text(1, $"value {i}");
            batch.EndRow();
        }
        Assert.Equal([5, 6, 7, 8, 9], Enumerable.Range(0, 5).Select(row => batch.Batch.Ids[(2 * row) + 1]).Order());
        Assert.Equal([5, 1, 1, 1, 1, 1], [encoder.Counts![2], .. encoder.Counts[5..]]);
    }

    [Fact]
    public void Whole_numbers_do_not_collide()
    {
        foreach (ulong seed in (ulong[])[0, 1, 77])
        {
            var seen = new HashSet<ulong>();
            var hashing = new Fingerprinter(seed);
            for (ulong i = 0; i < 100_000; i++)
            {
                Assert.True(seen.Add(hashing.Integer(i, out _)));
                Assert.True(seen.Add(hashing.Integer(i << 40 | 1UL << 39, out _)));
            }
        }
    }

    [Fact]
    public void A_warm_start_keeps_what_was_and_adds_what_is_new()
    {
        var older = Sample.Learn(300, keepTexts: true);
        var learner = new FeatureLearner(older);
        for (int row = 0; row < 300; row++)
        {
            learner.BeginRow();
            learner.Text(0, $"site{row % 60}");
            learner.Text(2, $"tag{row % 20}");
            learner.Number(4, 1e9f);
            learner.Number(5, 1000 + row);
            learner.Number(6, -5);
            learner.EndRow();
        }
        var newer = learner.Finish();
        Assert.True(newer.TableRows > older.TableRows);
        Assert.Equal(older.Fitted[5].Edges, newer.Fitted[5].Edges);
        Assert.Equal((older.Fitted[6].Mean, older.Fitted[6].Deviation), (newer.Fitted[6].Mean, newer.Fitted[6].Deviation));
        Assert.Equal(older.NumberNames, newer.NumberNames);

        int[] rows = newer.RowsOf(older);
        Assert.Equal(Enumerable.Range(0, (int)older.TableRows), rows.Where(row => row >= 0));
        for (int row = 0; row < rows.Length; row++)
            if (rows[row] >= 0)
            {
                Assert.Equal(older.TextOf(rows[row]), newer.TextOf(row));
                Assert.True(newer.Counts![row] >= older.Counts![rows[row]]);
            }
        // Old rows encode to the same values, under their new numbers.
        var before = Sample.Encode(older, Enumerable.Range(0, 300)).Batch;
        var after = Sample.Encode(newer, Enumerable.Range(0, 300)).Batch;
        int sites = older.FieldOffset(0);
        for (int i = 0; i < before.IdCount; i++)
            if (before.Ids[i] != sites + 1)
                Assert.Equal(before.Ids[i], rows[after.Ids[i]]);
        string[] added = [.. Enumerable.Range(0, rows.Length).Where(row => rows[row] < 0).Select(newer.TextOf).OfType<string>()];
        Assert.Contains("site59", added);
        Assert.Contains("tag19", added);
        Assert.DoesNotContain("tag3", added);
        // The total of a field grows by the rows that were given.
        Assert.Equal(older.CountsOf(0).ToArray().Sum() + 300, newer.CountsOf(0).ToArray().Sum());
    }

    [Fact]
    public void Values_that_collide_in_a_warm_start_stay_unknown()
    {
        var first = new FeatureLearner([new("a", FieldKind.Category)], fingerprintMask: 0xFUL << 60);
        Text(first, "known");
        var older = first.Finish();
        var learner = new FeatureLearner(older);
        for (int i = 0; i < 100; i++)
            Text(learner, $"value {i}");
        Assert.Empty(learner.Collided);
        var newer = learner.Finish();
        Assert.InRange(newer.TableRows, 3, 2 + 16);
        Assert.Equal(101, newer.Counts!.Sum());
        Assert.Equal(1, newer.RowsOf(older).Count(row => row == 2));

        static void Text(IFeatureSink sink, string text)
        {
            sink.BeginRow();
            sink.Text(0, text);
            sink.EndRow();
        }
    }

    [Fact]
    public void Fields_that_make_no_sense_are_refused_all_at_once()
    {
        string message = Assert.Throws<ArgumentException>(() => new FeatureLearner(
        [
            new("", FieldKind.Category), new("b", FieldKind.Category) { HashBits = 40, MinimumCount = 0 },
            new("b", FieldKind.SparseVector), new("c", FieldKind.Number) { BinCount = 0 }, new("d", (FieldKind)9),
        ])).Message;
        foreach (string part in (string[])["no name", "40 bits", "minimum count 0", "0 slots", "'b'; every name", "0 bins", "does not exist"])
            Assert.Contains(part, message);
        Assert.Throws<ArgumentException>(() => new FeatureLearner([]));
    }

    [Fact]
    public void Tables_of_too_many_rows_are_refused_with_what_to_do()
    {
        var encoder = new FeatureLearner([.. Enumerable.Range(0, 3).Select(i =>
            new FeatureField($"f{i}", FieldKind.SparseVector) { SlotCount = 1000 })]).Finish();
        Assert.Equal(3000, encoder.TableRows);
        var large = new FittedField(new FeatureField("large", FieldKind.SparseVector) { SlotCount = int.MaxValue }, default);
        Assert.Contains("'large'", Assert.Throws<InvalidOperationException>(() =>
            FeatureEncoder.ThrowIfTooLarge([large, encoder.Fitted[0]])).Message);
    }

    [Fact]
    public void Values_of_the_wrong_kind_and_second_values_are_refused()
    {
        foreach (var sink in (IFeatureSink[])[new FeatureLearner(Sample.Fields), new FeatureBatch(Sample.Learn(5))])
        {
            sink.BeginRow();
            Assert.Contains("'price'", Assert.Throws<InvalidOperationException>(() => sink.Text(6, "x")).Message);
            Assert.Contains("'age'", Assert.Throws<InvalidOperationException>(() => sink.Integer(5, 1)).Message);
            Assert.Contains("'site'", Assert.Throws<InvalidOperationException>(() => sink.Number(0, 1)).Message);
            Assert.Contains("'site'", Assert.Throws<InvalidOperationException>(() => sink.Weighted(0, 1, 1)).Message);
            Assert.Contains("slot 9", Assert.Throws<ArgumentOutOfRangeException>(() => sink.Weighted(8, 9, 1)).Message);
            sink.Text(0, "x");
            Assert.Contains("second value", Assert.Throws<InvalidOperationException>(() => sink.Text(0, "y")).Message);
            sink.Number(7, 1);
            Assert.Contains("second value", Assert.Throws<InvalidOperationException>(() => sink.Number(7, 1)).Message);
        }
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void The_culture_changes_nothing(string culture)
    {
        var expected = Saved();
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = new System.Globalization.CultureInfo(culture);
            Assert.Equal(expected, Saved());
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }

        static string Saved()
        {
            var fields = new FeatureField[]
            {
                new("I", FieldKind.Category),
                new("p", FieldKind.Number) { Encoding = NumericEncoding.Standardized },
            };
            var learner = new FeatureLearner(fields, keepTexts: true);
            foreach (int i in (int[])[-7, 3, 1000])
            {
                learner.BeginRow();
                learner.Integer(0, (ulong)i);
                learner.Number(1, i / 8f);
                learner.EndRow();
            }
            var tensors = new Dictionary<string, Serialization.ModelTensor>();
            var encoder = learner.Finish();
            string manifest = encoder.Save(tensors);
            return manifest + string.Join(";", tensors.Select(t => t.Key + Convert.ToHexString(t.Value.Bytes.Span)))
                + string.Join(",", Enumerable.Range(2, 3).Select(encoder.TextOf).Order(StringComparer.Ordinal));
        }
    }
}
