using Microsoft.ML.LowRank.Autodiff;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>What an architecture is written with: the inputs, the parameters by name, and the parts that networks share.</summary>
internal sealed class NetworkBuilder
{
    /// <summary>The parts of a matrix that is held as a product: x·W = activation(x·down + shift)·up + offset.</summary>
    public const string Down = ".down", Up = ".up", Shift = ".shift", Offset = ".offset";

    /// <summary>What is added to a code times <see cref="Up"/> to give a vector.</summary>
    public const string Center = ".center";

    private readonly ParameterSet _parameters;
    private readonly TableLayout? _tables;

    // By the memory of a value: the vectors of fields, with those of numbers or without; what may be multiplied in their stead by
    // a folded matrix; and what a value was joined from.
    private readonly Dictionary<Value, bool> _vectors = [];
    private readonly Dictionary<Value, Value> _codes = [];
    private readonly Dictionary<Value, Value[]> _parts = [];
    private readonly List<TracedProduct> _products = [];
    private readonly List<TracedLookup> _lookups = [];
    private readonly Dictionary<string, Value> _results = new(StringComparer.Ordinal);
    private Value? _fields;

    public NetworkBuilder(Graph graph, ParameterSet parameters, NetworkShape shape, int embeddingDimension, double embeddingDeviation,
        TableLayout? tables = null)
    {
        (Graph, _parameters, Shape, _tables) = (graph, parameters, shape, tables);
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

    /// <summary>Every product with a matrix of weights so far.</summary>
    public IReadOnlyList<TracedProduct> Products => _products;

    /// <summary>Every look-up of the vectors of fields, or of their codes.</summary>
    public IReadOnlyList<TracedLookup> Lookups => _lookups;

    /// <summary>By the name of every matrix of weights what its layer gives: the product, the bias and the activation included.</summary>
    public IReadOnlyDictionary<string, Value> Results => _results;

    /// <summary>The vector of every field, [B, F, D]: a row of a table, or the number times a learned vector.</summary>
    public Value Fields => _fields ??= Embed("embedding", "numeric", EmbeddingDimension);

    /// <summary>For every example a row per field, of the given width.</summary>
    public Value Embed(string table, string numeric, int width)
    {
        var categories = Shape.Categories > 0 ? Categories(table, width) : null;
        if (Shape.Numbers == 0)
            return categories!;
        var input = Graph.NumberInput(Shape.Numbers);
        var numbers = input.GroupMatMul(Weight(numeric, Shape.Numbers, width, EmbeddingDeviation), Shape.Numbers);
        if (categories is null)
            return numbers.Reshaped(Shape.Numbers, width);
        var all = Operations.Joined(categories.Flat(), numbers);
        if (table == "embedding")
            _vectors.Add(all.Memory, true);
        if (_codes.TryGetValue(categories.Memory, out var codes))
            _codes.Add(all.Memory, Operations.Joined(codes, input));
        return all.Reshaped(FieldCount, width);
    }

    /// <summary>For every example a row per categorical field, of the given width.</summary>
    public Value Categories(string table, int width)
    {
        bool isEmbedding = table == "embedding";
        var vectors = isEmbedding && _tables is not null ? Restored(_tables, width)
            : Rows(table, Range, width, isEmbedding);
        if (isEmbedding)
            _vectors.Add(vectors.Memory, false);
        return vectors;
    }

    /// <summary>The columns of all parts, one after the other; a product with it knows which of them are fields.</summary>
    public Value Joined(params Value[] parts)
    {
        var all = Operations.Joined(parts);
        if (parts.Length > 1)
            _parts.Add(all.Memory, parts);
        return all;
    }

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
        string? bias = hasBias ? $"{name}.bias" : null;
        var y = Product($"{name}.weight", x, outputs, bias);
        return bias is null ? y : _results[$"{name}.weight"] = y.PlusRow(Bias(bias, outputs));
    }

