using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Serialization;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>Networks whose tables are bytes: scored, saved, and refused when the file is damaged.</summary>
public class ByteTableFileTests
{
    private const string Table = "network.embedding";
    private const string Scales = "network.embedding.scales";

    [Fact]
    public void A_network_with_tables_of_bytes_scores_as_with_the_values_that_they_stand_for()
    {
        var quantized = Model(asBytes: true);
        float[] expected = Scores(Model(asBytes: false));
        Assert.Equal(expected, Scores(quantized));
        Assert.True(expected.Distinct().Count() > 10);
    }

    [Fact]
    public void A_saved_table_of_bytes_is_read_as_it_was()
    {
        var model = Model(asBytes: true);
        var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        var file = ModelFileReader.Read(stream);
        var layer = model.Layers.Single(layer => layer.Name == "embedding");
        Assert.Equal(TensorType.I8, file.Tensors[Table].Type);
        Assert.Equal([layer.Rows, layer.Columns], file.Tensors[Table].Shape);
        Assert.Equal(TensorType.F16, file.Tensors[Scales].Type);
        Assert.Equal([layer.Rows], file.Tensors[Scales].Shape);
        Assert.Equal((true, (long)layer.Rows * (layer.Columns + 2)), (layer.IsQuantized, layer.Bytes));

        var loaded = CtrModelParameters.Of(file);
        Assert.Equal(Scores(model), Scores(loaded));
        Assert.Equal(model.Layers, loaded.Layers.OrderBy(read => model.Layers.ToList().FindIndex(layer => layer.Name == read.Name)));
        Assert.All(loaded.Layers, read => Assert.Equal(read.Name is "embedding" or "linear", read.IsQuantized));
    }

    [Fact]
    public void A_warm_start_goes_on_from_the_values_that_the_bytes_stand_for()
    {
        var earlier = Model(asBytes: true);
        var parameters = new ParameterSet(new CpuBackend(1), seed: 9);
        var network = new Network(new DeepFm { HiddenUnits = [5] }, Network.ShapeOf(earlier.Encoder, 1), 3, parameters);
        WarmStart.Begin(earlier, earlier.Encoder, network);
        foreach (var parameter in parameters.All)
        {
            Assert.IsType<CpuTensor>(parameter.Tensor);
            Assert.Equal(TestNetwork.Read(earlier.Network.Parameters.Find(parameter.Name)!.Tensor), TestNetwork.Read(parameter.Tensor));
        }
    }

    [Fact]
    public void Damaged_tables_are_refused_with_what_is_wrong()
    {
        var file = Model(asBytes: true).ToFile();
        int rows = (int)file.Tensors[Table].Shape[0], columns = (int)file.Tensors[Table].Shape[1];
        var scales = file.Tensors[Scales].ToArray<Half>();
        Refused(Scales, null, "beside it");
        Refused(Table, null, "embedding");
        Refused(Scales, Of(scales[1..]), "not a list");
        Refused(Scales, ModelTensor.Of(scales, rows, 1), "not a list");
        Refused(Scales, ModelTensor.Of(new float[rows], rows), "not a list");
        foreach (var scale in new[] { Half.NaN, Half.PositiveInfinity, (Half)(-1), Half.NegativeZero })
            Refused(Scales, Of([.. scales[..3], scale, .. scales[4..]]), "negative or not finite");
        Refused(Table, ModelTensor.Of(new sbyte[rows * columns], rows * columns), "not a matrix");
        Refused(Table, ModelTensor.Of(Array.Empty<sbyte>(), 0, columns), "not a matrix");
        Refused(Table, ModelTensor.Of(Enumerable.Repeat(sbyte.MinValue, rows * columns).ToArray(), rows, columns), "−128");
        Refused(Table, ModelTensor.Of(new sbyte[rows * (columns + 1)], rows, columns + 1), "needs");
        Refused(Table, ModelTensor.Of(new Half[rows * columns], rows, columns), "not a matrix of float32");
        // Only tables can be bytes: a network multiplies the others.
        Refused("network.bias", ModelTensor.Of(new sbyte[1], 1, 1), "not a matrix of float32");
        Refused("network.other.scales", Of(scales), "not a matrix of float32");

        void Refused(string name, ModelTensor? tensor, string expected)
        {
            var tensors = new Dictionary<string, ModelTensor>(file.Tensors);
            tensors.Remove(name);
            if (tensor is not null)
                tensors.Add(name, tensor);
            string message = Assert.Throws<InvalidDataException>(
                () => CtrModelParameters.Of(new ModelFile(file.Kind, file.Manifest, tensors))).Message;
            Assert.Contains(expected, message);
        }
    }

    private static ModelTensor Of(Half[] scales) => ModelTensor.Of(scales, scales.Length);

    /// <summary>An untrained network whose tables are bytes, or the float32 values that these stand for.</summary>
    private static CtrModelParameters Model(bool asBytes)
    {
        var engine = new CpuBackend(1);
        var learner = new FeatureLearner([new("site", FieldKind.Category), new("device", FieldKind.Category)]);
        for (int row = 0; row < 60; row++)
            Give(learner, row);
        var encoder = learner.Finish();
        var shape = Network.ShapeOf(encoder, 1);
        var made = new ParameterSet(engine, seed: 3);
        new Network(new DeepFm { HiddenUnits = [5] }, shape, 3, made).Trace(isTraining: false);
        var parameters = new ParameterSet(engine, seed: 3, isComplete: true);
        foreach (var parameter in made.All)
            parameters.Add(parameter.Name, parameter.Kind, parameter.Kind == ParameterKind.Table ? Quantized(parameter.Tensor, asBytes) : parameter.Tensor);
        return new CtrModelParameters(encoder, new Network(new DeepFm { HiddenUnits = [5] }, shape, 3, parameters));
    }

    private static Tensor Quantized(Tensor tensor, bool asBytes)
    {
        var bytes = new ByteTensor(tensor.Rows, tensor.Columns);
        bytes.Write(TestNetwork.Read(tensor));
        if (asBytes)
            return bytes;
        var floats = new CpuTensor(tensor.Rows, tensor.Columns);
        floats.Write(TestNetwork.Read(bytes));
        return floats;
    }

    private static void Give(IFeatureSink sink, int row)
    {
        sink.BeginRow();
        sink.Text(0, $"site{row * 7 % 31}");
        sink.Integer(1, (ulong)(row % 5));
        sink.EndRow();
    }

    private static float[] Scores(CtrModelParameters model)
    {
        var rows = new FeatureBatch(model.Encoder, 0, 8);
        for (int row = 0; row < 40; row++)
            Give(rows, row);
        var scores = new float[40];
        model.Score(rows.Batch, scores);
        return scores;
    }
}
