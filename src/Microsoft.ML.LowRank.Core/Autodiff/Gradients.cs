using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Autodiff;

/// <summary>Derives the backward steps of a graph, in the same primitives, from the last operation to the first.</summary>
internal sealed class Gradients
{
    private readonly Graph _graph;
    private readonly List<Step> _steps = [];
    private readonly Dictionary<Value, Value> _of = [];

    // How many values that are still to be derived, or others, need what a piece of memory holds as their gradient.
    private readonly Dictionary<Value, int> _holders = [];
    private readonly List<(Parameter Parameter, Value Gradient)> _ofParameters = [];
    private readonly List<(Parameter Table, IdRange Range)> _tables = [];

    private readonly List<IdRange> _ranges = [];

    private Gradients(Graph graph)
    {
        _graph = graph;
        foreach (var parameter in graph.Parameters.Where(value => value.IsLearned).ToList())
        {
            var gradient = NewLike(parameter);
            Hold(parameter, gradient);
            _ofParameters.Add((parameter.Parameter!, gradient));
        }
    }

    /// <summary>The backward steps.</summary>
    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>
    /// The gradients of dense parameters. They are always added to, so that a batch may be run in parts: whoever runs the
    /// plan sets them to zero first.
    /// </summary>
    public IReadOnlyList<(Parameter Parameter, Value Gradient)> OfParameters => _ofParameters;

    /// <summary>The tables whose rows get gradients, and the ids that they are looked up by.</summary>
    public IReadOnlyList<(Parameter Table, IdRange Range)> Tables => _tables;

    /// <summary>The ids whose distinct rows are needed.</summary>
    public IReadOnlyList<IdRange> Ranges => _ranges;

    /// <summary>Derives the gradients of everything that is learned and that <paramref name="output"/> depends on.</summary>
    /// <param name="graph">The traced computation.</param>
    /// <param name="output">Its result.</param>
    /// <param name="outputGradient">Its gradient, which is given when the plan is run.</param>
    public static Gradients Derive(Graph graph, Value output, Value outputGradient)
    {
        var gradients = new Gradients(graph);
        // It is the caller's, too.
        gradients._holders[outputGradient.Memory] = 1;
        gradients.Pass(output, outputGradient);
        for (int i = graph.Derivations.Count - 1; i >= 0; i--)
        {
            var (made, derive) = graph.Derivations[i];
            // A result that nothing used has no gradient.
            if (!gradients._of.TryGetValue(made, out var gradient))
                continue;
            derive(gradients, gradient);
            gradients._holders[gradient.Memory]--;
        }
        return gradients;
    }

    /// <summary>The gradient of a value, or null when there is none.</summary>
    public Value? Of(Value value) => _of.GetValueOrDefault(value);

    /// <summary>A step that makes a value that no gradient is asked of.</summary>
    public void Add(Step step) => _steps.Add(step);

    /// <summary>A value of the backward steps.</summary>
    public Value NewLike(Value like) => _graph.NewLike(like, like.Columns);

    /// <summary>The gradient of an input whose operation can add to what is there already.</summary>
    /// <param name="input">Whose gradient.</param>
    /// <param name="inputs">What the step reads.</param>
    /// <param name="run">The call, given where the gradient goes and whether it is added.</param>
    /// <param name="mayReplace">The value whose memory the gradient may take when nothing was there.</param>
    public void Add(Value input, Value[] inputs, Action<IComputeBackend, Workspace, Value, bool> run, Value? mayReplace = null)
    {
        if (!input.IsLearned)
            return;
        if (_of.TryGetValue(input, out var known))
        {
            var target = Own(input, known);
            _steps.Add(new Step(target, [.. inputs, target], (engine, memory) => run(engine, memory, target, true)));
            return;
        }
        var made = NewLike(input);
        Hold(input, made);
        _steps.Add(new Step(made, inputs, (engine, memory) => run(engine, memory, made, false)) { MayReplace = mayReplace });
    }

    /// <summary>The gradient of an input whose operation can only write.</summary>
    public void Write(Value input, Value[] inputs, Action<IComputeBackend, Workspace, Value> run, Value? mayReplace = null)
    {
        if (!input.IsLearned)
            return;
        var made = NewLike(input);
        _steps.Add(new Step(made, inputs, (engine, memory) => run(engine, memory, made)) { MayReplace = mayReplace });
        Pass(input, made);
    }

    /// <summary>The gradient of an input is the given one, which is not copied.</summary>
    public void Pass(Value input, Value gradient)
    {
        if (!input.IsLearned)
            return;
        if (!_of.TryGetValue(input, out var known))
        {
            Hold(input, gradient);
            return;
        }
        if (input.Parameter is not null)
        {
            _steps.Add(new Step(known, [known, gradient], (engine, memory) => engine.Scale(memory[gradient], 1, memory[known], true)));
            return;
        }
        var sum = NewLike(input);
        _steps.Add(new Step(sum, [known, gradient], (engine, memory) => engine.Add(memory[known], memory[gradient], memory[sum]))
        {
            MayReplace = known,
        });
        Hold(input, sum);
    }

    /// <summary>Says that the rows of a table get gradients in the workspace.</summary>
    public void AddTable(Parameter table, IdRange range)
    {
        if (_tables.Any(known => known.Table == table))
            throw new NotSupportedException($"The table '{table.Name}' is looked up twice in one network.");
        _tables.Add((table, range));
        if (!_ranges.Contains(range))
            _ranges.Add(range);
    }

    /// <summary>A gradient that may be added to: the known one, or a copy while others still need what was passed on to them, too.</summary>
    private Value Own(Value input, Value known)
    {
        if (_holders[known.Memory] == 1)
            return known;
        var copy = NewLike(input);
        _steps.Add(new Step(copy, [known], (engine, memory) => engine.Scale(memory[known], 1, memory[copy], false)));
        Hold(input, copy);
        return copy;
    }

    private void Hold(Value input, Value gradient)
    {
        if (_of.TryGetValue(input, out var before))
            _holders[before.Memory]--;
        _of[input] = gradient;
        _holders[gradient.Memory] = _holders.GetValueOrDefault(gradient.Memory) + 1;
    }
}
