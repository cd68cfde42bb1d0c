using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Autodiff;

/// <summary>
/// The parameters of a network by name. A network asks for what it needs while it is traced: the first trace of a new
/// network makes them, every later one, and that of a loaded network, finds them.
/// </summary>
internal sealed class ParameterSet(IComputeBackend engine, ulong seed, bool isComplete = false)
{
    // Values that one generator fills, so that a large table can be filled by several threads.
    private const int PieceValues = 65_536;

    private readonly Dictionary<string, Parameter> _byName = new(StringComparer.Ordinal);
    private readonly List<Parameter> _inOrder = [];
    private readonly HashSet<Parameter> _used = [];

    /// <summary>Decides what new parameters are filled with.</summary>
    public ulong Seed => seed;

    /// <summary>All of them, in the order in which they were made.</summary>
    public IReadOnlyList<Parameter> All => _inOrder;

    /// <summary>How many of them a trace has asked for.</summary>
    public int UsedCount => _used.Count;

    public Parameter? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Adds one that was read from a file or made elsewhere.</summary>
    public Parameter Add(string name, ParameterKind kind, Tensor tensor)
    {
        var parameter = new Parameter(name, kind, tensor);
        _byName.Add(name, parameter);
        _inOrder.Add(parameter);
        return parameter;
    }

    /// <summary>The parameter of that name, made with normal values of the given deviation about the given mean if it is new.</summary>
    /// <exception cref="InvalidDataException">The set is complete and lacks it, or it has another shape.</exception>
    public Parameter Get(string name, ParameterKind kind, int rows, int columns, double deviation, float mean = 0)
    {
        if (Find(name) is { } found)
        {
            if (found.Tensor.Rows != rows || found.Tensor.Columns != columns || found.Kind != kind)
                throw new InvalidDataException(
                    $"The parameter '{name}' is {found.Tensor.Rows} × {found.Tensor.Columns}, but the network needs {rows} × {columns}; " +
                    "the model is damaged, or its options do not belong to it.");
            _used.Add(found);
            return found;
        }
        if (isComplete)
            throw new InvalidDataException($"The parameter '{name}' of the network is missing; the model is damaged.");
        var tensor = engine.Allocate(rows, columns);
        if (deviation > 0)
            FillNormal(tensor, name, deviation, mean);
        else if (mean != 0)
            engine.Fill(tensor, mean);
        var made = Add(name, kind, tensor);
        _used.Add(made);
        return made;
    }

    /// <summary>Normal values that depend on the seed, the name and the place alone.</summary>
    private void FillNormal(Tensor tensor, string name, double deviation, float mean)
    {
        ulong own = seed;
        foreach (char c in name)
            own = new SplitMix64(own ^ c).Next();
        long count = tensor.Count;
        int pieces = (int)((count + PieceValues - 1) / PieceValues);
        WorkerPool.Run(pieces, 0, piece =>
        {
            // A piece at a time: a copy of a large table would take as much memory as the table.
            long start = (long)piece * PieceValues;
            using var buffer = BufferPool.Rent<float>((int)Math.Min(PieceValues, count - start));
            var random = new SplitMix64(own + (ulong)piece * 0xD1B54A32D192ED03);
            foreach (ref float value in buffer.Span)
                value = mean + (float)(deviation * random.NextGaussian());
            tensor.Write(start, buffer.Span);
        });
    }
}
