using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Serialization;

public class ModelFileTests
{
    [Fact]
    public void Every_element_type_comes_back_with_its_shape()
    {
        var file = ModelFileReader.Read(new MemoryStream(Write(Example())));
        Assert.Equal("Example", file.Kind);
        Assert.Equal("{\"a\":\"ü \\\" 1\"}", file.Manifest);
        Assert.Equal(6, file.Tensors.Count);
        Assert.Equal([1.5f, -2, float.NaN, float.MaxValue, 0, -0f], file.Tensors["f32"].ToArray<float>());
        Assert.Equal([2L, 3], file.Tensors["f32"].Shape);
        Assert.Equal([Math.PI, double.Epsilon], file.Tensors["f64"].ToArray<double>());
        Assert.Equal([int.MinValue, 7, int.MaxValue], file.Tensors["i32"].ToArray<int>());
        Assert.Equal([long.MinValue, long.MaxValue], file.Tensors["i64"].ToArray<long>());
        Assert.Equal([0, 1, 255], file.Tensors["u8 \"ü\""].ToArray<byte>());
        Assert.Empty(file.Tensors["empty"].ToArray<float>());
        Assert.Equal([0L, 5], file.Tensors["empty"].Shape);
    }

    [Fact]
    public void The_bytes_are_those_of_a_safetensors_file()
    {
        // Read by the rules of the format alone, with nothing of ours.
        byte[] bytes = Write(Example());
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, header % 8);
        using var json = JsonDocument.Parse(bytes.AsMemory(8, header));
        int expected = 0;
        foreach (var tensor in json.RootElement.EnumerateObject().Where(p => p.Name != "__metadata__"))
        {
            int begin = tensor.Value.GetProperty("data_offsets")[0].GetInt32();
            Assert.Equal(expected, begin);
            expected = tensor.Value.GetProperty("data_offsets")[1].GetInt32();
            int size = tensor.Value.GetProperty("dtype").GetString() switch { "F64" or "I64" => 8, "U8" => 1, _ => 4 };
            Assert.Equal(0, begin % size);
            Assert.Equal(
                expected - begin,
                tensor.Value.GetProperty("shape").EnumerateArray().Aggregate(size, (s, e) => s * e.GetInt32()));
            if (tensor.Name == "f64")
                Assert.Equal(Math.PI, BitConverter.ToDouble(bytes, 8 + header + begin));
        }
        Assert.Equal(bytes.Length, 8 + header + expected);
        Assert.All(
            json.RootElement.GetProperty("__metadata__").EnumerateObject(),
            property => Assert.Equal(JsonValueKind.String, property.Value.ValueKind));
    }

    [Fact]
    public void The_digest_is_that_of_the_file_with_its_own_digits_zeroed()
    {
        byte[] bytes = Write(Example());
        string text = Encoding.Latin1.GetString(bytes);
        int at = text.IndexOf("\"sha256\":\"", StringComparison.Ordinal) + 10;
        string digest = text.Substring(at, 64);
        bytes.AsSpan(at, 64).Fill((byte)'0');
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), digest);
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes_in_any_order_and_culture()
    {
        byte[] expected = Write(Example());
        var reversed = new ModelFile(
            "Example", Example().Manifest, Example().Tensors.Reverse().ToDictionary(t => t.Key, t => t.Value));
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (string culture in new[] { "de-DE", "tr-TR", "ar-SA", "fa-IR" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                Assert.Equal(expected, Write(reversed));
                Assert.Equal(expected, Write(ModelFileReader.Read(new MemoryStream(expected))));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Files_follow_each_other_in_a_stream_that_cannot_seek()
    {
        byte[] bytes = Write(Example());
        using var stream = new Trickle([.. bytes, .. bytes, 42]);
        Assert.Equal(bytes, Write(ModelFileReader.Read(stream)));
        Assert.Equal(bytes, Write(ModelFileReader.Read(stream)));
        Assert.Equal(42, stream.ReadByte());
    }

    [Fact]
    public void Any_values_survive()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<float[]>(), ArbMap.Default.ArbFor<string>(), (values, text) =>
        {
            string manifest = new string([.. (text ?? "").Where(c => !char.IsSurrogate(c))]);
            var file = new ModelFile("k", manifest, new Dictionary<string, ModelTensor>
            {
                ["v"] = ModelTensor.Of(values.AsSpan(), values.Length),
            });
            var read = ModelFileReader.Read(new MemoryStream(Write(file)));
            Assert.Equal(manifest, read.Manifest);
            Assert.Equal(
                values.Select(BitConverter.SingleToUInt32Bits),
                read.Tensors["v"].ToArray<float>().Select(BitConverter.SingleToUInt32Bits));
        });
        Check.One(Config.QuickThrowOnFailure, property);
    }

    internal static ModelFile Example() => new("Example", "{\"a\":\"ü \\\" 1\"}", new Dictionary<string, ModelTensor>
    {
        ["f32"] = ModelTensor.Of([1.5f, -2, float.NaN, float.MaxValue, 0, -0f], 2, 3),
        ["f64"] = ModelTensor.Of([Math.PI, double.Epsilon], 2),
        ["i32"] = ModelTensor.Of([int.MinValue, 7, int.MaxValue], 3),
        ["i64"] = ModelTensor.Of([long.MinValue, long.MaxValue], 2, 1),
        ["u8 \"ü\""] = ModelTensor.Of(new byte[] { 0, 1, 255 }, 3),
        ["empty"] = ModelTensor.Of(ReadOnlySpan<float>.Empty, 0, 5),
    });

    internal static byte[] Write(ModelFile file)
    {
        var stream = new MemoryStream();
        ModelFileWriter.Write(stream, file);
        return stream.ToArray();
    }

    /// <summary>A stream that gives a few bytes at a time and knows no length.</summary>
    internal sealed class Trickle(byte[] bytes) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int some = Math.Min(Math.Min(count, 7), bytes.Length - _position);
            bytes.AsSpan(_position, some).CopyTo(buffer.AsSpan(offset));
            _position += some;
            return some;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
