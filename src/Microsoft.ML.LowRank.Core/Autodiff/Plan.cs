using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Autodiff;

/// <summary>
/// A traced computation ready to run: forward steps, backward steps where it is trained, and which piece of memory every
/// value lies in. Values that are not alive at the same time share memory.
/// </summary>
internal sealed class Plan
{
    private readonly int[] _slotOf;
    private readonly List<Slot> _slots = [];
    private readonly List<Value> _kept = [];

    /// <summary>Makes a plan for the value that a graph computes.</summary>
    /// <param name="graph">The traced computation.</param>
    /// <param name="output">Its result.</param>
    /// <param name="kept">Further values that are to be read when the plan has run, and, after training steps, their gradients; or null.</param>
    /// <exception cref="InvalidDataException">The result needs a value that nothing makes.</exception>
    public Plan(Graph graph, Value output, IReadOnlyList<Value>? kept = null)
    {
        Graph = graph;
        Output = output;
        if (graph.IsTraining)
        {
            OutputGradient = graph.NewLike(output, output.Columns);
            Gradients = Gradients.Derive(graph, output, OutputGradient);
        }
        Steps = NeededSteps([.. kept ?? [], output]);
        _kept.AddRange([.. kept ?? [], .. (kept ?? []).Select(value => Gradients?.Of(value)).OfType<Value>()]);
        _slotOf = new int[graph.Values.Count];
        _slotOf.AsSpan().Fill(-1);
        Assign();
    }

    public Graph Graph { get; }

    /// <summary>What it computes.</summary>
    public Value Output { get; }

    /// <summary>The forward steps that the result needs.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>How the fields of a batch are arranged before it is run; null for as they are.</summary>
    public FieldArrangement? Fields { get; init; }

    /// <summary>Multiplications with an addition that an example takes.</summary>
    public double MultiplyAdds => Steps.Sum(step => step.MultiplyAdds);

    /// <summary>Where the gradient of the output is put between the forward and the backward steps; null without training.</summary>
    public Value? OutputGradient { get; }

    /// <summary>The backward steps; null without training.</summary>
    public Gradients? Gradients { get; }

    /// <summary>Values of memory for every example.</summary>
    public long ValuesPerExample => _slots.Where(slot => !slot.IsFixed).Sum(slot => slot.Size);

    /// <summary>Allocates every piece of memory for batches of at most the given rows.</summary>
    public Tensor[] Allocate(IComputeBackend engine, int batchRows)
    {
        var pieces = _slots.ConvertAll(slot => slot.IsFixed
            ? engine.Allocate(1, checked((int)slot.Size)) : engine.Allocate(batchRows, checked((int)slot.Size)));
        var tensors = new Tensor[Graph.Values.Count];
        foreach (var value in Graph.Values)
        {
            if (value.Parameter is { } parameter)
            {
                tensors[value.Index] = parameter.Tensor;
            }
            else if (_slotOf[value.Memory.Index] is >= 0 and int slot)
            {
                var tensor = engine.View(pieces[slot], value.Columns);
                tensor.Rows = value.FixedRows > 0 ? value.FixedRows : batchRows * value.RowsPerExample;
                tensors[value.Index] = tensor;
            }
        }
        return tensors;
    }

    /// <summary>Gives every value a piece of memory, in the order of the steps; a piece is free after its value's last use.</summary>
    private void Assign()
    {
        var steps = Steps.Concat(Gradients?.Steps ?? []).ToList();
        var lastUse = LastUses(steps);
        foreach (var value in AliveFromTheStart())
            Place(value, Take(value, exact: true));
        for (int i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            foreach (var output in step.Outputs.Prepend(step.Output).OfType<Value>().Select(value => value.Memory))
            {
                if (_slotOf[output.Index] >= 0)
                    continue;
                bool takesOver = output == step.Output!.Memory && step.MayReplace?.Memory is { } replaced && CanTakeOver(replaced, output, lastUse, i);
                Place(output, takesOver ? _slotOf[step.MayReplace!.Memory.Index] : Take(output, exact: false));
            }
            foreach (var input in step.Inputs.Concat(step.Outputs).Append(step.Output).OfType<Value>().Select(value => value.Memory).Distinct())
            {
                int slot = _slotOf[input.Index];
                if (slot >= 0 && lastUse[input.Index] == i && _slots[slot].Holder == input)
                    _slots[slot].Holder = null;
            }
        }
    }

    private List<Step> NeededSteps(IEnumerable<Value> results)
    {
        var needed = new HashSet<Value>(results.Select(value => value.Memory));
        var steps = new List<Step>();
        for (int i = Graph.Steps.Count - 1; i >= 0; i--)
        {
            var step = Graph.Steps[i];
            if (!step.Outputs.Prepend(step.Output!).Any(output => needed.Contains(output.Memory)))
                continue;
            steps.Insert(0, step);
            needed.UnionWith(step.Inputs.Select(input => input.Memory));
        }
        var made = steps.SelectMany(step => step.Outputs.Prepend(step.Output!)).Select(value => value.Memory).ToHashSet();
        foreach (var value in needed)
        {
            if (!made.Contains(value) && value.Parameter is null && value != Graph.Numbers)
                throw new InvalidDataException($"The network needs {value}, which nothing makes; a part of the model is missing.");
        }
        return steps;
    }

    private bool CanTakeOver(Value from, Value to, int[] lastUse, int step) =>
        from.Parameter is null && _slotOf[from.Index] is >= 0 and int slot && _slots[slot].Holder == from
            && lastUse[from.Index] == step && from.Size == to.Size && from.FixedRows > 0 == to.FixedRows > 0;

    private IEnumerable<Value> AliveFromTheStart()
    {
        if (Graph.Numbers is { } numbers)
            yield return numbers;
        if (OutputGradient is { } gradient)
            yield return gradient;
        foreach (var (_, gradientOf) in Gradients?.OfParameters ?? [])
            yield return gradientOf;
    }

    private int[] LastUses(List<Step> steps)
    {
        var last = new int[Graph.Values.Count];
        for (int i = 0; i < steps.Count; i++)
        {
            foreach (var value in steps[i].Inputs.Concat(steps[i].Outputs).Append(steps[i].Output).OfType<Value>())
                last[value.Memory.Index] = i;
        }
        // What is read from outside stays.
        foreach (var value in _kept.Append(Output))
            last[value.Memory.Index] = int.MaxValue;
        foreach (var value in AliveFromTheStart())
            last[value.Memory.Index] = int.MaxValue;
        return last;
    }

    private void Place(Value value, int slot)
    {
        _slotOf[value.Index] = slot;
        _slots[slot].Holder = value;
    }

    /// <summary>The smallest free piece that is large enough and not wasteful, or a new one.</summary>
    private int Take(Value value, bool exact)
    {
        bool isFixed = value.FixedRows > 0;
        int best = -1;
        for (int i = 0; i < _slots.Count && !exact; i++)
        {
            var slot = _slots[i];
            bool fits = slot.Holder is null && slot.IsFixed == isFixed && slot.Size >= value.Size && slot.Size <= value.Size * 2;
            if (fits && (best < 0 || slot.Size < _slots[best].Size))
                best = i;
        }
        if (best >= 0)
            return best;
        _slots.Add(new Slot { Size = value.Size, IsFixed = isFixed });
        return _slots.Count - 1;
    }

    /// <summary>A piece of memory: values for every example, or a fixed number.</summary>
    private sealed class Slot
    {
        public long Size { get; init; }

        public bool IsFixed { get; init; }

        /// <summary>The value that lies in it now, or null when it is free.</summary>
        public Value? Holder { get; set; }
    }
}
