using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="ValueToKeyMappingTransformer"/> from one pass over the data.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    internal const int MaximumNumberOfKeys = 1000000;
    private readonly IHost _host;
    private readonly InputOutputColumnPair[] _columns;
    private readonly int _maximum;
    private readonly KeyOrdinality _order;
    private readonly bool _asText;
    private readonly IDataView _keyData;

    internal ValueToKeyMappingEstimator(
        IHostEnvironment env, InputOutputColumnPair[] columns, int maximum, KeyOrdinality order, bool asText, IDataView keyData)
    {
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _columns = Contracts.CheckValue(columns, nameof(columns));
        Contracts.CheckParam(maximum > 0, "maximumNumberOfKeys", $"There must be room for a key; {maximum} leaves none.");
        Contracts.CheckParam(
            keyData is null || keyData.Schema.Count(c => !c.IsHidden) == 1, nameof(keyData), "Data that lists the keys has one column.");
        _maximum = maximum;
        _order = order;
        _asText = asText;
        _keyData = keyData;
    }

    /// <summary>In what order values get their keys.</summary>
    public enum KeyOrdinality : byte
    {
        /// <summary>As they first occur.</summary>
        ByOccurrence = 0,

        /// <summary>Sorted.</summary>
        ByValue = 1,
    }

    /// <inheritdoc/>
    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        GetOutputSchema(SchemaShape.Create(input.Schema));
        var maps = new KeyMap[_columns.Length];
        for (int i = 0; i < maps.Length; i++)
        {
            var type = (PrimitiveDataViewType)PrimitiveTypes.ItemOf(input.Schema[_columns[i].InputColumnName].Type);
            maps[i] = KeyMap.Create(type);
        }

        if (_keyData is null)
            Train(input, Array.ConvertAll(_columns, pair => input.Schema[pair.InputColumnName]), maps);
        else
            Array.ForEach(maps, map => Train(_keyData, [_keyData.Schema.First(c => !c.IsHidden)], [map]));
        if (_order == KeyOrdinality.ByValue)
            Array.ForEach(maps, map => map.Sort());
        return new ValueToKeyMappingTransformer(
            _host, _columns.Select(pair => (pair.OutputColumnName, pair.InputColumnName)), maps, _asText);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var result = Contracts.CheckValue(inputSchema, nameof(inputSchema));
        foreach (var pair in _columns)
        {
            var column = inputSchema.Find(pair.InputColumnName);
            var annotations = column.Annotated(AnnotationKinds.SlotNames)
                .Append(Shapes.Numbers(AnnotationKinds.KeyValues, _asText ? TextDataViewType.Instance : column.ItemType));
            result = result.With(new SchemaShape.Column(
                pair.OutputColumnName, column.Kind, NumberDataViewType.UInt32, true, new SchemaShape(annotations)));
        }

        return result;
    }

    private void Train(IDataView data, DataViewSchema.Column[] columns, KeyMap[] maps)
    {
        using var cursor = data.GetRowCursor(columns);
        var adders = maps.Zip(columns, (map, column) => map.Adder(cursor, column, _maximum)).ToArray();
        while (cursor.MoveNext())
            Array.ForEach(adders, add => add());
    }
}
