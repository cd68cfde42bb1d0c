using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

public class ModelFileTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void A_schema_is_saved_with_its_annotations()
    {
        var names = new VBuffer<ReadOnlyMemory<char>>(2, ["left".AsMemory(), "right".AsMemory()]);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add<VBuffer<ReadOnlyMemory<char>>>(
            "SlotNames", new VectorDataViewType(TextDataViewType.Instance, 2), (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
        annotations.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        var keys = new DataViewSchema.Annotations.Builder();
        keys.Add<VBuffer<float>>(
            "KeyValues", new VectorDataViewType(NumberDataViewType.Single, 4), (ref VBuffer<float> value) => value = new(4, 1, [7f], [2]));
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Vector", new VectorDataViewType(NumberDataViewType.Single, 2), annotations.ToAnnotations());
        builder.AddColumn("Key", new KeyDataViewType(typeof(uint), 4), keys.ToAnnotations());
        builder.AddColumn("Varying", new VectorDataViewType(TextDataViewType.Instance));
        builder.AddColumn("Shaped", new VectorDataViewType(NumberDataViewType.Double, 2, 3));
        builder.AddColumn("When", DateTimeDataViewType.Instance);
        builder.AddColumn("Vector", NumberDataViewType.Int64);
        var schema = builder.ToSchema();

        using var stream = new MemoryStream();
        _context.Model.Save(new TransformerChain<ITransformer>(), schema, stream);
        stream.Position = 0;
        var model = new MLContext().Model.Load(stream, out var loaded);
        Assert.Empty(Assert.IsType<TransformerChain<ITransformer>>(model));
        Assert.Equal(schema.Select(c => c.ToString()), loaded.Select(c => c.ToString()));
        Assert.Equal(schema.Select(c => c.Type), loaded.Select(c => c.Type));
        Assert.True(loaded[0].IsHidden);
        VBuffer<ReadOnlyMemory<char>> slotNames = default;
        loaded[0].GetSlotNames(ref slotNames);
        Assert.Equal(["left", "right"], slotNames.DenseValues().Select(n => n.ToString()));
        VBuffer<float> keyValues = default;
        loaded["Key"].GetKeyValues(ref keyValues);
        Assert.Equal([0f, 0f, 7f, 0f], keyValues.DenseValues());
    }

    [Fact]
    public void A_model_without_schema_has_none()
    {
        using var stream = new MemoryStream();
        _context.Model.Save(new TransformerChain<ITransformer>(), null, stream);
        stream.Position = 0;
        Assert.NotNull(_context.Model.Load(stream, out var schema));
        Assert.Null(schema);
    }

    [Fact]
    public void A_file_holds_what_a_stream_holds()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[100_000]);
            _context.Model.Save(new TransformerChain<ITransformer>(), null, path);
            Assert.True(new FileInfo(path).Length < 100_000);
            Assert.NotNull(_context.Model.Load(path, out _));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void What_is_no_model_is_refused()
    {
        Assert.Throws<FormatException>(() => _context.Model.Load(new MemoryStream([1, 2, 3]), out _));
        Assert.Throws<FileNotFoundException>(() => _context.Model.Load(Path.Combine(Path.GetTempPath(), "absent.zip"), out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Model.Load("", out _));
        Assert.Throws<ArgumentNullException>(() => _context.Model.Load((Stream)null!, out _));
        Assert.Throws<ArgumentNullException>(() => _context.Model.Save(null, null, (Stream)null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Model.Save(null, null, ""));
    }
}
