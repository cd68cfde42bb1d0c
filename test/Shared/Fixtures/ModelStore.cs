namespace Microsoft.ML.LowRank.Testing;

/// <summary>How a fitted transformer becomes a file and comes back.</summary>
public abstract class ModelStore
{
    /// <summary>ML.NET's own: <c>mlContext.Model</c>.</summary>
    public static ModelStore MLNet { get; } = new MLNetModelStore();

    /// <summary>Whether a process that registers nothing can load it by <c>mlContext.Model.Load</c>.</summary>
    public virtual bool LoadsByMLNet => false;

    public abstract byte[] Save(MLContext context, ITransformer model, DataViewSchema inputSchema);

    public abstract ITransformer Load(MLContext context, byte[] file, out DataViewSchema inputSchema);

    private sealed class MLNetModelStore : ModelStore
    {
        public override bool LoadsByMLNet => true;

        public override byte[] Save(MLContext context, ITransformer model, DataViewSchema inputSchema)
        {
            using var stream = new MemoryStream();
            context.Model.Save(model, inputSchema, stream);
            return stream.ToArray();
        }

        public override ITransformer Load(MLContext context, byte[] file, out DataViewSchema inputSchema)
        {
            using var stream = new MemoryStream(file, writable: false);
            return context.Model.Load(stream, out inputSchema);
        }
    }
}
