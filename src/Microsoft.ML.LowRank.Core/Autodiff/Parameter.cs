using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Autodiff;

/// <summary>A named matrix of a network.</summary>
internal sealed class Parameter(string name, ParameterKind kind, Tensor tensor)
{
    /// <summary>Its name in the model file, for example <c>deep.0.weight</c>.</summary>
    public string Name => name;

    public ParameterKind Kind => kind;

    /// <summary>Its values, the number of rows in use being all of them.</summary>
    public Tensor Tensor => tensor;
}

/// <summary>How a parameter is changed by training.</summary>
internal enum ParameterKind
{
    /// <summary>By the gradient, all of it in every step.</summary>
    Dense,

    /// <summary>By the gradient, the rows that a batch looks up.</summary>
    Table,

    /// <summary>Not by the gradient: running statistics.</summary>
    State,
}
