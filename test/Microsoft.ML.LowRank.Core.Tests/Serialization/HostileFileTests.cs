using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.LinearAlgebra;
using Xunit.Abstractions;

namespace Microsoft.ML.LowRank.Serialization;

public class HostileFileTests(ITestOutputHelper output)
{
    private const string Digest = "0000000000000000000000000000000000000000000000000000000000000000";

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] bytes = Projection();
        for (int length = 0; length < bytes.Length; length++)
        {
            AssertRefused(new MemoryStream(bytes, 0, length));
            AssertRefused(new ModelFileTests.Trickle(bytes[..length]));
        }
    }

    [Fact]
    public void A_flip_of_any_bit_is_refused()
    {
        byte[] bytes = Projection();
        for (int at = 0; at < bytes.Length; at++)
            for (int bit = 0; bit < 8; bit++)
            {
                bytes[at] ^= (byte)(1 << bit);
                AssertRefused(new MemoryStream(bytes));
                bytes[at] ^= (byte)(1 << bit);
            }
    }

    [Fact]
    public void Random_damage_is_refused_without_taking_memory_for_it()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] original = Projection();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] bytes = (byte[])original.Clone();
            int count = random.Next(1, 12);
            for (int i = 0; i < count; i++)
            {
                // Mostly in the header, where structure can break; the digits of numbers above all.
                int at = random.Next(0, random.Next(2) == 0 ? bytes.Length : 700);
                bytes[at] = random.Next(3) == 0 ? (byte)('0' + random.Next(10)) : (byte)random.Next(256);
            }
            if (bytes.AsSpan().SequenceEqual(original))
                continue;
            AssertRefused(new MemoryStream(bytes));
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2000L * 200_000);
    }

    [Fact]
    public void Damage_with_a_right_digest_is_refused_too_or_gives_a_finite_model()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] original = Projection();
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(original);
        for (int trial = 0; trial < 3000; trial++)
        {
            byte[] bytes = (byte[])original.Clone();
            int count = random.Next(1, 6);
            for (int i = 0; i < count; i++)
                bytes[8 + random.Next(random.Next(3) == 0 ? bytes.Length - 8 : header)] = (byte)random.Next(32, 127);
            if (!TrySign(bytes))
                continue;
            try
            {
                var projection = LowRankProjection.Load(new MemoryStream(bytes));
                Assert.DoesNotContain(projection.Basis.ToArray(), v => !float.IsFinite(v));
                Assert.InRange(projection.Rank, 1, projection.InputDimension);
            }
            catch (InvalidDataException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 40)]
    [InlineData((16UL << 20) + 1)]
    [InlineData(0UL)]
    [InlineData(1UL)]
    public void An_absurd_header_length_is_refused_before_memory_is_taken(ulong length)
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        AssertRefused(new MemoryStream(bytes), $"{length} bytes long");
    }

    [Fact]
    public void A_newer_version_is_named_beside_our_own() =>
        AssertRefused(Signed("", version: "7"), "format version 7", "up to 1");

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("one")]
    [InlineData("99999999999999999999")]
    public void A_version_that_is_none_is_refused(string version) => AssertRefused(Signed("", version: version), "version");

    [Theory]
    [InlineData("\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,16]}", "larger than")]
    [InlineData("\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,9223372036854775807],\"data_offsets\":[0,4]}", "larger than")]
    [InlineData("\"a\":{\"dtype\":\"F64\",\"shape\":[200000000],\"data_offsets\":[0,1600000000]}", "are left")]
    [InlineData("\"a\":{\"dtype\":\"F32\",\"shape\":[5],\"data_offsets\":[0,16]}", "takes 20 bytes")]
    [InlineData("\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[16,0]}", "not a begin and an end")]
    [InlineData("\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0]}", "not a begin and an end")]
    [InlineData("\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[-16,0]}", "whole number")]
    [InlineData("\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,1e400]}", "whole number")]
    [InlineData("\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[4,20]}", "gap or overlap")]
    [InlineData("\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[12,16]}", "gap or overlap")]
    [InlineData("\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[16,16]}", "JSON")]
    [InlineData("\"a\":{\"dtype\":\"BF16\",\"shape\":[8],\"data_offsets\":[0,16]}", "element type 'BF16'")]
    [InlineData("\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,4],\"data_offsets\":[0,16]}", "dimensions")]
    [InlineData("\"a\":{\"dtype\":\"F16\",\"shape\":[16],\"data_offsets\":[0,16]}", "takes 32 bytes")]
    [InlineData("\"a\":{\"dtype\":\"I8\",\"shape\":[8],\"data_offsets\":[0,16]}", "takes 8 bytes")]
    [InlineData("\"a\":[]", "not an object")]
    [InlineData("\"a\":{\"dtype\":\"F32\",\"shape\":4,\"data_offsets\":[0,16]}", "short list")]
    [InlineData("\"a\":{\"shape\":[4],\"data_offsets\":[0,16]}", "'dtype'")]
    [InlineData("\"a\":{\"dtype\":\"\\ud800\",\"shape\":[4],\"data_offsets\":[0,16]}", "JSON")]
    [InlineData("\"a\":[[[[[[[[[[[[1]]]]]]]]]]]]", "JSON")]
    [InlineData("\"a\":{", "JSON")]
    public void A_malformed_tensor_is_refused_with_what_is_wrong(string entry, string expected) =>
        AssertRefused(Signed(entry), expected);

    [Fact]
    public void A_header_of_too_many_tensors_is_refused()
    {
        var entries = new StringBuilder();
        for (int i = 0; i <= 65_536; i++)
            entries.Append($"{(i == 0 ? "" : ",")}\"t{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}");
        AssertRefused(Signed(entries.ToString()), "more than 65536 tensors");
    }

    [Fact]
    public void Other_safetensors_files_are_told_apart()
    {
        AssertRefused(File("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"), "another program");
        AssertRefused(File("{\"__metadata__\":{\"format\":\"pt\"}}"), "'pt'");
        AssertRefused(Signed("", kind: "Something"), "holds a 'Something'");
    }

    [Theory]
    [InlineData("basis")]
    [InlineData("singular_values")]
    [InlineData("standard_deviations")]
    public void A_projection_without_one_of_its_tensors_is_refused(string missing)
    {
        var file = ModelFileReader.Read(new MemoryStream(Projection()));
        var tensors = file.Tensors.Where(t => t.Key != missing).ToDictionary(t => t.Key, t => t.Value);
        AssertRefused(ModelFileTests.Write(new ModelFile(file.Kind, file.Manifest, tensors)), $"'{missing}'");
    }

    [Fact]
    public void Tensors_of_a_wrong_type_shape_or_content_are_refused()
    {
        AssertTensorRefused("basis", ModelTensor.Of([1.0, 2], 2, 1), "F64");
        AssertTensorRefused("basis", ModelTensor.Of([1f, 2], 2), "1 dimensions");
        AssertTensorRefused("basis", ModelTensor.Of([1f, 2], 1, 2), "1 × 2");
        AssertTensorRefused("basis", ModelTensor.Of(ReadOnlySpan<float>.Empty, 5, 0), "5 × 0");
        AssertTensorRefused("mean", ModelTensor.Of([1f, 2], 2), "2 values");
        AssertTensorRefused("mean", ModelTensor.Of([1f, 2, 3, float.NaN, 5], 5), "not finite");
        AssertTensorRefused("column_weights", ModelTensor.Of([1f, 2, 3, 0, 5], 5), "above 0");
        AssertTensorRefused("singular_values", ModelTensor.Of([1.0], 1), "1 singular values");
        AssertTensorRefused("standard_deviations", ModelTensor.Of([1, double.NaN], 2), "not finite");
        AssertTensorRefused("standard_deviations", ModelTensor.Of([1.0, -1], 2), "negative");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"method\":\"Automatic\",\"whitened\":false,\"rows\":1,\"weight\":1,\"energy_kept\":1,\"relative_error\":0}")]
    [InlineData("{\"method\":\"9\",\"whitened\":false,\"rows\":1,\"weight\":1,\"energy_kept\":1,\"relative_error\":0}")]
    [InlineData("{\"method\":\"Exact\",\"whitened\":1,\"rows\":1,\"weight\":1,\"energy_kept\":1,\"relative_error\":0}")]
    [InlineData("{\"method\":\"Exact\",\"whitened\":false,\"rows\":1e300,\"weight\":1,\"energy_kept\":1,\"relative_error\":0}")]
    [InlineData("{\"method\":\"Exact\",\"whitened\":false,\"rows\":-1,\"weight\":1,\"energy_kept\":1,\"relative_error\":0}")]
    [InlineData("{\"method\":\"Exact\",\"whitened\":false,\"rows\":1,\"weight\":1e999,\"energy_kept\":1,\"relative_error\":0}")]
    [InlineData("{\"method\":\"Exact\",\"whitened\":false,\"rows\":1,\"weight\":1,\"energy_kept\":2,\"relative_error\":0}")]
    public void A_manifest_that_makes_no_sense_is_refused(string manifest)
    {
        var file = ModelFileReader.Read(new MemoryStream(Projection()));
        AssertRefused(ModelFileTests.Write(new ModelFile(file.Kind, manifest, file.Tensors)), "manifest");
    }

    private static void AssertTensorRefused(string name, ModelTensor tensor, string expected)
    {
        var file = ModelFileReader.Read(new MemoryStream(Projection()));
        var tensors = new Dictionary<string, ModelTensor>(file.Tensors) { [name] = tensor };
        AssertRefused(ModelFileTests.Write(new ModelFile(file.Kind, file.Manifest, tensors)), expected);
    }

    private static void AssertRefused(byte[] bytes, params string[] expected)
    {
        AssertRefused(new MemoryStream(bytes), expected);
        if (!expected.Contains("are left"))
            AssertRefused(new ModelFileTests.Trickle(bytes), expected);
    }

    private static void AssertRefused(Stream stream, params string[] expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => LowRankProjection.Load(stream));
        foreach (string text in expected)
            Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    private static byte[] Projection()
    {
        var values = Naive.Gaussian(20, [1, 2, 3, 4, 5], 1, mixed: true);
        var stream = new MemoryStream();
        ExactFitTests.Fit(values, 5, new() { RankCeiling = 2 }).Projection.Save(stream);
        return stream.ToArray();
    }

    /// <summary>A file with a right digest, the given tensor entries and sixteen bytes of data.</summary>
    private static byte[] Signed(string entries, string version = "1", string kind = "LowRankProjection")
    {
        byte[] bytes = File(
            $"{{\"__metadata__\":{{\"sha256\":\"{Digest}\",\"format\":\"lowrank-model\",\"format_version\":\"{version}\"," +
            $"\"kind\":\"{kind}\",\"manifest\":\"{{}}\"}}{(entries.Length == 0 ? "" : "," + entries)}}}");
        TrySign(bytes);
        return bytes;
    }

    private static byte[] File(string header)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + 16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)text.Length);
        text.CopyTo(bytes, 8);
        return bytes;
    }

    private static bool TrySign(byte[] bytes)
    {
        int at = bytes.AsSpan().IndexOf("\"sha256\":\""u8);
        if (at < 0 || at + 74 > bytes.Length)
            return false;
        var digits = bytes.AsSpan(at + 10, 64);
        digits.Fill((byte)'0');
        // What a reader takes in: trailing bytes of the test's files are no part of a shorter announcement.
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(Covered(bytes))), digits);
        return true;
    }

    private static byte[] Covered(byte[] bytes) =>
        bytes.AsSpan().IndexOf("\"dtype\""u8) >= 0 ? bytes : bytes[..(8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes))];
}
