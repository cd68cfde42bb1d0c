namespace Microsoft.ML.LowRank.Tensors;

public unsafe class BufferPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(100_000)]
    [InlineData(5_000_000)]
    public void Buffers_are_aligned_and_long_enough(int count)
    {
        using var floats = BufferPool.Rent<float>(count);
        using var doubles = BufferPool.Rent<double>(count);
        Assert.Equal(0, (nint)floats.Pointer % BufferPool.Alignment);
        Assert.Equal(0, (nint)doubles.Pointer % BufferPool.Alignment);
        floats.Span.Fill(1);
        doubles.Span.Fill(2);
        Assert.Equal(count, floats.Span.Length);
        Assert.Equal(-1, floats.Span.IndexOfAnyExcept(1f));
        Assert.Equal(-1, doubles.Span.IndexOfAnyExcept(2d));
    }

    [Fact]
    public void Buffers_in_use_are_never_shared()
    {
        Parallel.For(0, 8, owner =>
        {
            for (var round = 0; round < 500; round++)
            {
                using var first = BufferPool.Rent<int>(300 + round);
                using var second = BufferPool.Rent<int>(300 + round);
                first.Span.Fill(owner);
                second.Span.Fill(-owner - 1);
                Assert.Equal(-1, first.Span.IndexOfAnyExcept(owner));
                Assert.Equal(-1, second.Span.IndexOfAnyExcept(-owner - 1));
            }
        });
    }

    [Fact]
    public void A_returned_buffer_is_used_again()
    {
        // Others may hold all that are kept for a while; if none were kept, every round would allocate.
        BufferPool.Rent<byte>(3_000_000).Dispose();
        var least = Enumerable.Range(0, 20).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            BufferPool.Rent<byte>(3_000_000).Dispose();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, least);
    }

    [Fact]
    public void An_empty_buffer_is_nothing()
    {
        using var empty = BufferPool.Rent<float>(0);
        Assert.Equal(0, empty.Span.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => BufferPool.Rent<float>(-1));
    }
}
