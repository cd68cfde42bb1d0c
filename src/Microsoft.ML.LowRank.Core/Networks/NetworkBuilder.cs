using Microsoft.ML.LowRank.Autodiff;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>What an architecture is written with: the inputs, the parameters by name, and the parts that networks share.</summary>
internal sealed class NetworkBuilder
{
    private readonly ParameterSet _parameters;
    private Value? _fields;

    public NetworkBuilder(Graph graph, ParameterSet parameters, NetworkShape shape, int embeddingDimension, double embeddingDeviation)
    {
        (Graph, _parameters, Shape) = (graph, parameters, shape);
        (EmbeddingDimension, EmbeddingDeviation) = (embeddingDimension, embeddingDeviation);
        if (FieldCount == 0 && shape.SparseFields == 0)
            throw new ArgumentException("The network has no inputs: give it at least one categorical field or one number.");
        Range = new IdRange(0, shape.Categories, 0, shape.CategoryRows);
    }

    public Graph Graph { get; }

    public NetworkShape Shape { get; }

    /// <summary>D: values of every field's vector.</summary>
    public int EmbeddingDimension { get; }

    private double EmbeddingDeviation { get; }

    private IdRange Range { get; }

    /// <summary>F: categorical fields, then numeric ones.</summary>
    public int FieldCount => Shape.Categories + Shape.Numbers;

    /// <summary>The vector of every field, [B, F, D]: a row of a table, or the number times a learned vector.</summary>
    public Value Fields => _fields ??= Embed("embedding", "numeric", EmbeddingDimension);

    /// <summary>For every example a row per field, of the given width.</summary>
    public Value Embed(string table, string numeric, int width)
    {
        var categories = Shape.Categories > 0 ? Categories(table, width) : null;
        if (Shape.Numbers == 0)
            return categories!;
        var vectors = Weight(numeric, Shape.Numbers, width, EmbeddingDeviation);
        var numbers = Graph.NumberInput(Shape.Numbers).GroupMatMul(vectors, Shape.Numbers);
        return categories is null ? numbers.Reshaped(Shape.Numbers, width)
            : Operations.Joined(categories.Flat(), numbers).Reshaped(FieldCount, width);
    }

    /// <summary>For every example a row per categorical field, of the given width.</summary>
    public Value Categories(string table, int width)
        => Graph.Gather(_parameters.Get(table, ParameterKind.Table, Shape.CategoryRows, width, EmbeddingDeviation), Range);

    /// <summary>A weight for every id and every number, and a bias: logistic regression.</summary>
    public Value Linear()
    {
        Value? sum = null;
        if (Shape.Categories > 0)
            sum = Categories("linear", 1).Flat().RowSums();
        if (Shape.Numbers > 0)
        {
            var numbers = Graph.NumberInput(Shape.Numbers).MatMul(Weight("linear.numeric", Shape.Numbers, 1, EmbeddingDeviation));
            sum = sum is null ? numbers : sum + numbers;
        }
        return sum!.PlusRow(Bias("bias", 1));
    }

    /// <summary>A matrix of weights, made by the rule of Glorot and Bengio (2010) for normal values.</summary>
    public Value Weight(string name, int rows, int columns) => Weight(name, rows, columns, Math.Sqrt(2.0 / (rows + columns)));

    /// <summary>A matrix of weights with normal values.</summary>
    public Value Weight(string name, int rows, int columns, double deviation)
        => Graph.Use(_parameters.Get(name, ParameterKind.Dense, rows, columns, deviation));

    /// <summary>A row of zeros that is learned.</summary>
    public Value Bias(string name, int columns) => Graph.Use(_parameters.Get(name, ParameterKind.Dense, 1, columns, 0));

    /// <summary>x·W, and + b.</summary>
    public Value Dense(string name, Value x, int outputs, bool hasBias = true)
    {
        var y = x.MatMul(Weight($"{name}.weight", x.Columns, outputs));
        return hasBias ? y.PlusRow(Bias($"{name}.bias", outputs)) : y;
    }

    /// <summary>Sparse vectors times a matrix: the rows of a table, each times its value, summed.</summary>
    public Value Sparse(int columns)
    {
        var range = new IdRange(Shape.Categories, Shape.SparseFields, Shape.CategoryRows, Shape.SparseRows);
        double deviation = Math.Sqrt(2.0 / (Shape.SparseRows + columns));
        return Graph.Gather(_parameters.Get("sparse.weight", ParameterKind.Table, Shape.SparseRows, columns, deviation), range).ExampleSums();
    }

    /// <summary>The hidden layers of a multilayer perceptron.</summary>
    public Value Hidden(string name, Value? x, IReadOnlyList<int> units, DeepLayers layers)
    {
        for (int i = 0; i < units.Count; i++)
        {
            string layer = $"{name}.{i}";
            var y = x?.MatMul(Weight($"{layer}.weight", x.Columns, units[i]));
            if (i == 0 && Shape.SparseFields > 0)
                y = y is null ? Sparse(units[i]) : y + Sparse(units[i]);
            x = y!;
            x = layers.BatchNormalization
                ? Normalize(layer, x.PlusRow(Bias($"{layer}.bias", units[i]))).Activated(layers.Activation)
                : x.Activated(layers.Activation, Bias($"{layer}.bias", units[i]));
            x = x.Dropped((float)layers.Dropout);
        }
        return x!;
    }

    /// <summary>A multilayer perceptron with linear outputs.</summary>
    public Value Perceptron(string name, Value? x, DeepLayers layers)
        => Dense($"{name}.output", Hidden(name, x, layers.Units, layers), Shape.Outputs);

    /// <summary>How a parameter of that name is changed by training.</summary>
    public static ParameterKind KindOf(string name) => name switch
    {
        "embedding" or "linear" or "sparse.weight" => ParameterKind.Table,
        _ when name.EndsWith(".mean", StringComparison.Ordinal) || name.EndsWith(".variance", StringComparison.Ordinal) => ParameterKind.State,
        _ => ParameterKind.Dense,
    };

    private Value Normalize(string name, Value x)
    {
        int width = x.Columns;
        var scale = Graph.Use(_parameters.Get($"{name}.scale", ParameterKind.Dense, 1, width, 0, mean: 1));
        var mean = Graph.Use(_parameters.Get($"{name}.mean", ParameterKind.State, 1, width, 0));
        var variance = Graph.Use(_parameters.Get($"{name}.variance", ParameterKind.State, 1, width, 0, mean: 1));
        return x.Normalized(scale, Bias($"{name}.shift", width), mean, variance);
    }
}

/// <summary>The hidden layers of a network.</summary>
internal sealed record DeepLayers(IReadOnlyList<int> Units, Activation Activation, double Dropout, bool BatchNormalization);
