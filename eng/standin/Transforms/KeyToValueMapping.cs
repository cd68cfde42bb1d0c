using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel), "Values of keys", KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="KeyToValueMappingTransformer"/>.</summary>
public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    private readonly InputOutputColumnPair[] _columns;

    internal KeyToValueMappingEstimator(IHostEnvironment env, InputOutputColumnPair[] columns)
        : base(
            env.Register(nameof(KeyToValueMappingEstimator)),
            new KeyToValueMappingTransformer(env, columns.Select(c => (c.OutputColumnName, c.InputColumnName)))) => _columns = columns;

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var result = Contracts.CheckValue(inputSchema, nameof(inputSchema));
        foreach (var pair in _columns)
        {
            var column = inputSchema.Find(pair.InputColumnName);
            Contracts.Check(column.IsKey, $"Column '{column.Name}' is {column.Describe()}; only keys stand for values.");
            Contracts.Check(
                column.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values), $"Column '{column.Name}' does not say what its keys stand for.");
            result = result.With(new SchemaShape.Column(
                pair.OutputColumnName, column.Kind, values.ItemType, values.IsKey, new SchemaShape(column.Annotated(AnnotationKinds.SlotNames))));
        }

        return result;
    }
}

/// <summary>Gives the value that each key stands for; a missing key gives a missing value.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";

    internal KeyToValueMappingTransformer(IHostEnvironment env, IEnumerable<(string Output, string Input)> pairs)
        : base(env.Register(nameof(KeyToValueMappingTransformer)), pairs)
    {
    }

    private static VersionInfo Current => new("KeyToVal", 1, 1, 1, typeof(KeyToValueMappingTransformer).Assembly.FullName, LoaderSignature);

    private protected override VersionInfo Version => Current;

    private protected override MappedColumn Map(int pair, string output, DataViewSchema.Column input)
    {
        if (PrimitiveTypes.ItemOf(input.Type) is not KeyDataViewType key)
            throw Contracts.WrongType("input", input.Name, "a key", input.Type);
        var values = input.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type as VectorDataViewType;
        Contracts.Check(
            values is not null && (ulong)values.Size == key.Count, $"Column '{input.Name}' does not say what its keys stand for.");
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, kind => kind == AnnotationKinds.SlotNames);
        return new MappedColumn(
            new DataViewSchema.DetachedColumn(output, Itemwise.WithItems(input.Type, values.ItemType), annotations.ToAnnotations()),
            [input.Index],
            row => (Delegate)Typed.Call(typeof(KeyToValueMappingTransformer), nameof(Getter), values.ItemType.RawType, row, input));
    }

    private protected override void SaveState(ModelSaveContext ctx)
    {
    }

    private static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, LoadPairs(ctx, Current));

    private static Delegate Getter<T>(DataViewRow row, DataViewSchema.Column input)
    {
        VBuffer<T> buffer = default;
        input.Annotations.GetValue(AnnotationKinds.KeyValues, ref buffer);
        T[] values = [Missing.Value<T>(), .. buffer.DenseValues()];
        return KeyReading.Getter(row, input, (_, key) => key < (ulong)values.Length ? values[key] : values[0], keepsDefault: false);
    }
}
