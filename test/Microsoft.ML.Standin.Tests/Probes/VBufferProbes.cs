using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("vbuffer")]
internal static class VBufferProbes
{
    private static VBuffer<float> Sparse => new(6, 3, [1f, 2f, 3f, 99f], [0, 2, 5, 77]);

    private static object Show(VBuffer<float> buffer) => new
    {
        buffer.Length,
        buffer.IsDense,
        values = buffer.GetValues().ToArray(),
        indices = buffer.IsDense ? null : buffer.GetIndices().ToArray(),
    };

    public static object Empty() => Show(default);
    public static object Dense() => Show(new VBuffer<float>(3, [1, 2, 3, 4]));
    public static object SparseWithSpareRoom() => Show(Sparse);
    public static object SparseWithFullCountIsDense() => Show(new VBuffer<float>(2, 2, [1, 2], [0, 1]));
    public static object SparseWithoutValues() => Show(new VBuffer<float>(4, 0, null, null));
    public static object IndicesOfDense() => new VBuffer<float>(2, [1, 2]).GetIndices().ToArray();
    public static object DenseValues() => Sparse.DenseValues().ToArray();
    public static object ItemsOfSparse() => Sparse.Items().Select(p => new { p.Key, p.Value }).ToArray();
    public static object AllItemsOfSparse() => Sparse.Items(all: true).Select(p => new { p.Key, p.Value }).ToArray();
    public static object ItemOrDefault() => Enumerable.Range(0, 6).Select(i => Sparse.GetItemOrDefault(i)).ToArray();
    public static object ItemOutOfRange() => Describe.Thrown(() => Sparse.GetItemOrDefault(6));
    public static object TooFewValues() => Describe.Thrown(() => _ = new VBuffer<float>(3, [1, 2]));
    public static object NegativeLength() => Describe.Thrown(() => _ = new VBuffer<float>(-1, [1, 2]));
    public static object TooManyItems() => Describe.Thrown(() => _ = new VBuffer<float>(1, 2, [1, 2], [0, 1]));
    public static object TooFewIndices() => Describe.Thrown(() => _ = new VBuffer<float>(5, 2, [1, 2], [0]));

    public static object CopyToSparse()
    {
        VBuffer<float> copy = default;
        Sparse.CopyTo(ref copy);
        return Show(copy);
    }

    public static object CopyToSpan()
    {
        float[] target = [9, 9, 9, 9, 9, 9, 9];
        Sparse.CopyTo(target);
        return target;
    }

    public static object CopyToTooSmallSpan() => Describe.Thrown(() => Sparse.CopyTo(new float[5]));

    public static object CopiesDoNotShareStorage()
    {
        VBuffer<float> original = new(2, [1, 2]), copy = default;
        original.CopyTo(ref copy);
        VBufferEditor.Create(ref copy, 2).Values[0] = 7;
        return new { original = Show(original), copy = Show(copy) };
    }

    public static object EditDense()
    {
        VBuffer<float> buffer = default;
        var editor = VBufferEditor.Create(ref buffer, 3);
        editor.Values[1] = 5;
        return new { editor.CreatedNewValues, editor.CreatedNewIndices, committed = Show(editor.Commit()) };
    }

    public static object EditSparse()
    {
        VBuffer<float> buffer = default;
        var editor = VBufferEditor.Create(ref buffer, 10, 2);
        editor.Values[0] = 5;
        editor.Indices[0] = 3;
        editor.Values[1] = 6;
        editor.Indices[1] = 8;
        return Show(editor.Commit());
    }

    public static object EditTruncated()
    {
        VBuffer<float> buffer = default;
        var editor = VBufferEditor.Create(ref buffer, 10, 4);
        editor.Values[0] = 5;
        editor.Indices[0] = 3;
        return Show(editor.CommitTruncated(1));
    }

    public static object EditReusesStorage()
    {
        var buffer = new VBuffer<float>(3, [1, 2, 3]);
        var editor = VBufferEditor.Create(ref buffer, 2);
        return new { editor.CreatedNewValues, committed = Show(editor.Commit()) };
    }

    public static object EditFromBuffer()
    {
        VBuffer<float> buffer = Sparse;
        var editor = VBufferEditor.CreateFromBuffer(ref buffer);
        editor.Values[0] = 10;
        return Show(editor.Commit());
    }
}