    /// <summary>
    /// x·W. In a compressed network W may be a product of two matrices, with an activation in between where there is a shift;
    /// and what is the flat vectors of fields is their codes, which a smaller W takes.
    /// </summary>
    /// <param name="weight">Name of the matrix.</param>
    /// <param name="x">What is multiplied.</param>
    /// <param name="outputs">Columns of the matrix.</param>
    /// <param name="bias">Name of the row that the caller adds next, or null.</param>
    /// <param name="isShared">Whether the same matrix multiplies other values too.</param>
    /// <param name="isHidden">Whether an activation follows.</param>
    public Value Product(string weight, Value x, int outputs, string? bias = null, bool isShared = false, bool isHidden = false)
    {
        var input = isShared ? x : Folded(x);
        Value y;
        if (_parameters.Find(weight + Down) is { } down)
        {
            int rank = down.Tensor.Columns;
            var inner = input.MatMul(Weight(weight + Down, input.Columns, rank));
            if (_parameters.Find(weight + Shift) is not null)
                inner = inner.Activated(Activation.Relu, Bias(weight + Shift, rank));
            y = inner.MatMul(Weight(weight + Up, rank, outputs));
        }
        else
        {
            y = input.MatMul(Weight(weight, input.Columns, outputs));
        }
        if (_parameters.Find(weight + Offset) is not null)
            y = y.PlusRow(Bias(weight + Offset, outputs));
        _results[weight] = y;
        _products.Add(new TracedProduct(weight, bias, x, input, y, isShared ? null : FieldsIn(x), isHidden));
        return y;
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
            var y = x is null ? null : Product($"{layer}.weight", x, units[i], $"{layer}.bias", isHidden: true);
            if (i == 0 && Shape.SparseFields > 0)
                y = y is null ? Sparse(units[i]) : y + Sparse(units[i]);
            x = y!;
            x = layers.BatchNormalization
                ? Normalize(layer, x.PlusRow(Bias($"{layer}.bias", units[i]))).Activated(layers.Activation)
                : x.Activated(layers.Activation, Bias($"{layer}.bias", units[i]));
            _results[$"{layer}.weight"] = x;
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
        _ when name.StartsWith("embedding.", StringComparison.Ordinal) && char.IsAsciiDigit(name[^1]) => ParameterKind.Table,
        _ when name.EndsWith(".mean", StringComparison.Ordinal) || name.EndsWith(".variance", StringComparison.Ordinal) => ParameterKind.State,
        _ => ParameterKind.Dense,
    };

    /// <summary>The name of the table of a group of fields.</summary>
    public static string GroupTable(int group) => $"embedding.{group}";

    private Value Rows(string table, IdRange range, int width, bool isVector)
    {
        var rows = Graph.Gather(_parameters.Get(table, ParameterKind.Table, range.Rows, width, EmbeddingDeviation), range);
        if (isVector)
            _lookups.Add(new TracedLookup(table, range, rows));
        return rows;
    }

    // The vectors of all fields from the tables of a compressed network. Where they are only multiplied by folded matrices, the
    // matrices that restore them are missing, and nobody asks for what is returned.
    private Value Restored(TableLayout tables, int width)
    {
        var codes = new List<Value>();
        var vectors = new List<Value>();
        for (int g = 0; g < tables.Ranges.Count; g++)
        {
            var (group, range) = (tables.Form.Groups[g], tables.Ranges[g]);
            string name = GroupTable(g);
            var rows = Rows(name, range, group.Width, isVector: true);
            codes.Add(rows.Flat());
            if (!group.IsProjected)
                vectors.Add(rows.Flat());
            else if (_parameters.Find(name + Up) is not null)
                vectors.Add(Vectors(name, group, rows, width));
        }
        Value restored;
        if (vectors.Count < codes.Count)
        {
            restored = Graph.NewValue(Shape.Categories, 0, width);
        }
        else
        {
            var joined = Operations.Joined([.. vectors]);
            restored = (tables.Fields.IsIdentity ? joined : joined.Select(tables.PlaceOf, width)).Reshaped(Shape.Categories, width);
        }
        _codes.Add(restored.Memory, Operations.Joined([.. codes]));
        return restored;
    }

    private Value Vectors(string name, TableGroup group, Value codes, int width)
    {
        var vectors = group.IsShared
            ? codes.MatMul(Weight(name + Up, group.Width, width)).Flat()
            : codes.Flat().GroupMatMul(Weight(name + Up, group.Fields * group.Width, width), group.Fields);
        return vectors.PlusRow(Bias(name + Center, group.Fields * width));
    }

    private FieldColumns? FieldsIn(Value x)
    {
        if (x.RowsPerExample != 1)
            return null;
        if (_vectors.TryGetValue(x.Memory, out bool hasNumbers))
            return new FieldColumns(0, hasNumbers);
        int at = 0;
        foreach (var part in _parts.GetValueOrDefault(x.Memory, []))
        {
            if (FieldsIn(part) is { } inside)
                return inside with { At = at + inside.At };
            at += part.Columns;
        }
        return null;
    }

    private Value Folded(Value x)
    {
        if (x.RowsPerExample != 1)
            return x;
        if (_codes.TryGetValue(x.Memory, out var codes))
            return codes;
        return _parts.TryGetValue(x.Memory, out var parts) && parts.Any(part => Folded(part) != part)
            ? Operations.Joined([.. parts.Select(Folded)]) : x;
    }

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
