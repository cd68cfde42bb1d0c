using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Compression;

/// <summary>Fits a <see cref="LowRankProjection"/> to the rows of a source.</summary>
internal sealed class LowRankFitter
{
    /// <summary>Up to this many columns, <see cref="LowRankMethod.Automatic"/> means exact.</summary>
    public const int AutomaticExactColumns = 4096;

    /// <summary>Most columns, with targets, whose second moments are formed: they take 2 GiB.</summary>
    public const int MaximumMomentColumns = 16_384;

    private readonly LowRankFitSettings _settings;
    private readonly List<string> _messages = [];
    private int _columns;

    private LowRankFitter(LowRankFitSettings settings) => _settings = settings;

    /// <exception cref="InvalidOperationException">The rows cannot be fitted; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The settings' token was cancelled.</exception>
    public static LowRankFit Fit(IRowSource source, LowRankFitSettings settings) =>
        new LowRankFitter(settings).Run(source);

    private LowRankFit Run(IRowSource source)
    {
        _columns = source.Columns;
        if (_columns == 0)
            throw new InvalidOperationException("The rows have no columns, so nothing can be fitted.");
        var method = _settings.Method;
        if (method == LowRankMethod.Automatic)
        {
            method = _columns <= AutomaticExactColumns ? LowRankMethod.Exact : LowRankMethod.Randomized;
            _messages.Add($"Method {method} was chosen for {_columns} columns.");
        }
        var found = method == LowRankMethod.Randomized ? Randomized(source) : FromMoments(source, method);
        int limit = RankLimit(found.Rows);
        int rank = new RankChoice(_settings, _messages).Choose(found, limit, _columns);
        return new LowRankFit(new LowRankProjection(Assemble(found, rank, method)), _messages);
    }

    private LeadingDirections Randomized(IRowSource source)
    {
        var rows = new PreparedRows(
            source, _settings.Center, _settings.CacheBytes, _settings.Progress, _settings.CancellationToken);
        return BlockKrylov.Find(
            rows, Math.Min(_settings.RankCeiling, _columns), _settings.Center, _settings.Seed, _settings.Threads);
    }

    private LeadingDirections FromMoments(IRowSource source, LowRankMethod method)
    {
        CheckMomentColumns(_columns, method);
        StreamingMoments? moments = null;
        foreach (var block in source.Read())
        {
            _settings.CancellationToken.ThrowIfCancellationRequested();
            if (method == LowRankMethod.FisherWeighted && block.TargetCount == 0)
                throw new InvalidOperationException(
                    $"Method {method} needs targets, but the rows have none. Name a target column.");
            int targets = method == LowRankMethod.FisherWeighted ? block.TargetCount : 0;
            CheckMomentColumns((long)_columns + targets, method);
            moments ??= new StreamingMoments(_columns, targets, _settings.Threads);
            moments.Add(block);
            _settings.Progress?.Invoke("Reading rows", block.FirstRow + block.Rows);
        }
        _settings.CancellationToken.ThrowIfCancellationRequested();
        moments ??= new StreamingMoments(_columns);
        int count = Math.Max(1, LargestRank(moments.Rows));
        return moments.Rows > 0 && method == LowRankMethod.FisherWeighted
            ? MomentFit.FisherWeighted(moments, _columns, count, _settings, _messages)
            : MomentFit.Exact(moments, count, _settings);
    }

    private static void CheckMomentColumns(long columns, LowRankMethod method)
    {
        if (columns > MaximumMomentColumns)
            throw new InvalidOperationException(
                $"The rows have {columns} columns, targets included; method {method} forms a matrix of columns × columns " +
                $"and takes at most {MaximumMomentColumns}. Use method {LowRankMethod.Randomized}.");
    }

    private int LargestRank(long rows) =>
        (int)Math.Min(Math.Min(_settings.RankCeiling, _columns), _settings.Center ? rows - 1 : rows);

    private int RankLimit(long rows)
    {
        if (rows == 0)
            throw new InvalidOperationException("The data hold no row with a weight above 0, so nothing can be fitted.");
        int limit = LargestRank(rows);
        if (limit == 0)
            throw new InvalidOperationException(
                "The data hold a single row with a weight above 0; centring leaves nothing of it to fit. " +
                "Give more rows, or do not center.");
        if (limit < _settings.RankCeiling)
            _messages.Add($"The rank is at most {limit}, not {_settings.RankCeiling}: " + (limit == _columns
                ? $"the rows have {_columns} columns."
                : $"there are {rows} rows{(_settings.Center ? ", and their mean takes one degree of freedom" : "")}."));
        return limit;
    }

    private LowRankProjectionParts Assemble(LeadingDirections found, int rank, LowRankMethod method)
    {
        var basis = new float[_columns * rank];
        double kept = 0;
        double plain = 0;
        for (int l = 0; l < rank; l++)
        {
            double length = 0;
            for (int j = 0; j < _columns; j++)
            {
                double v = found.Vectors[(l * _columns) + j];
                basis[(j * rank) + l] = (float)v;
                double unscaled = found.Scale is { } scale ? v / scale[j] : v;
                length += unscaled * unscaled;
            }
            kept += found.Variances[l];
            // With D the column weights and D C D v = λ v, the reconstruction D⁻¹ v vᵀ D x takes λ |D⁻¹ v|² off the
            // error.
            plain += found.Variances[l] * length;
        }
        return new LowRankProjectionParts
        {
            Columns = _columns,
            Rank = rank,
            Method = method,
            Whitened = _settings.Whiten,
            Rows = found.Rows,
            Weight = found.Weight,
            EnergyKept = Share(kept, found.TotalVariance),
            RelativeError = Math.Sqrt(1 - Share(plain, found.PlainVariance)),
            Mean = _settings.Center ? Array.ConvertAll(found.Mean, m => (float)m) : null,
            Scale = found.Scale is { } weights ? Array.ConvertAll(weights, w => (float)w) : null,
            Basis = basis,
            SingularValues = Array.ConvertAll(found.Variances, v => Math.Sqrt(v * found.Weight)),
            Deviations = Array.ConvertAll(found.Variances[..rank], Math.Sqrt),
        };
    }

    private static double Share(double part, double total) => total > 0 ? Math.Clamp(part / total, 0, 1) : 1;
}
