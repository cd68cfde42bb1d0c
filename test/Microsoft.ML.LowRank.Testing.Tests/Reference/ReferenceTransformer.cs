using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing.Tests.Reference;

/// <summary>The fitted form of <see cref="ReferenceEstimator"/>.</summary>
internal sealed class ReferenceTransformer(double[] mean, double shrink, int salt, Fault fault) : ITransformer
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private int _passes;

    public double[] Mean => mean;

    public double Shrink => shrink;

    public int Salt => salt;

    public Fault Fault => fault;

    /// <summary>One buffer for all rows, which only a fault hands out.</summary>
    public float[] SharedBuffer { get; } = new float[mean.Length];

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        var features = FindFeatures(inputSchema);
        if (fault != Fault.AcceptsAnySchema
            && !(features.Type is VectorDataViewType vector && vector.Size == mean.Length
                && vector.ItemType == NumberDataViewType.Single))
            throw new ArgumentOutOfRangeException(nameof(inputSchema), fault == Fault.RefusesWithoutColumn
                ? "The schema does not fit."
                : $"Column 'Features' must hold a vector of {mean.Length} Single, but it holds {features.Type}.");
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumns(Added(mean.Length, fault));
        return builder.ToSchema();
    }

    public IDataView Transform(IDataView input) => new ReferenceView(input, this);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new ReferenceMapper(inputSchema, this);

    public void Save(ModelSaveContext ctx)
        => throw new NotSupportedException("The reference is saved by its own store.");

    public DataViewSchema.Column FindFeatures(DataViewSchema schema)
        => fault == Fault.FindsHiddenColumns ? schema.First(column => column.Name == "Features")
            : schema.GetColumnOrNull("Features") ?? throw new ArgumentOutOfRangeException(nameof(schema),
                fault == Fault.RefusesWithoutColumn ? "The schema does not fit."
                    : "Column 'Features' must hold Single, but it is not there.");

    public static List<DataViewSchema.DetachedColumn> Added(int width, Fault fault)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        ReadOnlyMemory<char>[] names = [.. Enumerable.Range(0, width)
            .Select(slot => $"Centered{(fault == Fault.DeliversEqualSlotNames ? 0 : slot)}".AsMemory())];
        annotations.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, width),
            (ref VBuffer<ReadOnlyMemory<char>> value) => value = new VBuffer<ReadOnlyMemory<char>>(width, names));
        return
        [
            new("Centered", new VectorDataViewType(NumberDataViewType.Single, width),
                fault == Fault.DeliversNoSlotNames ? null : annotations.ToAnnotations()),
            new("Score", NumberDataViewType.Single),
            new("Probability", NumberDataViewType.Single),
            new("PredictedLabel", BooleanDataViewType.Instance),
        ];
    }

    public int NextPass() => Interlocked.Increment(ref _passes);

    /// <summary>The vector, and the score, of a row.</summary>
    public float[] Center(VBuffer<float> features)
    {
        float[] centered = [.. features.DenseValues()
            .Select((value, slot) => (float)((value - mean[slot]) * (fault == Fault.IgnoresShrink ? 1 : shrink)))];
        if (fault == Fault.GivesNaN || (fault != Fault.FillsMissing && centered.Any(float.IsNaN)))
            Array.Fill(centered, float.NaN);
        if (features.DenseValues().Any(value => !float.IsFinite(value)))
            Array.Fill(centered, fault == Fault.FillsMissing ? 0 : float.NaN);
        if (fault == Fault.RemembersItsThread && Environment.CurrentManagedThreadId != _thread)
            centered[0]++;
        return centered;
    }

    public float Probability(float score)
    {
        double probability = 1 / (1 + Math.Exp(-score));
        return (float)(fault switch
        {
            Fault.ProbabilityAboveOne => 2 * probability,
            Fault.ProbabilityFalls => 1 - probability,
            _ => probability,
        });
    }

    public bool Label(float score) => score > (fault == Fault.ThresholdElsewhere ? 0.3f : 0);
}
