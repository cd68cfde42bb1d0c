using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Operations that make data or change its rows.</summary>
public sealed partial class DataOperationsCatalog : IInternalCatalog
{
    private readonly IHostEnvironment _env;

    internal DataOperationsCatalog(IHostEnvironment env) => _env = env;

    IHostEnvironment IInternalCatalog.Environment => _env;

    /// <summary>The same rows, read once and then kept in memory.</summary>
    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        Contracts.CheckValue(input, nameof(input));
        var prefetch = (columnsToPrefetch ?? []).Select(name => input.Schema.GetColumnOrNull(name)
            ?? throw Contracts.MissingColumn("prefetch", name, nameof(columnsToPrefetch)));
        return new CacheDataView(input, [.. prefetch]);
    }
}
