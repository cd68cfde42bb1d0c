using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ValueToKeyMappingTransformer), null, typeof(SignatureLoadModel), "Keys of values", ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Gives each value its key; unknown and missing values get 0.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TermTransform";
    private readonly KeyMap[] _maps;
    private readonly bool _asText;

    internal ValueToKeyMappingTransformer(IHostEnvironment env, IEnumerable<(string Output, string Input)> pairs, KeyMap[] maps, bool asText)
        : base(env.Register(nameof(ValueToKeyMappingTransformer)), pairs)
    {
        _maps = maps;
        _asText = asText;
    }

    private static VersionInfo Current => new("ValToKey", 1, 1, 1, typeof(ValueToKeyMappingTransformer).Assembly.FullName, LoaderSignature);

    private protected override VersionInfo Version => Current;

    private protected override MappedColumn Map(int pair, string output, DataViewSchema.Column input)
    {
        var map = _maps[pair];
        if (!PrimitiveTypes.ItemOf(input.Type).Equals(map.Type))
            throw Contracts.WrongType("input", input.Name, $"{map.Type}, as it was when the keys were made", input.Type);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, kind => kind == AnnotationKinds.SlotNames);
        if (map.Count > 0)
            map.Annotate(annotations, _asText);
        var key = new KeyDataViewType(typeof(uint), Math.Max(1, map.Count));
        return new MappedColumn(
            new DataViewSchema.DetachedColumn(output, Itemwise.WithItems(input.Type, key), annotations.ToAnnotations()),
            [input.Index],
            row => map.Getter(row, input));
    }

    private protected override void SaveState(ModelSaveContext ctx)
    {
        ctx.Writer.Write(_asText);
        foreach (var map in _maps)
        {
            SchemaCodec.Write(ctx.Writer, map.Type);
            ctx.Writer.Write(map.Count);
            map.Save(ctx.Writer);
        }
    }

    private static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var pairs = LoadPairs(ctx, Current).ToArray();
        bool asText = ctx.Reader.ReadBoolean();
        return new ValueToKeyMappingTransformer(env, pairs, Array.ConvertAll(pairs, _ => Load(ctx.Reader)), asText);
    }

    private static KeyMap Load(BinaryReader reader)
    {
        var map = KeyMap.Create((PrimitiveDataViewType)SchemaCodec.ReadType(reader));
        int count = reader.ReadInt32();
        while (map.Count < count)
            map.Load(reader);
        return map;
    }
}
