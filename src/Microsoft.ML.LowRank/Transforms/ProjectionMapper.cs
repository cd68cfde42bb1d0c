using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;

namespace Microsoft.ML.LowRank.Transforms;

/// <summary>Projection columns bound to a schema, in one direction.</summary>
internal sealed class ProjectionMapper : BlockMapper
{
    private const int BlockBytes = 1 << 20;

    private readonly IReadOnlyList<ProjectionColumn> _columns;
    private readonly ProjectionDirection _direction;
    private readonly DataViewSchema.Column[] _inputs;

    private ProjectionMapper(DataViewSchema schema, DataViewSchema.Column[] inputs,
        IReadOnlyList<ProjectionColumn> columns, ProjectionDirection direction)
        : base(schema, [.. columns.Select(column => Describe(column, direction))])
    {
        _columns = columns;
        _direction = direction;
        _inputs = inputs;
        int widest = columns.Max(column => column.Projection.InputDimension);
        BlockRows = Math.Clamp(BlockBytes / sizeof(float) / widest, 16, 256);
    }

    public override int BlockRows { get; }

    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or of another type or size than was fitted.</exception>
    public static ProjectionMapper Bind(
        DataViewSchema schema, IReadOnlyList<ProjectionColumn> columns, ProjectionDirection direction)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var inputs = new DataViewSchema.Column[columns.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = ColumnTypes.Find(schema, columns[i].InputColumnName, "input");
            int size = ColumnTypes.RequireVector(inputs[i], "input");
            int expected = InputSize(columns[i], direction);
            if (size != expected)
                throw ColumnTypes.Mismatch(inputs[i].Name, "input", $"{expected} values, as when it was fitted", $"{size}");
        }
        return new ProjectionMapper(schema, inputs, columns, direction);
    }

    public static int InputSize(ProjectionColumn column, ProjectionDirection direction)
        => direction == ProjectionDirection.Compress ? column.Projection.InputDimension : column.Projection.Rank;

    public override IEnumerable<DataViewSchema.Column> GetInputs(int added) => [_inputs[added]];

    public override BlockScorer Open(DataViewRow input, bool[] wanted, int capacity)
    {
        var scorers = new ProjectionScorer?[wanted.Length];
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i])
                scorers[i] = new ProjectionScorer(
                    input.GetGetter<VBuffer<float>>(_inputs[i]), _columns[i].Projection, _direction, capacity);
        }
        return new Scorers(scorers);
    }

    private static DataViewSchema.DetachedColumn Describe(ProjectionColumn column, ProjectionDirection direction)
    {
        bool compress = direction == ProjectionDirection.Compress;
        int size = compress ? column.Projection.Rank : column.Projection.InputDimension;
        string[]? names = compress ? SlotNames.ForComponents(column.InputColumnName, size) : column.SlotNames;
        return new DataViewSchema.DetachedColumn(column.OutputColumnName,
            new VectorDataViewType(NumberDataViewType.Single, size), SlotNames.Annotate(names));
    }

    private sealed class Scorers(ProjectionScorer?[] scorers) : BlockScorer
    {
        public override void Read(int slot)
        {
            foreach (var scorer in scorers)
                scorer?.Read(slot);
        }

        public override void Compute(int count)
        {
            foreach (var scorer in scorers)
                scorer?.Compute();
        }

        public override Delegate GetGetter(int added, Func<int> slot) => scorers[added]!.GetGetter(slot);
    }
}
