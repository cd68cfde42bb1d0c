using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The base of transformers that make one column of one column, for several pairs at once.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    private protected readonly IReadOnlyList<(string Output, string Input)> Pairs;

    private protected OneToOneTransformerBase(IHost host, IEnumerable<(string Output, string Input)> pairs)
        : base(host)
    {
        Pairs = [.. pairs];
        foreach (var (output, input) in Pairs)
        {
            Contracts.CheckNonEmpty(output, "outputColumnName");
            Contracts.CheckNonEmpty(input, "inputColumnName");
        }
    }

    private protected abstract VersionInfo Version { get; }

    /// <summary>The output column of a pair; throws where the input column will not do.</summary>
    private protected abstract MappedColumn Map(int pair, string output, DataViewSchema.Column input);

    private protected abstract void SaveState(ModelSaveContext ctx);

    private protected sealed override RowMap Bind(DataViewSchema inputSchema) => RowMap.Append(
        inputSchema,
        [.. Pairs.Select((pair, i) => Map(
            i,
            pair.Output,
            inputSchema.GetColumnOrNull(pair.Input) ?? throw Contracts.MissingColumn("input", pair.Input)))]);

    private protected sealed override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(Pairs.Count);
        foreach (var (output, input) in Pairs)
        {
            ctx.Writer.Write(output);
            ctx.Writer.Write(input);
        }

        SaveState(ctx);
    }

    private protected static IEnumerable<(string Output, string Input)> LoadPairs(ModelLoadContext ctx, VersionInfo version)
    {
        ctx.CheckAtModel(version);
        int count = ctx.Reader.ReadInt32();
        var pairs = new List<(string, string)>();
        for (int i = 0; i < count; i++)
            pairs.Add((ctx.Reader.ReadString(), ctx.Reader.ReadString()));
        return pairs;
    }
}
