using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Autodiff;

/// <summary>
/// A computation as it is traced: numbered values and the steps that make them. Every operation adds its step and, when
/// something in it is learned, what it does to gradients; <see cref="Gradients"/> derives the backward steps from these.
/// </summary>
internal sealed class Graph(bool isTraining)
{
    private readonly List<Value> _values = [];
    private readonly List<Step> _steps = [];
    private readonly List<(Value Output, Action<Gradients, Value> Derive)> _derivations = [];
    private readonly Dictionary<Parameter, Value> _parameters = [];

    /// <summary>Whether the trace is for training: values are dropped, and batches normalised by their own statistics.</summary>
    public bool IsTraining => isTraining;

    public IReadOnlyList<Value> Values => _values;

    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>What every operation does to gradients, in the order of the trace.</summary>
    public IReadOnlyList<(Value Output, Action<Gradients, Value> Derive)> Derivations => _derivations;

    /// <summary>The numeric inputs of every example, or null.</summary>
    public Value? Numbers { get; private set; }

    /// <summary>The dense parameters that are used.</summary>
    public IEnumerable<Value> Parameters => _parameters.Values;

    public Value NumberInput(int columns) => Numbers ??= NewValue(1, 0, columns);

    /// <summary>A matrix of the given rows per example.</summary>
    public Value NewValue(int rowsPerExample, int fixedRows, int columns)
    {
        var value = new Value(this, _values.Count, rowsPerExample, fixedRows, columns);
        _values.Add(value);
        return value;
    }

    /// <summary>A matrix with as many rows as <paramref name="like"/>.</summary>
    public Value NewLike(Value like, int columns) => NewValue(like.RowsPerExample, like.FixedRows, columns);

    /// <summary>A dense parameter as a value.</summary>
    public Value Use(Parameter parameter)
    {
        if (_parameters.TryGetValue(parameter, out var known))
            return known;
        var value = new Value(this, _values.Count, 0, parameter.Tensor.Rows, parameter.Tensor.Columns)
        {
            Parameter = parameter,
            IsLearned = isTraining && parameter.Kind == ParameterKind.Dense,
        };
        _values.Add(value);
        return _parameters[parameter] = value;
    }

    /// <summary>The same memory with other rows per example and columns.</summary>
    public Value NewView(Value value, int rowsPerExample, int fixedRows, int columns)
    {
        var view = new Value(this, _values.Count, rowsPerExample, fixedRows, columns)
        {
            ViewOf = value,
            IsLearned = value.IsLearned,
        };
        if (view.Size != value.Size)
            throw new ArgumentException($"{value} cannot be seen as {view}: the number of values differs.");
        _values.Add(view);
        return view;
    }

    /// <summary>Adds an operation.</summary>
    /// <param name="output">What it makes.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="run">The call on the backend.</param>
    /// <param name="derive">Given the gradient of the output, adds to the gradients of the inputs.</param>
    /// <param name="mayReplace">The input whose memory the output may take.</param>
    /// <param name="isLearned">Whether something is learned besides the inputs (rows of a table).</param>
    /// <param name="moreOutputs">What else it makes.</param>
    /// <param name="multiplyAdds">Multiplications with an addition, for every example.</param>
    public Value Add(Value output, Value[] inputs, Action<IComputeBackend, Workspace> run, Action<Gradients, Value> derive,
        Value? mayReplace = null, bool isLearned = false, Value[]? moreOutputs = null, double multiplyAdds = 0)
    {
        _steps.Add(new Step(output, inputs, run) { MayReplace = mayReplace, Outputs = moreOutputs ?? [], MultiplyAdds = multiplyAdds });
        return Derived(output, inputs, derive, isLearned);
    }

    /// <summary>Adds an operation without a step: a view.</summary>
    public Value Derived(Value output, Value[] inputs, Action<Gradients, Value> derive, bool isLearned = false)
    {
        output.IsLearned = isLearned || inputs.Any(input => input.IsLearned);
        if (output.IsLearned)
            _derivations.Add((output, derive));
        return output;
    }
}
