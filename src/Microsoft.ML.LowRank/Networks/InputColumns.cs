using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Stacking;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>Finds the columns that a network is to read, and says which fields they become.</summary>
internal static class InputColumns
{
    private const string Role = "input";

    /// <summary>The columns named by the options; or all but label and weight, by their types.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be read, or there is none.</exception>
    public static List<InputColumn> Choose(DataViewSchema schema, NetworkTrainingOptions options)
    {
        var chosen = new List<(DataViewSchema.Column Column, bool IsCategory)>();
        if (options.CategoricalColumnNames is null && options.NumericInputs is null)
        {
            chosen.AddRange(schema
                .Where(column => !column.IsHidden && column.Name != options.LabelColumnName && column.Name != options.ExampleWeightColumnName)
                .Select(column => (column, IsCategory(column.Type)))
                .Where(pair => InputColumn.KindOf(pair.column.Type, pair.Item2) is not null));
            if (chosen.Count == 0)
                throw new ArgumentOutOfRangeException(nameof(options),
                    $"Besides '{options.LabelColumnName}' the input has no column of text, keys, integers, Booleans or numbers; there is nothing to learn from.");
        }
        chosen.AddRange((options.CategoricalColumnNames ?? []).Select(name => (ColumnTypes.Find(schema, name, "categorical"), true)));
        chosen.AddRange((options.NumericInputs ?? []).Select(name => (ColumnTypes.Find(schema, name, "numeric"), false)));
        if (chosen.Count == 0)
            throw new ArgumentOutOfRangeException(nameof(options), "The lists of input columns are empty; there is nothing to learn from.");
        var columns = Number(chosen);
        RequireDense(columns, options);
        return columns;
    }

    /// <summary>Checks the columns that the options name.</summary>
    public static void Check(SchemaShape schema, NetworkTrainingOptions options)
    {
        foreach (string name in options.CategoricalColumnNames ?? [])
            Require(ColumnTypes.Find(schema, name, "categorical"), isCategory: true);
        foreach (string name in options.NumericInputs ?? [])
            Require(ColumnTypes.Find(schema, name, "numeric"), isCategory: false);
    }

    /// <summary>The fields that the columns become.</summary>
    public static List<FeatureField> FieldsOf(
        IReadOnlyList<InputColumn> columns, DataViewSchema schema, NetworkTrainingOptions options)
    {
        var fields = new List<FeatureField>();
        foreach (var column in columns)
        {
            if (column.Kind == InputKind.SparseVector)
                fields.Add(new FeatureField(column.Name, FieldKind.SparseVector) { SlotCount = column.Size });
            else if (column.Kind == InputKind.Number)
                fields.AddRange(SlotNamesOf(schema[column.Name], column).Select(name => new FeatureField(name, FieldKind.Number)
                {
                    Encoding = options.NumericEncoding,
                    BinCount = options.NumberOfBins,
                    MinimumCount = options.MinimumCount,
                }));
            else
                fields.Add(new FeatureField(column.Name, FieldKind.Category)
                {
                    IsMultiValued = column.IsVector,
                    Pooling = options.Pooling,
                    HashBits = options.HashBits,
                    MinimumCount = options.MinimumCount,
                });
        }
        // A column may have the name that a slot of another one gets.
        string[] names = UniqueNames.Of([.. fields.Select(field => field.Name)]);
        return [.. fields.Select((field, i) => field with { Name = names[i] })];
    }

    /// <summary>The columns in a schema, each as it was when the network was trained.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public static DataViewSchema.Column[] Bind(DataViewSchema schema, IReadOnlyList<InputColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var found = new DataViewSchema.Column[columns.Count];
        for (int i = 0; i < found.Length; i++)
        {
            found[i] = ColumnTypes.Find(schema, columns[i].Name, Role);
            if (!columns[i].Fits(found[i].Type))
                throw ColumnTypes.Mismatch(columns[i].Name, Role, $"{columns[i].Expected}, as when the network was trained", found[i].Type.ToString()!);
        }
        return found;
    }

    private static void RequireDense(IEnumerable<InputColumn> columns, NetworkTrainingOptions options)
    {
        if (!options.ReadsSparseVectors && columns.FirstOrDefault(column => column.Kind == InputKind.SparseVector) is { } sparse)
            throw ColumnTypes.Mismatch(sparse.Name, Role,
                $"at most {InputColumn.MostDenseSlots} numbers, for each of them is a field (LowRankCompress makes fewer of many)", $"{sparse.Size}");
    }

    private static bool IsCategory(DataViewType type)
    {
        var item = type is VectorDataViewType vector ? vector.ItemType : type;
        return item != NumberDataViewType.Single && item != NumberDataViewType.Double;
    }

    /// <summary>Sparse vectors come last: they have a table of their own.</summary>
    private static List<InputColumn> Number(List<(DataViewSchema.Column Column, bool IsCategory)> chosen)
    {
        var columns = new List<InputColumn>();
        int field = 0;
        foreach (var (column, isCategory) in chosen)
        {
            var kind = InputColumn.KindOf(column.Type, isCategory)
                ?? throw Unreadable(column.Name, isCategory, column.Type.ToString()!);
            int size = column.Type is VectorDataViewType { Size: var slots } ? (slots == 0 ? -1 : slots) : 0;
            columns.Add(new InputColumn(column.Name, kind, size, 0));
        }
        return [.. columns.OrderBy(column => column.Kind == InputKind.SparseVector).Select(column =>
        {
            var numbered = column with { FirstField = field };
            field += column.FieldCount;
            return numbered;
        })];
    }

    private static void Require(SchemaShape.Column column, bool isCategory)
    {
        bool isNumber = column.ItemType is NumberDataViewType or BooleanDataViewType;
        bool fits = isCategory ? column.IsKey || isNumber || column.ItemType is TextDataViewType
            : isNumber && !column.IsKey && column.Kind != SchemaShape.Column.VectorKind.VariableVector;
        if (!fits)
            throw Unreadable(column.Name, isCategory, ColumnTypes.Describe(column));
    }

    private static ArgumentOutOfRangeException Unreadable(string name, bool isCategory, string found) => isCategory
        ? ColumnTypes.Mismatch(name, "categorical", "text, keys, integers, Booleans or numbers", found)
        : ColumnTypes.Mismatch(name, "numeric", "numbers, alone or in a vector of fixed size", found);

    /// <summary>A name per field: of a vector those of its slots, where each has one of its own.</summary>
    private static IEnumerable<string> SlotNamesOf(DataViewSchema.Column column, InputColumn input)
    {
        if (!input.IsVector)
            return [input.Name];
        var slots = Enumerable.Range(0, input.Size);
        string[]? names = Transforms.ProjectionColumn.ReadSlotNames(column);
        return names is not null && names.Distinct().Count() == names.Length && !names.Contains("")
            ? names.Select(name => $"{input.Name}.{name}")
            : slots.Select(slot => string.Create(CultureInfo.InvariantCulture, $"{input.Name}.{slot}"));
    }
}
