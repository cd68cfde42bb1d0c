using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

public class VBufferTests
{
    private static VBuffer<float> Sparse() => new(6, 3, [10f, 20f, 30f], [1, 3, 5]);

    [Fact]
    public void A_sparse_vector_reads_as_its_dense_form()
    {
        var sparse = Sparse();
        Assert.False(sparse.IsDense);
        Assert.Equal([0f, 10f, 0f, 20f, 0f, 30f], sparse.DenseValues());
        Assert.Equal([1, 3, 5], sparse.Items().Select(item => item.Key));
        Assert.Equal(6, sparse.Items(all: true).Count());
        Assert.Equal(20f, sparse.GetItemOrDefault(3));
        Assert.Equal(0f, sparse.GetItemOrDefault(4));
        VBuffer<float> dense = default;
        sparse.CopyToDense(ref dense);
        Assert.True(dense.IsDense);
        Assert.True(dense.GetIndices().IsEmpty);
        Assert.Equal(sparse.DenseValues(), dense.DenseValues());
    }

    [Fact]
    public void A_copied_range_stays_sparse_and_moves_its_slots()
    {
        VBuffer<float> copy = default;
        Sparse().CopyTo(ref copy, 1, 4);
        Assert.Equal(4, copy.Length);
        Assert.Equal([0, 2], copy.GetIndices().ToArray());
        Assert.Equal([10f, 20f], copy.GetValues().ToArray());
        Sparse().CopyTo(ref copy, 3, 1);
        Assert.True(copy.IsDense);
        Assert.Equal([20f], copy.GetValues().ToArray());
    }

    [Fact]
    public void Implicit_slots_take_the_default_that_is_asked_for()
    {
        var target = new float[7];
        Sparse().CopyTo(target, 1, -1f);
        Assert.Equal([0f, -1f, 10f, -1f, 20f, -1f, 30f], target);
        Assert.Throws<ArgumentOutOfRangeException>(() => Sparse().CopyTo(new float[6], 1));
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<int>(-1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<int>(2, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<int>(2, 3, [1, 2, 3], [0, 1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<int>(3, 2, [1, 2], [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sparse().GetItemOrDefault(6));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            VBuffer<float> copy = default;
            Sparse().CopyTo(ref copy, 4, 3);
        });
    }

    [Fact]
    public void An_editor_reuses_arrays_that_are_long_enough()
    {
        var buffer = new VBuffer<float>(4, [1f, 2f, 3f, 4f]);
        var editor = VBufferEditor.Create(ref buffer, 3);
        Assert.False(editor.CreatedNewValues);
        Assert.True(editor.Indices.IsEmpty);
        editor = VBufferEditor.Create(ref buffer, 9, 5, keepOldOnResize: true);
        Assert.True(editor.CreatedNewValues);
        Assert.True(editor.CreatedNewIndices);
        Assert.Equal([1f, 2f, 3f, 4f, 0f], editor.Values.ToArray());
        editor.Indices[0] = 7;
        var truncated = editor.CommitTruncated(1);
        Assert.Equal(9, truncated.Length);
        Assert.Equal(1f, truncated.GetItemOrDefault(7));
    }

    [Fact]
    public void An_editor_never_keeps_more_values_than_it_has()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            VBuffer<float> buffer = default;
            VBufferEditor.Create(ref buffer, 4, 2).CommitTruncated(3);
        });
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            VBuffer<float> buffer = default;
            VBufferEditor.Create(ref buffer, 2, 3);
        });
    }

    [Fact]
    public void An_array_is_copied_into_a_dense_vector()
    {
        VBuffer<int> buffer = default;
        VBuffer<int>.Copy([1, 2, 3, 4], 1, ref buffer, 2);
        Assert.Equal([2, 3], buffer.GetValues().ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => VBuffer<int>.Copy([1, 2], 1, ref buffer, 2));
        Assert.Equal("Dense vector of size 2", buffer.ToString());
        Assert.Equal("Sparse vector of size 6, 3 explicit values", Sparse().ToString());
    }
}
