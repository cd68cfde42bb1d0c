using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.LowRank.Serialization;

namespace Microsoft.ML.LowRank.Features;

public class FeatureFileTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void A_saved_encoder_encodes_as_before(bool keepTexts, bool withCounts)
    {
        var encoder = Sample.Learn(300, keepTexts);
        var (manifest, tensors) = Save(encoder, withCounts);
        var stream = new MemoryStream();
        ModelFileWriter.Write(stream, new ModelFile("Test", manifest, tensors));
        stream.Position = 0;
        var file = ModelFileReader.Read(stream);
        var loaded = FeatureEncoder.Load(file.Manifest, file.Tensors);
        Assert.Equal(Sample.Texts(Sample.Encode(encoder, Enumerable.Range(100, 400)).Batch),
            Sample.Texts(Sample.Encode(loaded, Enumerable.Range(100, 400)).Batch));
        Assert.Equal(encoder.Fields, loaded.Fields);
        Assert.Equal(encoder.NumberNames, loaded.NumberNames);
        Assert.Equal(encoder.TableNames, loaded.TableNames);
        Assert.Equal(withCounts ? encoder.Counts : null, loaded.Counts);
        for (int row = 0; row < encoder.TableRows; row++)
            Assert.Equal(encoder.TextOf(row), loaded.TextOf(row));
        Assert.Equal(Enumerable.Range(0, (int)encoder.TableRows), loaded.RowsOf(encoder));
        Assert.Equal(keepTexts, Enumerable.Range(0, (int)loaded.TableRows).Any(row => loaded.TextOf(row) is not null));
    }

    [Fact]
    public void Fingerprints_survive_their_bytes()
    {
        var values = Gen.Choose(int.MinValue, int.MaxValue).Three().ListOf().ToArbitrary();
        Prop.ForAll(values, list =>
        {
            var numbers = list.Select(v => ((ulong)(uint)v.Item1 << 32 | (uint)v.Item2) >> (int)((uint)v.Item3 % 64));
            ulong[] fingerprints = [.. numbers.Append(ulong.MaxValue).Distinct().Order()];
            byte[] bytes = VocabularyBytes.Write(fingerprints);
            Assert.Equal(fingerprints, VocabularyBytes.Read(bytes, fingerprints.Length, "f"));
            for (int length = 0; length < bytes.Length; length++)
                Assert.Throws<InvalidDataException>(() => VocabularyBytes.Read(bytes.AsSpan(0, length), fingerprints.Length, "f"));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("0505", 3, "announced")]
    [InlineData("0505", -1, "announced")]
    [InlineData("0500", 2, "not above")]
    [InlineData("050585", 2, "follow")]
    [InlineData("0585", 2, "end within")]
    [InlineData("FFFFFFFFFFFFFFFFFF02", 1, "64 bits")]
    [InlineData("FFFFFFFFFFFFFFFFFF8100", 1, "64 bits")]
    [InlineData("FFFFFFFFFFFFFFFFFF0101", 2, "not above")]
    public void Bytes_that_are_no_vocabulary_are_refused(string bytes, int count, string expected) => Assert.Contains(
        expected, Assert.Throws<InvalidDataException>(() => VocabularyBytes.Read(Convert.FromHexString(bytes), count, "f")).Message);

    [Fact]
    public void Counts_survive_their_bytes_and_rare_ones_take_one()
    {
        var values = Gen.Zip(Gen.Choose(0, int.MaxValue), Gen.Choose(0, 30)).ListOf().ToArbitrary();
        Prop.ForAll(values, list =>
        {
            int[] counts = [.. list.Select(v => v.Item1 >> v.Item2), int.MaxValue, 0];
            byte[] bytes = CountBytes.Write(counts);
            Assert.Equal(counts, CountBytes.Read(bytes, counts.Length));
            Assert.Equal(counts.Sum(count => 1 + (Math.Max(0, BitOperations.Log2((uint)count)) / 7)), bytes.Length);
            for (int length = 0; length < bytes.Length; length++)
                Assert.Throws<InvalidDataException>(() => CountBytes.Read(bytes.AsSpan(0, length), counts.Length));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("0505", 3, "are needed")]
    [InlineData("0505", -1, "are needed")]
    [InlineData("0505", long.MaxValue, "are needed")]
    [InlineData("050585", 2, "follow")]
    [InlineData("0585", 2, "end within")]
    [InlineData("FFFFFFFF08", 1, "above")]
    [InlineData("FFFFFFFF8700", 1, "above")]
    [InlineData("FFFFFFFFFFFFFFFFFF01", 1, "above")]
    public void Bytes_that_are_no_counts_are_refused(string bytes, long rows, string expected) => Assert.Contains(
        expected, Assert.Throws<InvalidDataException>(() => CountBytes.Read(Convert.FromHexString(bytes), rows)).Message);

    [Fact]
    public void A_count_that_is_only_announced_takes_no_memory()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => VocabularyBytes.Read(new byte[100], int.MaxValue, "f"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void An_encoder_without_any_one_of_its_tensors_or_with_another_in_its_place_is_refused()
    {
        var (manifest, tensors) = Save(Sample.Learn(50, keepTexts: true), withCounts: true);
        foreach (string name in tensors.Keys)
        {
            var less = tensors.Where(t => t.Key != name).ToDictionary();
            // Texts and counts are optional.
            if (!name.EndsWith("texts", StringComparison.Ordinal) && !name.EndsWith("counts", StringComparison.Ordinal))
                Assert.Contains(name, Assert.Throws<InvalidDataException>(() => FeatureEncoder.Load(manifest, less)).Message);
            less[name] = ModelTensor.Of([1.0, double.NaN], 2);
            Assert.Contains(name, Assert.Throws<InvalidDataException>(() => FeatureEncoder.Load(manifest, less)).Message);
        }
    }

    [Fact]
    public void Content_that_cannot_be_is_refused()
    {
        var encoder = Sample.Learn(50, keepTexts: true);
        var (manifest, tensors) = Save(encoder, withCounts: true);
        Refused("features.5.edges", ModelTensor.Of([1f, 1f], 2), "'age'");
        Refused("features.5.edges", ModelTensor.Of([1f, float.NaN], 2), "'age'");
        Refused("features.5.edges", ModelTensor.Of([1f, 2, 3, 4, 5], 5), "'age'");
        Refused("features.counts", ModelTensor.Of(new byte[] { 1, 2 }, 2), "counts");
        Refused("features.counts", ModelTensor.Of(encoder.Counts.AsSpan(), encoder.Counts!.Length), "counts");
        int[] offsets = tensors["features.0.text_offsets"].ToArray<int>();
        Refused("features.0.text_offsets", ModelTensor.Of(offsets.AsSpan(1), offsets.Length - 1), "texts");
        (offsets[1], offsets[2]) = (offsets[2] + 1, offsets[1]);
        Refused("features.0.text_offsets", ModelTensor.Of(offsets, offsets.Length), "texts");

        void Refused(string name, ModelTensor tensor, string expected)
        {
            var changed = tensors.ToDictionary();
            changed[name] = tensor;
            Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => FeatureEncoder.Load(manifest, changed)).Message);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"Fields\":[]}")]
    [InlineData("{\"Fields\":[null]}")]
    [InlineData("{\"Fields\":[{\"Field\":null}]}")]
    [InlineData("{\"Fields\":[{\"Field\":{\"Kind\":0,\"HashBits\":4,\"MinimumCount\":1,\"BinCount\":1}}]}")]
    [InlineData("{\"Fields\":[{\"Field\":{\"Name\":\"a\",\"Kind\":7,\"HashBits\":4,\"MinimumCount\":1,\"BinCount\":1}}]}")]
    [InlineData("{\"Fields\":[{\"Field\":{\"Name\":\"a\",\"Kind\":0,\"HashBits\":64,\"MinimumCount\":1,\"BinCount\":1}}]}")]
    [InlineData("{\"Fields\":[{\"Field\":{\"Name\":\"a\",\"Kind\":0,\"HashBits\":4,\"MinimumCount\":1,\"BinCount\":1},\"Ids\":3}]}")]
    [InlineData("{\"Fields\":[{\"Field\":{\"Name\":\"a\",\"Kind\":0,\"HashBits\":4,\"MinimumCount\":1,\"BinCount\":1},\"Deviation\":-1}]}")]
    [InlineData("{\"Fields\":[{\"Field\":{\"Name\":\"a\",\"Kind\":0,\"HashBits\":4,\"MinimumCount\":1,\"BinCount\":1},\"HasMissing\":true}]}")]
    [InlineData("{\"Fields\":[{\"Field\":{\"Name\":\"a\",\"Kind\":2,\"SlotCount\":2147483647,\"MinimumCount\":1,\"BinCount\":1}},{\"Field\":{\"Name\":\"b\",\"Kind\":2,\"SlotCount\":1,\"MinimumCount\":1,\"BinCount\":1}}]}")]
    public void A_manifest_that_makes_no_sense_is_refused(string manifest) => Assert.NotEmpty(
        Assert.Throws<InvalidDataException>(() => FeatureEncoder.Load(manifest, new Dictionary<string, ModelTensor>())).Message);

    [Fact]
    public void A_field_takes_few_bytes_of_the_header_and_any_name_survives()
    {
        string[] names = [.. Enumerable.Range(0, 50).Select(i => $"a \"quoted\" \\ <näme> {i}")];
        var encoder = new FeatureLearner([.. names.Select(name => new FeatureField(name, FieldKind.Category) { HashBits = 4 })]).Finish();
        var (manifest, tensors) = Save(encoder, withCounts: false);
        var stream = new MemoryStream();
        ModelFileWriter.Write(stream, new ModelFile("Test", manifest, tensors));
        Assert.InRange(stream.Length / names.Length, 1, 200);
        stream.Position = 0;
        var file = ModelFileReader.Read(stream);
        Assert.Equal(names, FeatureEncoder.Load(file.Manifest, file.Tensors).Fields.Select(field => field.Name));
    }

    private static (string Manifest, Dictionary<string, ModelTensor> Tensors) Save(FeatureEncoder encoder, bool withCounts)
    {
        var tensors = new Dictionary<string, ModelTensor>();
        return (encoder.Save(tensors, withCounts), tensors);
    }
}
