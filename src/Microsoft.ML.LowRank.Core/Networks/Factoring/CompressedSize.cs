namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>What a network takes at given ranks: a rank of a field's rows is also rows of every matrix that reads them.</summary>
/// <param name="parts">The network as it is.</param>
/// <param name="candidates">What ranks are given to.</param>
/// <param name="fileBytes">Bytes of its model file.</param>
/// <param name="quantizes">Whether tables are to be stored in bytes.</param>
/// <param name="hasInnerActivation">Whether there is an activation between factors.</param>
internal sealed class CompressedSize(
    NetworkParts parts, IReadOnlyList<FactorCandidate> candidates, long fileBytes, bool quantizes, bool hasInnerActivation) : ICompressionCost
{
    private readonly long _parameters = parts.Network.Parameters.All.Sum(parameter => parameter.Tensor.Count);
    private readonly (TracedProduct Product, int Candidate)[] _products =
    [
        .. parts.Products.DistinctBy(product => product.Weight)
            .Select(product => (product, candidates.ToList().FindIndex(candidate => candidate.Product == product)))
            .Where(pair => pair.Item2 >= 0 || pair.product.Fields is not null),
    ];

    public long OriginalBytes => fileBytes;

    public long Parameters(ReadOnlySpan<int> ranks) => _parameters + Change(ranks, isBytes: false, isQuantized: false);

    /// <summary>Bytes that the file was found to take beyond what is counted here: names and shapes of more matrices.</summary>
    public long Overhead { get; set; }

    public long Bytes(ReadOnlySpan<int> ranks) => fileBytes + OverheadOf(ranks) + Change(ranks, isBytes: true, quantizes);

    /// <summary>The same with tables that are not stored in bytes.</summary>
    public long UnquantizedBytes(ReadOnlySpan<int> ranks) => fileBytes + OverheadOf(ranks) + Change(ranks, isBytes: true, isQuantized: false);

    private long OverheadOf(ReadOnlySpan<int> ranks) => ranks.ContainsAnyExcept(0) ? Overhead : 0;

    private long Change(ReadOnlySpan<int> ranks, bool isBytes, bool isQuantized)
    {
        long unit = isBytes ? sizeof(float) : 1;
        long change = 0;
        // Widths of the fields' rows, and columns that folding takes out of what reads them.
        int narrower = 0;
        bool folds = false;
        for (int i = 0; i < candidates.Count; i++)
        {
            if (!candidates[i].IsTable)
                continue;
            var field = parts.Fields[candidates[i].Field];
            folds |= ranks[i] > 0;
            int width = ranks[i] > 0 ? ranks[i] : field.Width;
            narrower += field.Width - width;
            change += RowChange(field, width, isBytes, isQuantized);
            if (ranks[i] > 0 && parts.NeedsRestored)
                change += UpChange(field, width) * unit;
        }
        foreach (var (product, candidate) in _products)
            change += ProductChange(product, candidate < 0 ? 0 : ranks[candidate], folds ? narrower : 0, folds) * unit;
        return change;
    }

    private static long RowChange(FieldVectors field, int width, bool isBytes, bool isQuantized)
    {
        long before = (long)field.Rows * field.Width;
        if (!isBytes)
            return ((long)field.Rows * width) - before;
        // Bytes, and a scale of two bytes for every row.
        return (isQuantized && width > 1 ? field.Rows * (width + 2L) : (long)field.Rows * width * sizeof(float)) - (before * sizeof(float));
    }

    private static long UpChange(FieldVectors field, int width)
    {
        int dimension = field.Up is null ? field.Width : field.Up.Length / field.Width;
        return ((long)width * dimension) + dimension - (field.Up is null ? 0 : field.Up.Length + dimension);
    }

    private long ProductChange(TracedProduct product, int rank, int narrower, bool folds)
    {
        var network = parts.Network;
        bool isFactored = network.Parameters.Find(product.Weight + NetworkBuilder.Down) is not null;
        int before = isFactored ? network.Parameters.Find(product.Weight + NetworkBuilder.Down)!.Tensor.Columns : 0;
        long inputs = product.Folded.Columns, outputs = product.Output.Columns;
        long now = inputs;
        if (product.Fields is { } fields)
        {
            now -= narrower;
            if (fields.HasNumbers && folds && network.Tables is null)
                now -= (long)network.Shape.Numbers * (network.EmbeddingDimension - 1);
        }
        long MatrixOf(long rows, int k) => k == 0 ? rows * outputs : (rows + outputs) * k;
        long change = MatrixOf(now, rank > 0 ? rank : before) - MatrixOf(inputs, before);
        if (rank > 0 && hasInnerActivation)
            change += rank;
        bool movesBias = rank > 0 || (product.Fields is not null && folds);
        return movesBias && product.Bias is null && network.Parameters.Find(product.Weight + NetworkBuilder.Offset) is null ? change + outputs : change;
    }
}
