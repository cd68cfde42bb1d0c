using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(MissingValueReplacingTransformer), null, typeof(SignatureLoadModel), "Replacement of missing values", MissingValueReplacingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Replaces NaN, by one value for all slots of a column or by one for each.</summary>
public sealed class MissingValueReplacingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "NAReplaceTransform";
    private readonly double[][] _replacements;

    internal MissingValueReplacingTransformer(IHostEnvironment env, IEnumerable<(string Output, string Input)> pairs, double[][] replacements)
        : base(env.Register(nameof(MissingValueReplacingTransformer)), pairs) => _replacements = replacements;

    private static VersionInfo Current => new("MissRepl", 1, 1, 1, typeof(MissingValueReplacingTransformer).Assembly.FullName, LoaderSignature);

    private protected override VersionInfo Version => Current;

    private protected override MappedColumn Map(int pair, string output, DataViewSchema.Column input)
    {
        var raw = PrimitiveTypes.ItemOf(input.Type).RawType;
        double[] by = _replacements[pair];
        int size = input.Type is VectorDataViewType vector ? vector.Size : 1;
        if ((raw != typeof(float) && raw != typeof(double)) || (by.Length > 1 && by.Length != size))
            throw Contracts.WrongType("input", input.Name, $"Single or Double, or a vector of {by.Length} of them", input.Type);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, kind => kind is AnnotationKinds.SlotNames or AnnotationKinds.IsNormalized);
        return new MappedColumn(
            new DataViewSchema.DetachedColumn(output, input.Type, annotations.ToAnnotations()),
            [input.Index],
            row => raw == typeof(float)
                ? Itemwise.Getter<float, float>(row, input, (slot, value) => float.IsNaN(value) ? (float)Pick(slot) : value, keepsDefault: true)
                : Itemwise.Getter<double, double>(row, input, (slot, value) => double.IsNaN(value) ? Pick(slot) : value, keepsDefault: true));

        double Pick(int slot) => by.Length == 1 ? by[0] : by[slot];
    }

    private protected override void SaveState(ModelSaveContext ctx)
    {
        foreach (double[] by in _replacements)
        {
            ctx.Writer.Write(by.Length);
            Array.ForEach(by, ctx.Writer.Write);
        }
    }

    private static MissingValueReplacingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var pairs = LoadPairs(ctx, Current).ToArray();
        return new MissingValueReplacingTransformer(env, pairs, Array.ConvertAll(pairs, _ => Load(ctx.Reader)));
    }

    private static double[] Load(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        var by = new List<double>();
        while (by.Count < count)
            by.Add(reader.ReadDouble());
        return [.. by];
    }
}
