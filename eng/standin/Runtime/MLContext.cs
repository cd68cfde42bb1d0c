using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The starting point: catalogs of operations that share one environment.</summary>
public sealed class MLContext : IHostEnvironment
{
    private readonly LocalEnvironment _env;

    /// <summary>A context whose random numbers come from <paramref name="seed"/>, or from nowhere known.</summary>
    public MLContext(int? seed = null)
    {
        _env = new LocalEnvironment(seed, (source, message) => Log?.Invoke(this, new LoggingEventArgs(message.Message, message.Kind, source)));
        BinaryClassification = new BinaryClassificationCatalog(_env);
        MulticlassClassification = new MulticlassClassificationCatalog(_env);
        Regression = new RegressionCatalog(_env);
        Transforms = new TransformsCatalog(_env);
        Model = new ModelOperationsCatalog(_env);
        Data = new DataOperationsCatalog(_env);
    }

    /// <summary>Messages of all components.</summary>
    public event EventHandler<LoggingEventArgs> Log;

    /// <summary>Binary classification.</summary>
    public BinaryClassificationCatalog BinaryClassification { get; }

    /// <summary>Classification into several classes.</summary>
    public MulticlassClassificationCatalog MulticlassClassification { get; }

    /// <summary>Regression.</summary>
    public RegressionCatalog Regression { get; }

    /// <summary>Transforms.</summary>
    public TransformsCatalog Transforms { get; }

    /// <summary>Operations with models.</summary>
    public ModelOperationsCatalog Model { get; }

    /// <summary>Operations with data.</summary>
    public DataOperationsCatalog Data { get; }

    /// <inheritdoc/>
    public ComponentCatalog ComponentCatalog => _env.ComponentCatalog;

    /// <summary>The GPU that components use, or null for none.</summary>
    public int? GpuDeviceId
    {
        get => _env.GpuDeviceId;
        set => _env.GpuDeviceId = value;
    }

    /// <summary>Whether components use the CPU when the GPU fails.</summary>
    public bool FallbackToCpu
    {
        get => _env.FallbackToCpu;
        set => _env.FallbackToCpu = value;
    }

    /// <summary>The folder of temporary files.</summary>
    public string TempFilePath
    {
        get => _env.TempFilePath;
        set => _env.TempFilePath = value;
    }

    string IExceptionContext.ContextDescription => _env.ContextDescription;

    internal void CancelExecution() => _env.CancelExecution();

    TException IExceptionContext.Process<TException>(TException ex) => _env.Process(ex);

    IHost IHostEnvironment.Register(string name, int? seed, bool? verbose) => _env.Register(name, seed, verbose);

    IChannel IChannelProvider.Start(string name) => _env.Start(name);

    IPipe<TMessage> IChannelProvider.StartPipe<TMessage>(string name) => _env.StartPipe<TMessage>(name);

    IProgressChannel IProgressChannelProvider.StartProgressChannel(string name) => _env.StartProgressChannel(name);
}
