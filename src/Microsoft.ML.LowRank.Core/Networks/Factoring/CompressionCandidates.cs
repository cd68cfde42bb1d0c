using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>The fields and products of a network that may be factored, their spectra, and why others are left alone.</summary>
internal sealed class CompressionCandidates
{
    private readonly NetworkParts _parts;
    private readonly FeatureEncoder _encoder;
    private readonly NetworkCompressionOptions _options;
    private readonly List<FactorCandidate> _all = [];
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);
    private readonly TracedProduct[] _products;

    public CompressionCandidates(NetworkParts parts, FeatureEncoder encoder, NetworkCompressionOptions options)
    {
        (_parts, _encoder, _options) = (parts, encoder, options);
        _products = [.. parts.Products.DistinctBy(product => product.Weight)];
    }

    public IReadOnlyList<FactorCandidate> All => _all;

    /// <summary>Moments of what products read, by the names of their matrices.</summary>
    public Dictionary<string, LayerMoments> Moments { get; private set; } = [];

    /// <summary>Looks for directions.</summary>
    public void Measure(Calibration calibration, ILoss loss)
    {
        var layers = _products.Where(product => _options.CompressLayers && MayFactor(product)).ToDictionary(product => product.Weight);
        Moments = calibration.Moments(layers.Keys.ToHashSet());
        bool isFisher = _options.Method == FactorMethod.FisherWeightedSvd;
        var gradients = calibration.Gradients(layers.Keys.ToHashSet(), loss, isFisher);
        for (int field = 0; field < _parts.Fields.Length; field++)
        {
            if (_options.CompressTables && MayFactor(_parts.Fields[field]))
                _all.Add(FactorCandidate.Of(_parts.Fields[field], field, SpectrumOf(field, gradients), gradients.FieldSquares[field]));
        }
        foreach (var product in layers.Values)
            _all.Add(FactorCandidate.Of(product, SpectrumOf(product, gradients), gradients.ProductSquares[product.Weight]));
    }

    public CompressedSize SizeOf(long fileBytes)
        => new(_parts, _all, fileBytes, _options.QuantizeTables, _options.InnerActivation != InnerActivation.None);

    public bool HasInnerActivation(TracedProduct product) => _options.InnerActivation != InnerActivation.None && product.IsHidden
        && _parts.Network.Architecture is DeepArchitecture { Activation: Activation.Relu };

    public bool HasCodes(int[] ranks) => _all.Zip(ranks).Any(pair => pair.First.IsTable && pair.Second > 0);

    /// <summary>What becomes of every field at given ranks; empty where none changes.</summary>
    public FieldChoice[] Choices(int[] ranks)
    {
        if (!HasCodes(ranks))
            return [];
        var choices = new FieldChoice[_parts.Fields.Length];
        Array.Fill(choices, new FieldChoice(null));
        foreach (var (candidate, rank) in _all.Zip(ranks).Where(pair => pair.First.IsTable && pair.Second > 0))
            choices[candidate.Field] = new FieldChoice(candidate.Table!.Project(rank));
        if (_options.SharedProjectionError > 0)
            Share(choices);
        return choices;
    }

    /// <summary>What became of every field and product.</summary>
    public List<CompressedMatrix> Describe(int[] ranks, Dictionary<string, LayerFactors> layers, Network compressed)
    {
        var rows = new List<CompressedMatrix>();
        bool hasCodes = HasCodes(ranks);
        for (int field = 0; field < _parts.Fields.Length; field++)
            rows.Add(Describe(field, _all.FindIndex(candidate => candidate.Field == field), ranks));
        foreach (var product in _products)
        {
            int index = _all.FindIndex(candidate => candidate.Product == product);
            int rank = index < 0 ? 0 : ranks[index];
            long before = SizeOf(_parts.Network, product), after = SizeOf(compressed, product);
            rows.Add(new CompressedMatrix
            {
                Name = product.Weight,
                Rows = product.Folded.Columns,
                Columns = product.Output.Columns,
                Rank = rank,
                EnergyKept = rank == 0 ? 1 : Kept(_all[index], rank),
                RelativeError = rank == 0 ? 0 : layers[product.Weight].RelativeError(
                    WeightOf(product), BiasOf(product), Moments[product.Weight], _options.NumberOfThreads),
                ParametersBefore = before,
                ParametersAfter = after,
                Reason = rank > 0 ? null : _reasons.GetValueOrDefault(product.Weight)
                    ?? (!_options.CompressLayers ? "layers were not to be compressed" : "its factors would not be worth their size"),
                Spectrum = index < 0 ? [] : _all[index].Energies,
            });
            if (rank == 0 && hasCodes && product.Fields is not null)
                rows[^1] = rows[^1] with { Reason = "it reads codes now, and needs no factors" };
        }
        return rows;
    }

    private CompressedMatrix Describe(int field, int index, int[] ranks)
    {
        var rows = _parts.Fields[field];
        int rank = index < 0 ? 0 : ranks[index];
        double kept = rank == 0 ? 1 : Kept(_all[index], rank);
        return new CompressedMatrix
        {
            Name = rows.Name,
            IsTable = true,
            Rows = rows.Rows,
            Columns = rows.Width,
            Rank = rank,
            EnergyKept = kept,
            RelativeError = 1 - kept,
            ParametersBefore = (long)rows.Rows * rows.Width,
            ParametersAfter = (long)rows.Rows * (rank == 0 ? rows.Width : rank),
            Reason = rank > 0 ? null : _reasons.GetValueOrDefault(rows.Name)
                ?? (!_options.CompressTables ? "tables were not to be compressed" : "its codes would not be worth their size"),
            Spectrum = index < 0 ? [] : _all[index].Energies,
        };
    }

    private static double Kept(FactorCandidate candidate, int rank)
        => candidate.Total > 0 ? Math.Min(1, candidate.Energies.Take(rank).Sum() / candidate.Total) : 1;

    private static long SizeOf(Network network, TracedProduct product)
    {
        string[] names = [product.Weight, product.Weight + NetworkBuilder.Down, product.Weight + NetworkBuilder.Up,
            product.Weight + NetworkBuilder.Shift, product.Weight + NetworkBuilder.Offset];
        return names.Sum(name => network.Parameters.Find(name)?.Tensor.Count ?? 0);
    }

    private bool MayFactor(FieldVectors field)
    {
        if (field.Width == 1)
            _reasons[field.Name] = "its rows are single numbers";
        else if (field.Rows <= 1)
            _reasons[field.Name] = "it has one row";
        return !_reasons.ContainsKey(field.Name);
    }

    private bool MayFactor(TracedProduct product)
    {
        string name = product.Weight;
        bool isFactored = _parts.Network.Parameters.Find(name + NetworkBuilder.Down) is not null;
        if (Math.Min(product.Folded.Columns, product.Output.Columns) < 2)
            _reasons[name] = "a matrix of one row or column has no lower rank";
        else if (_parts.Products.Count(other => other.Weight == name) > 1)
            _reasons[name] = "several products share it";
        else if (isFactored && _parts.Network.Parameters.Find(name + NetworkBuilder.Shift) is not null)
            _reasons[name] = "it has an activation between its factors already";
        else if (product.Folded.Columns > Calibration.MostInputs)
            _reasons[name] = $"it has more than {Calibration.MostInputs} inputs";
        return !_reasons.ContainsKey(name);
    }

    private TableSpectrum SpectrumOf(int field, GradientSums gradients)
    {
        var rows = _parts.Fields[field];
        bool isSvd = _options.Method == FactorMethod.Svd;
        var weights = RowWeights.Equal;
        if (_options.Method == FactorMethod.FisherWeightedSvd)
            weights = RowWeights.Of(gradients.Rows[rows.Table.Name].AsMemory(rows.FirstRow, rows.Rows));
        else if (!isSvd && _encoder.Counts is { } counts)
            weights = RowWeights.Counts(counts.AsMemory(_encoder.TableOffsets[field], rows.Rows));
        return TableSpectrum.Of(
            $"'{rows.Name}'", (CpuTensor)rows.Table.Tensor, rows.FirstRow, rows.Rows, weights, !isSvd && rows.MayCenter, _options.NumberOfThreads);
    }

    private LayerSpectrum SpectrumOf(TracedProduct product, GradientSums gradients)
    {
        var (weight, bias, moments) = (WeightOf(product), BiasOf(product), Moments[product.Weight]);
        var (inputs, outputs) = (product.Folded.Columns, product.Output.Columns);
        string name = $"'{product.Weight}'";
        return _options.Method switch
        {
            FactorMethod.Svd => LayerSpectrum.Svd(name, weight, inputs, outputs, bias, moments, _options.NumberOfThreads),
            FactorMethod.FisherWeightedSvd => LayerSpectrum.FisherSvd(name, weight, inputs, outputs, bias,
                new LayerMoments(moments.Mean, moments.Covariance, moments.Rows, gradients.Products[product.Weight]), _options.NumberOfThreads),
            _ => LayerSpectrum.OutputFeatures(name, weight, inputs, outputs, bias, moments, _options.NumberOfThreads),
        };
    }

    private float[] WeightOf(TracedProduct product)
    {
        string name = product.Weight;
        return _parts.Network.Parameters.Find(name + NetworkBuilder.Down) is { } down
            ? NetworkAssembler.Times(_parts.Read(down.Name), down.Tensor.Rows, _parts.Read(name + NetworkBuilder.Up)) : _parts.Read(name);
    }

    private float[] BiasOf(TracedProduct product)
    {
        string name = product.Bias ?? product.Weight + NetworkBuilder.Offset;
        return _parts.Network.Parameters.Find(name) is null ? [] : _parts.Read(name);
    }

    /// <summary>Fields of one rank, with vectors of their own, share matrices where that costs little.</summary>
    private void Share(FieldChoice[] choices)
    {
        int next = 0;
        var byRank = Enumerable.Range(0, choices.Length)
            .Where(field => choices[field].Projection is not null && _parts.Fields[field].Up is null)
            .GroupBy(field => choices[field].Projection!.Rank).ToList();
        foreach (var group in byRank)
        {
            int[] fields = [.. group];
            var shared = SharedProjections.Find(
                [.. fields.Select(field => new SharedField(_parts.Fields[field].Name, TableOf(field).Covariance(), _parts.Fields[field].Width))],
                group.Key, _options.SharedProjectionError, _options.NumberOfThreads);
            foreach (var projection in shared.Projections.Where(projection => projection.Members.Length > 1))
            {
                foreach (int member in projection.Members)
                    choices[fields[member]] = new FieldChoice(projection.For(TableOf(fields[member]).Mean), next);
                next++;
            }
        }
    }

    private TableSpectrum TableOf(int field) => _all.First(candidate => candidate.Field == field).Table!;
}
