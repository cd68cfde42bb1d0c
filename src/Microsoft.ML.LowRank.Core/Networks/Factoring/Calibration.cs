using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>Runs calibration rows through a network and sums up what its layers read, and, for Fisher weights, their gradients.</summary>
internal sealed class Calibration
{
    private const int BatchRows = 256;

    // Enough for a mean of squares.
    private const long SquareRows = 16_384;

    // A covariance of more inputs than these takes gigabytes.
    public const int MostInputs = 4096;

    private readonly Network _network;
    private readonly RowCache _rows;
    private readonly long _mostRows;
    private readonly int _threads;
    private readonly ulong _seed;
    private readonly Func<bool> _shouldStop;

    public Calibration(Network network, RowCache rows, long mostRows, int threads, ulong seed, Func<bool> shouldStop)
        => (_network, _rows, _mostRows, _threads, _seed, _shouldStop) = (network, rows, mostRows, threads, seed, shouldStop);

    /// <summary>Rows that are read.</summary>
    public long Rows => Math.Min(_mostRows, _rows.Rows);

    /// <summary>Moments of the inputs of products, by the names of their matrices.</summary>
    /// <param name="wanted">Names of matrices.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Dictionary<string, LayerMoments> Moments(IReadOnlySet<string> wanted)
    {
        TracedProduct[] products = [];
        var plan = _network.Trace(isTraining: false, (builder, output) =>
        {
            products = [.. builder.Products.Where(product => wanted.Contains(product.Weight))];
            return (output, [.. products.Select(product => product.Folded)]);
        });
        // Several products may read the same values.
        var sums = products.Select(product => product.Folded).Distinct()
            .ToDictionary(input => input, input => new StreamingMoments(input.Columns, threads: _threads));
        var block = new RowBlock();
        foreach (var (batch, memory) in Run(plan, null, Rows))
        {
            foreach (var (input, moments) in sums)
                moments.Add(Block(block, batch, memory, input));
        }
        return products.ToDictionary(product => product.Weight, product => LayerMoments.Of(sums[product.Folded]));
    }

    /// <summary>Squares of the gradients of every row's own loss at products and at rows of tables.</summary>
    /// <param name="wanted">Names of matrices.</param>
    /// <param name="loss">What the gradients are of.</param>
    /// <param name="isFisher">Whether sums for every weight and for every row of the tables are wanted, too.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public GradientSums Gradients(IReadOnlySet<string> wanted, ILoss loss, bool isFisher)
    {
        TracedProduct[] products = [];
        IReadOnlyList<TracedLookup> lookups = [];
        var plan = _network.Trace(isTraining: true, (builder, output) =>
        {
            products = [.. builder.Products.Where(product => wanted.Contains(product.Weight))];
            lookups = builder.Lookups;
            return (output, [.. products.SelectMany(product => new[] { product.Folded, product.Output }), .. lookups.Select(lookup => lookup.Rows.Memory)]);
        });
        var sums = new GradientSums(_network, products, lookups, isFisher, _threads);
        foreach (var (batch, memory) in Run(plan, loss, isFisher ? Rows : Math.Min(Rows, SquareRows)))
            sums.Add(batch, memory, plan.Gradients!);
        return sums;
    }

    /// <summary>For every direction a low quantile of x·down, over no more rows than a sample has.</summary>
    /// <param name="weight">The name of the matrix.</param>
    /// <param name="factors">Its factors.</param>
    /// <param name="quantile">Share of the rows that lie below.</param>
    public float[] LowCodes(string weight, LayerFactors factors, double quantile)
    {
        const int MostCodes = 1 << 22;
        TracedProduct? product = null;
        var plan = _network.Trace(isTraining: false, (builder, output) =>
        {
            product = builder.Products.First(candidate => candidate.Weight == weight);
            return (output, [product.Folded]);
        });
        var codes = new List<float[]>();
        long count = 0;
        foreach (var (_, memory) in Run(plan, null, Rows))
        {
            var x = (CpuTensor)memory[product!.Folded];
            var z = new float[x.Rows * factors.Rank];
            Gemm.Multiply(false, false, x.Rows, factors.Rank, x.Columns, x.Span, x.Columns, factors.Down, factors.Rank, z, factors.Rank);
            codes.Add(z);
            if ((count += z.Length) >= MostCodes)
                break;
        }
        var low = new float[factors.Rank];
        for (int l = 0; l < low.Length; l++)
        {
            float[] sorted = [.. codes.SelectMany(z => Enumerable.Range(0, z.Length / factors.Rank).Select(row => z[(row * factors.Rank) + l])).Order()];
            low[l] = sorted[(int)(quantile * (sorted.Length - 1))];
        }
        return low;
    }

    /// <summary>Runs the plan for every batch, with gradients of the loss of every row by itself where one is given.</summary>
    private IEnumerable<(EncodedBatch Batch, Workspace Memory)> Run(Plan plan, ILoss? loss, long left)
    {
        var memory = new Workspace(new CpuBackend(_threads), plan, BatchRows);
        float[] outputs = new float[BatchRows * plan.Output.Columns], gradient = new float[outputs.Length];
        foreach (var batch in _rows.ReadShuffled(BatchRows, _seed, 0))
        {
            if (_shouldStop())
                throw new OperationCanceledException("The compression was cancelled while it looked at calibration rows; there is nothing to return.");
            int rows = batch.Rows;
            if (loss is not null)
                memory.BeginBatch(batch, 0);
            memory.Forward(batch, 0, rows);
            if (loss is not null)
            {
                int count = rows * loss.Outputs;
                memory[plan.Output].Read(outputs);
                loss.Evaluate(outputs.AsSpan(0, count), batch.Targets.AsSpan(0, rows * loss.TargetCount), default, 1, gradient.AsSpan(0, count));
                memory[plan.OutputGradient!].Write(gradient.AsSpan(0, count));
                memory.Backward();
            }
            yield return (batch, memory);
            if ((left -= rows) <= 0)
                yield break;
        }
    }

    private static RowBlock Block(RowBlock block, EncodedBatch batch, Workspace memory, Value input)
    {
        var values = ((CpuTensor)memory[input]).Span;
        if (!TensorPrimitives.IsFiniteAll<float>(values))
            throw new InvalidOperationException(
                "The network has values that are not finite on the calibration rows; it cannot be compressed. Train it again with a lower learning rate.");
        if (block.Values.Length < values.Length)
            block.Values = new float[values.Length];
        values.CopyTo(block.Values);
        (block.Rows, block.Columns) = (values.Length / input.Columns, input.Columns);
        var weights = Repeated(batch, input.RowsPerExample);
        block.Weights = weights.IsEmpty ? null : weights.ToArray();
        return block;
    }

    /// <summary>The weight of every row of a value that has several rows per example; empty where all are 1.</summary>
    public static ReadOnlySpan<float> Repeated(EncodedBatch batch, int rowsPerExample)
    {
        if (batch.Weights is null)
            return default;
        var repeated = new float[batch.Rows * rowsPerExample];
        for (int i = 0; i < repeated.Length; i++)
            repeated[i] = batch.Weights[i / rowsPerExample];
        return repeated;
    }
}
