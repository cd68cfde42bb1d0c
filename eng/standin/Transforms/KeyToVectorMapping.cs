using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(KeyToVectorMappingTransformer), null, typeof(SignatureLoadModel), "Vectors of keys", KeyToVectorMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="KeyToVectorMappingTransformer"/>.</summary>
public sealed class KeyToVectorMappingEstimator : TrivialEstimator<KeyToVectorMappingTransformer>
{
    private readonly InputOutputColumnPair[] _columns;
    private readonly bool _counts;

    internal KeyToVectorMappingEstimator(IHostEnvironment env, InputOutputColumnPair[] columns, bool counts)
        : base(
            env.Register(nameof(KeyToVectorMappingEstimator)),
            new KeyToVectorMappingTransformer(env, columns.Select(c => (c.OutputColumnName, c.InputColumnName)), counts))
    {
        _columns = columns;
        _counts = counts;
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var result = Contracts.CheckValue(inputSchema, nameof(inputSchema));
        foreach (var pair in _columns)
        {
            var column = inputSchema.Find(pair.InputColumnName);
            if (!column.IsKey)
                throw Contracts.WrongShape("input", column.Name, "a key", column);
            bool isScalar = column.Kind == SchemaShape.Column.VectorKind.Scalar;
            bool isKnown = column.Kind != SchemaShape.Column.VectorKind.VariableVector;
            var annotations = new List<SchemaShape.Column>();
            if (column.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values) && values.ItemType is TextDataViewType && (isKnown || _counts))
                annotations.Add(Shapes.Texts(AnnotationKinds.SlotNames));
            if (!_counts && isKnown)
                annotations.Add(Shapes.Numbers(AnnotationKinds.CategoricalSlotRanges, NumberDataViewType.Int32));
            if (!_counts || isScalar)
                annotations.Add(Shapes.Flag(AnnotationKinds.IsNormalized));
            result = result.With(new SchemaShape.Column(
                pair.OutputColumnName,
                _counts || isKnown ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.VariableVector,
                NumberDataViewType.Single,
                false,
                new SchemaShape(annotations)));
        }

        return result;
    }
}

/// <summary>Gives each key a slot: one indicator vector per key, side by side or summed.</summary>
public sealed class KeyToVectorMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToVectorTransform";
    private readonly bool _counts;

    internal KeyToVectorMappingTransformer(IHostEnvironment env, IEnumerable<(string Output, string Input)> pairs, bool counts)
        : base(env.Register(nameof(KeyToVectorMappingTransformer)), pairs) => _counts = counts;

    private static VersionInfo Current => new("KeyToVec", 1, 1, 1, typeof(KeyToVectorMappingTransformer).Assembly.FullName, LoaderSignature);

    private protected override VersionInfo Version => Current;

    private protected override MappedColumn Map(int pair, string output, DataViewSchema.Column input)
    {
        if (PrimitiveTypes.ItemOf(input.Type) is not KeyDataViewType key || key.Count > int.MaxValue)
            throw Contracts.WrongType("input", input.Name, "a key", input.Type);
        int size = (int)key.Count;
        var vector = input.Type as VectorDataViewType;
        bool isJoined = _counts || vector is null or { Size: 1 };
        var type = isJoined ? new VectorDataViewType(NumberDataViewType.Single, size)
            : vector.IsKnownSize ? new VectorDataViewType(NumberDataViewType.Single, vector.Size, size)
            : new VectorDataViewType(NumberDataViewType.Single);
        return new MappedColumn(
            new DataViewSchema.DetachedColumn(output, type, Annotate(input, size, isJoined)), [input.Index], row => Getter(row, input, size, _counts));
    }

    private protected override void SaveState(ModelSaveContext ctx) => ctx.Writer.Write(_counts);

    private static KeyToVectorMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        new(env, LoadPairs(ctx, Current), ctx.Reader.ReadBoolean());

    private DataViewSchema.Annotations Annotate(DataViewSchema.Column input, int size, bool isJoined)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        int count = input.Type is VectorDataViewType vector ? vector.Size : 1;
        if (input.TextsOrNull(AnnotationKinds.KeyValues, size) is { } names)
        {
            if (isJoined)
            {
                annotations.AddSlotNames(names);
            }
            else if (count > 0)
            {
                string[] own = input.TextsOrNull(AnnotationKinds.SlotNames, count) ?? new string[count];
                annotations.AddSlotNames(
                    [.. own.SelectMany((slot, i) => names.Select(name => $"{(string.IsNullOrEmpty(slot) ? $"[{i}]" : slot)}.{name}"))], count, size);
            }
        }

        if (!_counts && count > 0)
            annotations.AddCategoricalRanges([.. Enumerable.Range(0, count).SelectMany(i => new[] { i * size, (i + 1) * size - 1 })]);
        if (!_counts || input.Type is not VectorDataViewType)
            annotations.AddFlag(AnnotationKinds.IsNormalized);
        return annotations.ToAnnotations();
    }

    private static ValueGetter<VBuffer<float>> Getter(DataViewRow row, DataViewSchema.Column input, int size, bool counts)
    {
        var getter = KeyReading.Getter(row, input, (_, key) => key, keepsDefault: true);
        VBuffer<ulong> keys = new(1, new ulong[1]);
        var read = getter is ValueGetter<VBuffer<ulong>> vectorGetter ? () => vectorGetter(ref keys) : ReadOne((ValueGetter<ulong>)getter);
        return (ref VBuffer<float> value) =>
        {
            read();
            var slots = new SortedDictionary<int, float>();
            foreach (var (index, key) in keys.Items())
            {
                int slot = (counts ? 0 : index * size) + (int)key - 1;
                if (key > 0 && key <= (ulong)size)
                    slots[slot] = slots.GetValueOrDefault(slot) + 1;
            }

            var editor = VBufferEditor.Create(ref value, counts ? size : keys.Length * size, slots.Count);
            int at = 0;
            foreach (var (slot, count) in slots)
            {
                editor.Values[at] = count;
                if (!editor.Indices.IsEmpty)
                    editor.Indices[at] = slot;
                at++;
            }

            value = editor.Commit();
        };

        Action ReadOne(ValueGetter<ulong> one) => () =>
        {
            ulong key = 0;
            one(ref key);
            keys = new VBuffer<ulong>(1, [key]);
        };
    }
}
