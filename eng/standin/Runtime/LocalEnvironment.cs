namespace Microsoft.ML.Runtime;

/// <summary>The environment behind an <see cref="MLContext"/>, and every host registered in it.</summary>
internal sealed class LocalEnvironment : IHost, ICancelable
{
    private readonly object _gate = new();
    private readonly List<WeakReference<LocalEnvironment>> _children = [];
    private readonly LocalEnvironment _parent;
    private readonly LocalEnvironment _root;

    public LocalEnvironment(int? seed, Action<string, ChannelMessage> listener)
    {
        _root = this;
        Listener = listener;
        Seed = seed;
        Rand = seed is int value ? new HybridRandom(value) : new HybridRandom(new Random());
        ComponentCatalog = new ComponentCatalog();
        ComponentCatalog.RegisterAssembly(typeof(LocalEnvironment).Assembly);
    }

    private LocalEnvironment(LocalEnvironment parent, string name, Random rand)
    {
        _parent = parent;
        _root = parent._root;
        Rand = rand;
        ComponentCatalog = _root.ComponentCatalog;
        Seed = _root.Seed;
        string above = parent._parent?.FullName;
        FullName = string.IsNullOrEmpty(above) ? name : $"{above}; {name}";
        IsCanceled = parent.IsCanceled;
        TempFilePath = parent.TempFilePath;
        GpuDeviceId = parent.GpuDeviceId;
        FallbackToCpu = parent.FallbackToCpu;
    }

    public ComponentCatalog ComponentCatalog { get; }
    public string ContextDescription => FullName ?? "HostEnvironment";
    public string FullName { get; }
    public int? GpuDeviceId { get; set; }
    public bool FallbackToCpu { get; set; }
    public string TempFilePath { get; set; } = Path.GetTempPath();
    public bool IsCanceled { get; private set; }
    public Random Rand { get; }
    public int? Seed { get; }
    private Action<string, ChannelMessage> Listener { get; }

    public void CancelExecution()
    {
        lock (_gate)
        {
            foreach (var child in _children)
            {
                if (child.TryGetTarget(out var host))
                    host.CancelExecution();
            }

            _children.Clear();
            IsCanceled = true;
        }
    }

    public TException Process<TException>(TException ex)
        where TException : Exception => Contracts.Mark(ex);

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        lock (_gate)
        {
            _children.RemoveAll(child => !child.TryGetTarget(out _));
            var host = new LocalEnvironment(this, name, seed is int value ? new HybridRandom(value) : new HybridRandom(Rand));
            _children.Add(new WeakReference<LocalEnvironment>(host));
            return host;
        }
    }

    public IChannel Start(string name) => new Channel(this, name);
    public IPipe<TMessage> StartPipe<TMessage>(string name) => new SilentPipe<TMessage>(this);

    public IProgressChannel StartProgressChannel(string name)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        return new ProgressChannel();
    }

    private sealed class Channel : IChannel
    {
        private readonly LocalEnvironment _host;
        private readonly string _source;
        private readonly long _started = System.Diagnostics.Stopwatch.GetTimestamp();
        private bool _isDisposed;

        public Channel(LocalEnvironment host, string name)
        {
            _host = host;
            _source = host.FullName is null ? name : $"{host.FullName}; {name}";
            Trace(MessageSensitivity.None, "Channel started");
        }

        public string ContextDescription => _source;
        public void Send(ChannelMessage msg) => _host._root.Listener(_source, msg);

        public void Trace(MessageSensitivity sensitivity, string fmt) =>
            Send(new ChannelMessage(ChannelMessageKind.Trace, sensitivity, fmt));

        public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(new ChannelMessage(ChannelMessageKind.Trace, sensitivity, fmt, args));

        public void Error(MessageSensitivity sensitivity, string fmt) =>
            Send(new ChannelMessage(ChannelMessageKind.Error, sensitivity, fmt));

        public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(new ChannelMessage(ChannelMessageKind.Error, sensitivity, fmt, args));

        public void Warning(MessageSensitivity sensitivity, string fmt) =>
            Send(new ChannelMessage(ChannelMessageKind.Warning, sensitivity, fmt));

        public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(new ChannelMessage(ChannelMessageKind.Warning, sensitivity, fmt, args));

        public void Info(MessageSensitivity sensitivity, string fmt) =>
            Send(new ChannelMessage(ChannelMessageKind.Info, sensitivity, fmt));

        public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(new ChannelMessage(ChannelMessageKind.Info, sensitivity, fmt, args));

        public TException Process<TException>(TException ex)
            where TException : Exception => Contracts.Mark(ex);

        public void Dispose()
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            var elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(_started);
            Trace(MessageSensitivity.None, "Channel finished. Elapsed {0:c}.", elapsed);
            Trace(MessageSensitivity.None, "Channel disposed");
        }
    }

    private sealed class SilentPipe<TMessage>(LocalEnvironment host) : IPipe<TMessage>
    {
        public string ContextDescription => host.ContextDescription;

        public TException Process<TException>(TException ex)
            where TException : Exception => Contracts.Mark(ex);

        public void Send(TMessage msg)
        {
        }

        public void Dispose()
        {
        }
    }
}
