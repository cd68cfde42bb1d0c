using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>The network of <c>NeuralNetwork</c> against loops, over every kind of input at once and each alone.</summary>
public class MultilayerPerceptronTests
{
    private const int Rows = 5;
    private const int IdsPerField = 3;
    private const int Dimension = 2;
    private const int Slots = 7;
    private const int Units = 4;
    private const int Outputs = 3;

    [Theory]
    [InlineData(2, 1, true)]
    [InlineData(2, 0, false)]
    [InlineData(0, 3, false)]
    [InlineData(0, 0, true)]
    [InlineData(0, 2, true)]
    [InlineData(1, 0, true)]
    public void Outputs_are_those_of_loops(int categories, int numbers, bool isSparse)
    {
        int categoryRows = categories * IdsPerField;
        var shape = new NetworkShape(categories, categoryRows, isSparse ? Slots : 0, isSparse ? 1 : 0, numbers, Outputs);
        var batch = Batch(categories, numbers, isSparse);
        var network = new TestNetwork(
            new MultilayerPerceptron { HiddenUnits = [Units], Activation = Activation.Tanh }, shape, Dimension, new CpuBackend(1));
        float[] actual = network.Infer(batch);
        var values = network.Parameters.All.ToDictionary(p => p.Name, p => TestNetwork.Read(p.Tensor));

        for (int row = 0; row < Rows; row++)
        {
            float[] input = Input(batch, row, categories, numbers, values);
            var hidden = new double[Units];
            for (int unit = 0; unit < Units; unit++)
            {
                double sum = values["deep.0.bias"][unit];
                for (int i = 0; i < input.Length; i++)
                    sum += input[i] * values["deep.0.weight"][(i * Units) + unit];
                if (isSparse)
                    sum += Sparse(batch, row, categories, categoryRows, slot => values["sparse.weight"][(slot * Units) + unit]);
                hidden[unit] = Math.Tanh(sum);
            }
            for (int output = 0; output < Outputs; output++)
            {
                double sum = values["deep.output.bias"][output];
                for (int unit = 0; unit < Units; unit++)
                    sum += hidden[unit] * values["deep.output.weight"][(unit * Outputs) + output];
                Assert.Equal(sum, actual[(row * Outputs) + output], 1e-5);
            }
        }
    }

    private static float[] Input(EncodedBatch batch, int row, int categories, int numbers, Dictionary<string, float[]> values)
    {
        var input = new List<float>();
        int fields = batch.Fields;
        for (int field = 0; field < categories; field++)
        {
            int id = batch.Ids[batch.Starts![(row * fields) + field]];
            input.AddRange(values["embedding"].AsSpan(id * Dimension, Dimension));
        }
        input.AddRange(batch.Values.AsSpan(row * numbers, numbers));
        return [.. input];
    }

    private static double Sparse(EncodedBatch batch, int row, int categories, int categoryRows, Func<int, float> weight)
    {
        int at = (row * batch.Fields) + categories;
        double sum = 0;
        for (int i = batch.Starts![at]; i < batch.Starts[at + 1]; i++)
            sum += batch.Factors![i] * weight(batch.Ids[i] - categoryRows);
        return sum;
    }

    /// <summary>One id of every category; of the sparse vector 1 to 3 slots.</summary>
    private static EncodedBatch Batch(int categories, int numbers, bool isSparse)
    {
        var random = new Random(3);
        var ids = new List<int>();
        var factors = new List<float>();
        var starts = new List<int> { 0 };
        for (int row = 0; row < Rows; row++)
        {
            for (int field = 0; field < categories; field++)
            {
                ids.Add((field * IdsPerField) + random.Next(IdsPerField));
                factors.Add(1);
                starts.Add(ids.Count);
            }
            for (int i = 0; isSparse && i < 1 + (row % 3); i++)
            {
                ids.Add((categories * IdsPerField) + ((2 * i) + random.Next(2)));
                factors.Add(random.NextSingle() - 0.5f);
            }
            if (isSparse)
                starts.Add(ids.Count);
        }
        return new EncodedBatch
        {
            Rows = Rows,
            Fields = categories + (isSparse ? 1 : 0),
            Numbers = numbers,
            TargetCount = 1,
            Ids = [.. ids],
            Starts = [.. starts],
            Factors = [.. factors],
            Values = [.. Enumerable.Range(0, Rows * numbers).Select(_ => random.NextSingle() - 0.5f)],
            Targets = new float[Rows],
        };
    }
}
