using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(NormalizingTransformer), null, typeof(SignatureLoadModel), "Normalization", NormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Shifts and scales each slot of columns.</summary>
public sealed class NormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "Normalizer";
    private readonly SlotFunction[] _functions;

    internal NormalizingTransformer(IHostEnvironment env, IEnumerable<(string Output, string Input)> pairs, SlotFunction[] functions)
        : base(env.Register(nameof(NormalizingTransformer)), pairs) => _functions = functions;

    private static VersionInfo Current => new("NormTran", 1, 1, 1, typeof(NormalizingTransformer).Assembly.FullName, LoaderSignature);

    private protected override VersionInfo Version => Current;

    private protected override MappedColumn Map(int pair, string output, DataViewSchema.Column input)
    {
        var raw = PrimitiveTypes.ItemOf(input.Type).RawType;
        if ((raw != typeof(float) && raw != typeof(double)) || input.Type is VectorDataViewType { IsKnownSize: false })
            throw Contracts.WrongType("input", input.Name, "Single, Double or a vector of known size of them", input.Type);
        var function = _functions[pair];
        function.CheckSize(input.Name, input.Type is VectorDataViewType vector ? vector.Size : 1);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddFlag(AnnotationKinds.IsNormalized);
        annotations.Add(input.Annotations, kind => kind == AnnotationKinds.SlotNames);
        return new MappedColumn(
            new DataViewSchema.DetachedColumn(output, input.Type, annotations.ToAnnotations()),
            [input.Index],
            row => raw == typeof(float)
                ? Itemwise.Getter<float, float>(row, input, function.Apply, function.KeepsZero)
                : Itemwise.Getter<double, double>(row, input, function.Apply, function.KeepsZero));
    }

    private protected override void SaveState(ModelSaveContext ctx) => Array.ForEach(_functions, f => f.Save(ctx.Writer));

    private static NormalizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var pairs = LoadPairs(ctx, Current).ToArray();
        return new NormalizingTransformer(env, pairs, Array.ConvertAll(pairs, _ => SlotFunction.Load(ctx.Reader)));
    }
}
