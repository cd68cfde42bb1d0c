using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing.Tests.Reference;

/// <summary>
/// Subtracts the weighted mean of "Features" and adds up what is left: the smallest estimator on which every check has
/// something to look at, and which can be told to do one thing wrong.
/// </summary>
internal sealed class ReferenceEstimator : IEstimator<ReferenceTransformer>
{
    private static bool _corrupted;
    private readonly ReferenceOptions _options;
    private readonly Fault _fault;
    private int _fits;

    public ReferenceEstimator(ReferenceOptions options, Fault fault)
    {
        options.Validate(fault);
        _options = options;
        _fault = fault;
    }

    /// <summary>Forgets what a faulty fit has left behind.</summary>
    public static void Reset() => _corrupted = false;

    public ReferenceTransformer Fit(IDataView input)
    {
        if (_fault == Fault.TakesOnlyItsOwnView && input is not TableView)
            throw new InvalidOperationException("Only a table can be fitted.");
        if (_fault == Fault.ReadsBeforeRefusing)
            CursorReader.Read(input);
        if (_fault != Fault.AcceptsAnySchema)
            RequireColumns(SchemaChecks.ShapeOf(input.Schema));
        if (_fault is not (Fault.StartsThoughCancelled or Fault.IgnoresCancellation))
            _options.CancellationToken.ThrowIfCancellationRequested();
        if (_fault == Fault.ChangesOptions)
            _options.Seed++;
        if (_fault == Fault.SetsAVariable)
            Environment.SetEnvironmentVariable("REFERENCE_ESTIMATOR", Guid.NewGuid().ToString());

        Report(0.5);
        double[] mean = Mean(input);
        if (_fault == Fault.IgnoresCancellation)
        {
            // As a method of many passes would read on.
            for (int pass = 0; pass < 3; pass++)
                Mean(input);
        }
        Report(_fault == Fault.ProgressFalls ? 0.2 : 0.8);
        Report(_fault == Fault.ProgressStopsShort ? 0.9 : 1);
        Disturb(mean);
        return new ReferenceTransformer(mean, _options.Shrink, Salt(), _fault);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        if (_fault != Fault.AcceptsAnySchema)
            RequireColumns(inputSchema);
        if (_fault == Fault.RefusesChains)
            throw new InvalidOperationException("No schema is propagated.");
        var promise = ReferenceTransformer.Added(1, _fault);
        if (_fault == Fault.PromisesAnotherType)
            promise[1] = new("Score", NumberDataViewType.Double);
        if (_fault == Fault.PromisesMore)
            promise.Add(new("More", NumberDataViewType.Single));
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(promise);
        var added = SchemaChecks.ShapeOf(builder.ToSchema());
        var names = added.Select(column => column.Name).ToHashSet();
        return new SchemaShape(inputSchema.Where(column => !names.Contains(column.Name)).Concat(added));
    }

    private double[] Mean(IDataView input)
    {
        var features = input.Schema["Features"];
        var weightColumn = input.Schema["Weight"];
        double[] sums = new double[((VectorDataViewType)features.Type).Size];
        double total = 0;
        using var cursor = input.GetRowCursor([features, weightColumn]);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        var getWeight = cursor.GetGetter<float>(weightColumn);
        VBuffer<float> row = default;
        float weight = 0;
        while (cursor.MoveNext())
        {
            if (_fault != Fault.IgnoresCancellation && _options.CancellationToken.IsCancellationRequested)
            {
                _corrupted |= _fault == Fault.CancellationCorrupts;
                throw new OperationCanceledException(_options.CancellationToken);
            }
            getFeatures(ref row);
            getWeight(ref weight);
            if (_fault == Fault.FitsTheFirstRow)
                weight = cursor.Position == 0 ? 1 : 0;
            if (_fault == Fault.IgnoresWeights)
                weight = 1;
            total += weight;
            int slot = 0;
            foreach (float value in row.DenseValues())
            {
                if (!float.IsFinite(value) && _fault is not (Fault.FitsAnything or Fault.GivesNaN))
                    throw new InvalidOperationException($"Column 'Features', row {cursor.Position}, slot {slot} holds {value}; only finite values can be fitted.");
                sums[slot++] += weight * (double)value;
            }
        }
        if (total == 0 && _fault == Fault.FitsNothingByAccident)
            throw new KeyNotFoundException();
        if (total == 0 && _fault is not (Fault.FitsAnything or Fault.GivesNaN))
            throw new InvalidOperationException("There are no rows of positive weight to fit.");
        return [.. sums.Select(sum => sum / total)];
    }

    private void Disturb(double[] mean)
    {
        _fits++;
        double shift = _fault switch
        {
            Fault.DependsOnThreads => _options.NumberOfThreads,
            Fault.FitsOnlyOnce => _fits - 1,
            Fault.FormatsByCulture => double.Parse(0.25.ToString("F2", CultureInfo.CurrentCulture),
                CultureInfo.InvariantCulture),
            _ => _corrupted ? 3 : 0,
        };
        for (int slot = 0; slot < mean.Length; slot++)
            mean[slot] = _fault == Fault.IsNotCentred ? 0 : mean[slot] + shift;
    }

    private int Salt() => _fault switch
    {
        Fault.IsRandom => Guid.NewGuid().GetHashCode(),
        Fault.IgnoresTheSeed => 0,
        _ => new Random(_options.Seed).Next(),
    };

    private void Report(double share)
    {
        try
        {
            _options.Progress?.Report(share);
        }
        catch (TimeZoneNotFoundException) when (_fault == Fault.HandlerExceptionsCorrupt)
        {
            _corrupted = true;
        }
    }

    private void RequireColumns(SchemaShape shape)
    {
        Require(shape, "Features", SchemaShape.Column.VectorKind.Vector);
        Require(shape, "Weight", SchemaShape.Column.VectorKind.Scalar);
    }

    private void Require(SchemaShape shape, string name, SchemaShape.Column.VectorKind kind)
    {
        string expected = $"{kind} of Single";
        if (!shape.Any(column => column.Name == name))
            throw Refusal($"Column '{name}' must hold {expected}, but it is not there.");
        var column = shape.First(column => column.Name == name);
        if (column.Kind != kind || column.ItemType != NumberDataViewType.Single)
            throw Refusal($"Column '{name}' must hold {expected}, but it holds {column.Kind} of {column.ItemType}.");
    }

    private ArgumentOutOfRangeException Refusal(string message)
        => new("schema", _fault == Fault.RefusesWithoutColumn ? "The schema does not fit." : message);
}
