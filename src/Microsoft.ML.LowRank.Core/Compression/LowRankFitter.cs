using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Compression;

/// <summary>Fits a <see cref="LowRankProjection"/> to the rows of a source.</summary>
internal sealed class LowRankFitter
{
    /// <summary>Up to this many columns, <see cref="LowRankMethod.Automatic"/> means exact.</summary>
    public const int AutomaticExactColumns = 4096;

    private readonly LowRankFitSettings _settings;
    private readonly List<string> _messages = [];

    private LowRankFitter(LowRankFitSettings settings) => _settings = settings;

    /// <exception cref="InvalidOperationException">The rows cannot be fitted; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The settings' token was cancelled.</exception>
    public static LowRankFit Fit(IRowSource source, LowRankFitSettings settings) =>
        new LowRankFitter(settings).Run(source);

    private LowRankFit Run(IRowSource source)
    {
        int columns = source.Columns;
        var moments = Collect(source, 0);
        int limit = RankLimit(columns, moments.Rows);
        double[] covariance = moments.Covariance(_settings.Center);
        var eigen = SymmetricEigen.Decompose(
            covariance, columns, limit, _settings.Threads, _settings.CancellationToken);
        double total = eigen.Values.Sum(v => Math.Max(0, v));
        int rank = ChooseRank(eigen.Values, total, limit, columns);

        var basis = new float[columns * rank];
        for (int j = 0; j < columns; j++)
            for (int l = 0; l < rank; l++)
                basis[(j * rank) + l] = (float)eigen.Vectors[(l * columns) + j];
        double kept = eigen.Values.Take(rank).Sum(v => Math.Max(0, v));
        double share = total > 0 ? Math.Min(1, kept / total) : 1;
        var parts = new LowRankProjectionParts
        {
            Columns = columns,
            Rank = rank,
            Method = LowRankMethod.Exact,
            Whitened = _settings.Whiten,
            Rows = moments.Rows,
            Weight = moments.Weight,
            EnergyKept = share,
            RelativeError = Math.Sqrt(Math.Max(0, 1 - share)),
            Mean = _settings.Center ? Array.ConvertAll(moments.Mean(), m => (float)m) : null,
            Scale = null,
            Basis = basis,
            SingularValues = Array.ConvertAll(eigen.Values, v => Math.Sqrt(Math.Max(0, v) * moments.Weight)),
            Deviations = eigen.Values.Take(rank).Select(v => Math.Sqrt(Math.Max(0, v))).ToArray(),
        };
        return new LowRankFit(new LowRankProjection(parts), _messages);
    }

    private StreamingMoments Collect(IRowSource source, int targets)
    {
        var moments = new StreamingMoments(source.Columns, targets, _settings.Threads);
        foreach (var block in source.Read())
        {
            _settings.CancellationToken.ThrowIfCancellationRequested();
            moments.Add(block);
            _settings.Progress?.Invoke("Reading rows", block.FirstRow + block.Rows);
        }
        return moments;
    }

    private int RankLimit(int columns, long rows)
    {
        if (rows == 0)
            throw new InvalidOperationException("The data hold no row with a weight above 0, so nothing can be fitted.");
        long degrees = _settings.Center ? rows - 1 : rows;
        if (degrees == 0)
            throw new InvalidOperationException(
                "The data hold a single row with a weight above 0; its mean leaves nothing to fit. " +
                "Give more rows, or do not center.");
        int limit = (int)Math.Min(Math.Min(_settings.RankCeiling, columns), degrees);
        if (limit < _settings.RankCeiling)
            _messages.Add($"The rank is limited to {limit}, not {_settings.RankCeiling}: " + (limit == columns
                ? $"the rows have {columns} columns."
                : $"there are {rows} rows{(_settings.Center ? ", and their mean takes one degree of freedom" : "")}."));
        return limit;
    }

    private int ChooseRank(double[] energies, double total, int limit, int columns)
    {
        if (total <= 0)
            return limit;
        int rank = limit;
        if (_settings.EnergyShare is { } share)
            rank = RankRules.ByEnergy(energies, total, share);
        else if (_settings.CompressionRatio is { } ratio)
            rank = RankRules.ByParameters(1, columns, ratio);
        return Math.Clamp(rank, 1, limit);
    }
}
