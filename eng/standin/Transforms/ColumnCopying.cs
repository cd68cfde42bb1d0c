using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ColumnCopyingTransformer), null, typeof(SignatureLoadModel), "Copying of columns", ColumnCopyingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="ColumnCopyingTransformer"/>.</summary>
public sealed class ColumnCopyingEstimator : TrivialEstimator<ColumnCopyingTransformer>
{
    private readonly (string Output, string Input) _pair;

    internal ColumnCopyingEstimator(IHostEnvironment env, string output, string input)
        : base(env.Register(nameof(ColumnCopyingEstimator)), new ColumnCopyingTransformer(env, [(output, input)])) => _pair = (output, input);

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        inputSchema.With(inputSchema.Find(_pair.Input).Renamed(_pair.Output));
}

/// <summary>Copies columns with their annotations.</summary>
public sealed class ColumnCopyingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "CopyTransform";

    internal ColumnCopyingTransformer(IHostEnvironment env, IEnumerable<(string Output, string Input)> pairs)
        : base(env.Register(nameof(ColumnCopyingTransformer)), pairs)
    {
    }

    private static VersionInfo Current => new("CopyColu", 1, 1, 1, typeof(ColumnCopyingTransformer).Assembly.FullName, LoaderSignature);

    private protected override VersionInfo Version => Current;

    private protected override MappedColumn Map(int pair, string output, DataViewSchema.Column input) => new(
        new DataViewSchema.DetachedColumn(output, input.Type, input.Annotations),
        [input.Index],
        row => Typed.GetterOf(row, row.Schema[input.Index]));

    private protected override void SaveState(ModelSaveContext ctx)
    {
    }

    private static ColumnCopyingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, LoadPairs(ctx, Current));
}
