using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(TypeConvertingTransformer), null, typeof(SignatureLoadModel), "Conversion of types", TypeConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="TypeConvertingTransformer"/>.</summary>
public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    private readonly InputOutputColumnPair[] _columns;
    private readonly DataKind _kind;

    internal TypeConvertingEstimator(IHostEnvironment env, InputOutputColumnPair[] columns, DataKind kind)
        : base(
            env.Register(nameof(TypeConvertingEstimator)),
            new TypeConvertingTransformer(env, columns.Select(c => (c.OutputColumnName, c.InputColumnName)), kind))
    {
        _columns = columns;
        _kind = kind;
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var result = Contracts.CheckValue(inputSchema, nameof(inputSchema));
        foreach (var pair in _columns)
        {
            var column = inputSchema.Find(pair.InputColumnName);
            if (column.IsKey || !ItemConversion.Exists(column.ItemType, _kind))
                throw Contracts.WrongShape("input", column.Name, $"something that can become {_kind}", column);
            result = result.With(new SchemaShape.Column(
                pair.OutputColumnName, column.Kind, PrimitiveTypes.OfKind(_kind), false, column.Annotations));
        }

        return result;
    }
}

/// <summary>Converts columns to another type of item.</summary>
public sealed class TypeConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ConvertTransform";
    private readonly DataKind _kind;

    internal TypeConvertingTransformer(IHostEnvironment env, IEnumerable<(string Output, string Input)> pairs, DataKind kind)
        : base(env.Register(nameof(TypeConvertingTransformer)), pairs) => _kind = kind;

    private static VersionInfo Current => new("TypeConv", 1, 1, 1, typeof(TypeConvertingTransformer).Assembly.FullName, LoaderSignature);

    private protected override VersionInfo Version => Current;

    private protected override MappedColumn Map(int pair, string output, DataViewSchema.Column input)
    {
        var from = PrimitiveTypes.ItemOf(input.Type);
        var to = PrimitiveTypes.OfKind(_kind);
        if (from is KeyDataViewType || !ItemConversion.Exists(from, _kind))
            throw Contracts.WrongType("input", input.Name, $"something that can become {_kind}", input.Type);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, kind =>
            kind == AnnotationKinds.SlotNames || (kind == AnnotationKinds.IsNormalized && from is NumberDataViewType && to is NumberDataViewType));
        if (input.Type is BooleanDataViewType && to is NumberDataViewType)
            annotations.AddFlag(AnnotationKinds.IsNormalized);
        return new MappedColumn(
            new DataViewSchema.DetachedColumn(output, Itemwise.WithItems(input.Type, to), annotations.ToAnnotations()),
            [input.Index],
            row => (Delegate)typeof(TypeConvertingTransformer).GetMethod(nameof(Getter), Flags).MakeGenericMethod(from.RawType, to.RawType).Invoke(null, [row, input]));
    }

    private const System.Reflection.BindingFlags Flags = System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic;

    private protected override void SaveState(ModelSaveContext ctx) => ctx.Writer.Write((byte)_kind);

    private static TypeConvertingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        new(env, LoadPairs(ctx, Current), (DataKind)ctx.Reader.ReadByte());

    // Zero becomes zero and false; only text of nothing becomes something.
    private static Delegate Getter<TIn, TOut>(DataViewRow row, DataViewSchema.Column input)
    {
        var convert = ItemConversion.Create<TIn, TOut>();
        return Itemwise.Getter<TIn, TOut>(row, input, (_, value) => convert(value), typeof(TOut) != typeof(ReadOnlyMemory<char>));
    }
}
