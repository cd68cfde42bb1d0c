using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// Squares of the gradients of every row's own loss. Their mean at a value is twice what an error of one there is expected to cost
/// (the diagonal of the Fisher information), which makes errors of different layers comparable.
/// </summary>
internal sealed class GradientSums
{
    private readonly TracedProduct[] _products;
    private readonly IReadOnlyList<TracedLookup> _lookups;
    private readonly TableLayout? _tables;
    private readonly Dictionary<string, FisherSums>? _fisher;
    private readonly Dictionary<string, double> _productSums;
    private readonly double[] _fieldSums;
    private readonly int[] _widths;
    private double _weight;

    public GradientSums(Network network, TracedProduct[] products, IReadOnlyList<TracedLookup> lookups, bool isFisher, int threads)
    {
        (_products, _lookups, _tables) = (products, lookups, network.Tables);
        _productSums = products.ToDictionary(product => product.Weight, _ => 0.0);
        _fieldSums = new double[network.Shape.Categories];
        _widths = new int[network.Shape.Categories];
        if (!isFisher)
            return;
        _fisher = products.ToDictionary(product => product.Weight, product => new FisherSums(product.Folded.Columns, product.Output.Columns, threads));
        Rows = lookups.ToDictionary(lookup => lookup.Table, lookup => new float[lookup.Range.Rows]);
    }

    /// <summary>By the name of a matrix, inputs × outputs sums; empty unless they were wanted.</summary>
    public IReadOnlyDictionary<string, double[]> Products => _fisher?.ToDictionary(pair => pair.Key, pair => pair.Value.Values) ?? [];

    /// <summary>By the name of a table the sum of every row; empty unless they were wanted.</summary>
    public Dictionary<string, float[]> Rows { get; } = [];

    /// <summary>By the name of a matrix the mean square of a value of its product.</summary>
    public IReadOnlyDictionary<string, double> ProductSquares => _products.ToDictionary(product => product.Weight,
        product => _productSums[product.Weight] / (_weight * product.Output.Size));

    /// <summary>By the encoder's field the mean square of a value of its row.</summary>
    public double[] FieldSquares => [.. _fieldSums.Select((sum, i) => _widths[i] == 0 ? 0 : sum / (_weight * _widths[i]))];

    public void Add(EncodedBatch batch, Workspace memory, Gradients gradients)
    {
        _weight += Training.NetworkTrainer.SumOf(batch.Weights, batch.Rows);
        foreach (var lookup in _lookups)
        {
            if (gradients.Of(lookup.Rows.Memory) is { } gradient)
                AddRows(batch, memory.Ids(lookup.Range), (CpuTensor)memory[gradient], Rows.GetValueOrDefault(lookup.Table));
        }
        foreach (var product in _products)
        {
            var weights = Calibration.Repeated(batch, product.Output.RowsPerExample);
            if (gradients.Of(product.Output) is not { } gradient)
                continue;
            var g = ((CpuTensor)memory[gradient]).Span;
            _productSums[product.Weight] += WeightedSquares(g, product.Output.Columns, weights);
            _fisher?[product.Weight].Add(((CpuTensor)memory[product.Folded]).Span, g, weights, batch.Rows * product.Output.RowsPerExample);
        }
    }

    private void AddRows(EncodedBatch batch, in IdBatch ids, CpuTensor gradient, float[]? rows)
    {
        int width = gradient.Columns / ids.Fields;
        for (int row = 0; row < ids.Rows; row++)
        {
            for (int place = 0; place < ids.Fields; place++)
            {
                var g = gradient.Span.Slice((row * gradient.Columns) + (place * width), width);
                float square = TensorPrimitives.SumOfSquares<float>(g) * (batch.Weights is null ? 1 : batch.Weights[row]);
                int field = _tables?.Fields.Order[ids.FirstField + place] ?? (ids.FirstField + place);
                (_fieldSums[field], _widths[field]) = (_fieldSums[field] + square, width);
                for (int at = ids.Begin(row, place); rows is not null && at < ids.End(row, place); at++)
                    rows[ids.Ids[at] - ids.Base] += square * (ids.Factors is null ? 1 : ids.Factors[at] * ids.Factors[at]);
            }
        }
    }

    private static double WeightedSquares(ReadOnlySpan<float> g, int columns, ReadOnlySpan<float> weights)
    {
        if (weights.IsEmpty)
            return TensorPrimitives.SumOfSquares(g);
        double sum = 0;
        for (int row = 0; row < weights.Length; row++)
            sum += weights[row] * (double)TensorPrimitives.SumOfSquares(g.Slice(row * columns, columns));
        return sum;
    }
}
