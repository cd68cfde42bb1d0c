using Microsoft.ML.LowRank.Features;

namespace Microsoft.ML.LowRank.Training;

public sealed class RowCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rows").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(2345)]
    public void What_is_read_is_what_was_appended(int rows)
    {
        var encoder = Sample.Learn(500);
        EncodedBatch[] pieces =
            [.. Enumerable.Range(0, (rows + 249) / 250).Select(i => Fill(encoder, Math.Min(250, rows - (250 * i)), 250 * i))];
        string[] expected = [.. pieces.SelectMany(Sample.Texts)];
        foreach (long budget in (long[])[0, 3000, long.MaxValue])
        {
            using var cache = Cache(encoder, budget);
            foreach (var piece in pieces)
                cache.Append(piece);
            cache.Complete();
            Assert.Equal(rows, cache.Rows);
            Assert.Equal(expected, Read(cache.ReadInOrder(64), 64, rows));
            string[] shuffled = Read(cache.ReadShuffled(64, 1, 0), 64, rows);
            Assert.Equal(expected.Order(StringComparer.Ordinal), shuffled.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Fields_of_every_width_are_kept()
    {
        int[] offsets = [0, 256, 600, 70_000, 20_000_000, 60_000_000];
        var batch = new EncodedBatch { Rows = 300, Fields = 5, Ids = new int[1500] };
        var random = new Random(5);
        for (int i = 0; i < batch.Ids.Length; i++)
            batch.Ids[i] = i < 5 ? offsets[i] : i < 10 ? offsets[i - 4] - 1 : random.Next(offsets[i % 5], offsets[(i % 5) + 1]);
        using var cache = new RowCache(offsets, 0, 0, new RowCacheSettings { BlockRows = 64 });
        cache.Append(batch);
        cache.Complete();
        // A byte, two, three, four and four; and a byte per block.
        Assert.Equal((300 * (1 + 2 + 3 + 4 + 4)) + 5, cache.Bytes);
        Assert.Equal(Sample.Texts(batch), Read(cache.ReadInOrder(7), 7, 300));
    }

    [Fact]
    public void Orders_differ_between_epochs_and_seeds_and_repeat_for_the_same()
    {
        var encoder = Sample.Learn(200);
        using var memory = Filled(encoder, 2000, long.MaxValue);
        using var file = Filled(encoder, 2000, 0);
        string[] first = Read(memory.ReadShuffled(100, 7, 0), 100, 2000);
        Assert.Equal(first, Read(memory.ReadShuffled(100, 7, 0), 100, 2000));
        Assert.Equal(first, Read(file.ReadShuffled(100, 7, 0), 100, 2000));
        Assert.NotEqual(first, Read(memory.ReadShuffled(100, 7, 1), 100, 2000));
        Assert.NotEqual(first, Read(memory.ReadShuffled(100, 8, 0), 100, 2000));
        Assert.Equal(memory.Bytes, file.Bytes);
    }

    [Fact]
    public void Batches_mix_the_rows_of_several_blocks()
    {
        using var cache = new RowCache([0], 0, 1, new RowCacheSettings { BlockRows = 50, GroupBlocks = 4 });
        cache.Append(Numbered(1000));
        cache.Complete();
        var batches = cache.ReadShuffled(100, 3, 0).Select(batch => batch.Targets[..batch.Rows]).ToArray();
        Assert.All(batches, batch => Assert.InRange(batch.Select(target => (int)target / 50).Distinct().Count(), 3, 4));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (float)i), batches.SelectMany(batch => batch).Order());
        // Every row is first, or last, or anywhere: over many epochs its mean place is the middle.
        double mean = Enumerable.Range(0, 400).Average(epoch =>
            cache.ReadShuffled(1000, 3, epoch).Single().Targets.AsSpan(0, 1000).IndexOf(17f));
        Assert.InRange(mean, 499.5 - (4 * 289 / 20.0), 499.5 + (4 * 289 / 20.0));
    }

    [Fact]
    public void The_file_is_gone_as_soon_as_it_is_there()
    {
        using var cache = Filled(Sample.Learn(50), 500, 0);
        // Where files can be unlinked nothing is seen at any time; elsewhere it goes with the cache.
        if (!OperatingSystem.IsWindows())
            Assert.Empty(Directory.GetFileSystemEntries(_folder));
        Assert.Equal(500, Read(cache.ReadInOrder(100), 100, 500).Length);
        cache.Dispose();
        cache.Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        Assert.Throws<ObjectDisposedException>(() => cache.ReadInOrder(1));
        Assert.Throws<ObjectDisposedException>(() => cache.Append(new EncodedBatch()));
    }

    [Fact]
    public void A_full_disk_is_said_with_folder_bytes_and_what_to_do_and_leaves_nothing()
    {
        var encoder = Sample.Learn(50);
        Flaky? file = null;
        using var cache = new RowCache(encoder.TableOffsets, encoder.NumberNames.Count, 2, new RowCacheSettings
        {
            MemoryBudget = 10_000,
            Folder = _folder,
            BlockRows = 100,
            OpenFile = folder => file = new Flaky(TemporaryFile.Open(folder)) { BytesLeft = 20_000 },
        });
        var e = Assert.Throws<IOException>(() =>
        {
            for (int i = 0; i < 20; i++)
                cache.Append(Fill(encoder, 100, 100 * i));
        });
        Assert.Contains(_folder, e.Message);
        Assert.Contains("memory budget", e.Message);
        Assert.Contains("No space left", e.Message);
        int bytes = int.Parse(System.Text.RegularExpressions.Regex.Match(e.Message, @"where (\d+) bytes").Groups[1].Value);
        Assert.InRange(bytes, 20_001, 40_000);
        Assert.True(file!.IsClosed);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said_the_same_way()
    {
        string nowhere = Path.Combine(_folder, "nowhere");
        var encoder = Sample.Learn(50);
        var settings = new RowCacheSettings { MemoryBudget = 0, Folder = nowhere };
        using var cache = new RowCache(encoder.TableOffsets, encoder.NumberNames.Count, 2, settings);
        cache.Append(Fill(encoder, 10));
        Assert.Contains(nowhere, Assert.Throws<IOException>(cache.Complete).Message);
    }

    [Fact]
    public void What_fails_while_reading_reaches_the_consumer()
    {
        var encoder = Sample.Learn(50);
        Flaky? file = null;
        using var cache = new RowCache(encoder.TableOffsets, encoder.NumberNames.Count, 2, new RowCacheSettings
        {
            MemoryBudget = 0,
            Folder = _folder,
            BlockRows = 50,
            OpenFile = folder => file = new Flaky(TemporaryFile.Open(folder)),
        });
        cache.Append(Fill(encoder, 1000));
        cache.Complete();
        file!.ReadsLeft = 12;
        int rows = 0;
        var e = Assert.Throws<IOException>(() =>
        {
            foreach (var batch in cache.ReadInOrder(50))
                rows += batch.Rows;
        });
        Assert.Equal("The disk is broken.", e.Message);
        Assert.Equal(12 * 50, rows);
        cache.Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_consumer_that_stops_early_leaves_nothing_running()
    {
        var encoder = Sample.Learn(50);
        Flaky? file = null;
        using var cache = new RowCache(encoder.TableOffsets, encoder.NumberNames.Count, 2, new RowCacheSettings
        {
            MemoryBudget = 0,
            Folder = _folder,
            BlockRows = 50,
            OpenFile = folder => file = new Flaky(TemporaryFile.Open(folder)) { Delay = 5 },
        });
        cache.Append(Fill(encoder, 1000));
        cache.Complete();
        for (int trial = 0; trial < 5; trial++)
        {
            Assert.NotEmpty(cache.ReadShuffled(10, 1, trial).Take(1 + trial));
            // The disk is slow: whoever did not wait for the reader ahead would find it reading.
            Assert.False(file!.IsReading);
        }
        Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (var _ in cache.ReadShuffled(10, 1, 0))
                throw new InvalidOperationException("The consumer failed.");
        });
    }

    [Fact]
    public void Several_readers_do_not_disturb_each_other()
    {
        using var cache = Filled(Sample.Learn(50), 1000, 2000);
        using var one = cache.ReadInOrder(100).GetEnumerator();
        using var other = cache.ReadInOrder(100).GetEnumerator();
        while (one.MoveNext() && other.MoveNext())
            Assert.Equal(Sample.Texts(one.Current), Sample.Texts(other.Current));
    }

    [Fact]
    public void Many_ids_end_a_block_early()
    {
        int[] starts = [.. Enumerable.Range(0, 11).Select(i => 100 * i)];
        var batch = new EncodedBatch { Rows = 10, Fields = 1, Starts = starts, Ids = new int[1000] };
        using var cache = new RowCache([0, 5], 0, 0, new RowCacheSettings { BlockIds = 250 });
        cache.Append(batch);
        cache.Complete();
        Assert.Equal(4, cache.Blocks);
        Assert.Equal(Sample.Texts(batch), Read(cache.ReadInOrder(4), 4, 10));
    }

    [Fact]
    public void Batches_that_do_not_fit_are_refused()
    {
        using var cache = new RowCache([0, 5, 9], 0, 0, new RowCacheSettings());
        Assert.Throws<InvalidOperationException>(() => cache.ReadInOrder(1));
        Assert.Contains("3 fields", Assert.Throws<ArgumentException>(() => cache.Append(new EncodedBatch { Fields = 3 })).Message);
        Assert.Contains("id 5", Assert.Throws<ArgumentException>(() => cache.Append(new EncodedBatch { Rows = 1, Fields = 2, Ids = [5, 6] })).Message);
        Assert.Contains("no id", Assert.Throws<ArgumentException>(() =>
            cache.Append(new EncodedBatch { Rows = 1, Fields = 2, Ids = [1, 6], Starts = [0, 0, 1] })).Message);
        cache.Append(new EncodedBatch { Rows = 1, Fields = 2, Ids = [4, 5] });
        Assert.Contains("agree", Assert.Throws<ArgumentException>(() =>
            cache.Append(new EncodedBatch { Rows = 1, Fields = 2, Ids = [1, 6], Starts = [0, 1, 2] })).Message);
        cache.Complete();
        Assert.Throws<InvalidOperationException>(() => cache.Append(new EncodedBatch { Fields = 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.ReadShuffled(0, 1, 1));
    }

    private static EncodedBatch Numbered(int rows) => new()
    {
        Rows = rows,
        TargetCount = 1,
        Targets = [.. Enumerable.Range(0, rows).Select(i => (float)i)],
    };

    private static EncodedBatch Fill(FeatureEncoder encoder, int rows, int first = 0)
    {
        var batch = new FeatureBatch(encoder, 2);
        for (int row = first; row < first + rows; row++)
            Sample.Give(batch, row);
        // Targets and weights belong to a row between its begin and its end; here they follow from its number.
        for (int row = 0; row < rows; row++)
            (batch.Batch.Targets[2 * row], batch.Batch.Targets[(2 * row) + 1]) = (first + row, -first - row);
        batch.Batch.Weights = (first / 250) % 2 == 1 ? [.. Enumerable.Range(0, rows).Select(row => 1 + (row % 3))] : null;
        return batch.Batch;
    }

    private static string[] Read(IEnumerable<EncodedBatch> batches, int batchRows, int rows)
    {
        var texts = new List<string>();
        foreach (var batch in batches)
        {
            Assert.Equal(Math.Min(batchRows, rows - texts.Count), batch.Rows);
            texts.AddRange(Sample.Texts(batch));
        }
        return [.. texts];
    }

    private RowCache Cache(FeatureEncoder encoder, long budget) => new(encoder.TableOffsets, encoder.NumberNames.Count, 2,
        new RowCacheSettings { MemoryBudget = budget, Folder = _folder, BlockRows = 100, GroupBlocks = 3 });

    private RowCache Filled(FeatureEncoder encoder, int rows, long budget)
    {
        var cache = Cache(encoder, budget);
        cache.Append(Fill(encoder, rows));
        cache.Complete();
        return cache;
    }

    /// <summary>A file on a disk that fills up, breaks or is slow.</summary>
    private sealed class Flaky(Stream file) : Stream
    {
        private volatile bool _isReading;

        public long BytesLeft { get; set; } = long.MaxValue;

        public int ReadsLeft { get; set; } = int.MaxValue;

        public int Delay { get; init; }

        public bool IsReading => _isReading;

        public bool IsClosed { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position { get => file.Position; set => file.Position = value; }

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count)
        {
            _isReading = true;
            try
            {
                Thread.Sleep(Delay);
                return ReadsLeft-- > 0 ? file.Read(buffer, offset, count) : throw new IOException("The disk is broken.");
            }
            finally
            {
                _isReading = false;
            }
        }

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void SetLength(long value) => file.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (buffer.Length > BytesLeft)
                throw new IOException("No space left on device.");
            BytesLeft -= buffer.Length;
            file.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}
