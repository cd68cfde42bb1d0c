using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Loads text files: one row per line, fields between separators.</summary>
public sealed class TextLoader
{
    private readonly Options _options;
    private readonly TextColumn[] _columns;

    internal TextLoader(Options options, string samplePath)
    {
        _options = options ?? new Options();
        _options.CheckSeparators();
        Contracts.CheckParam(_options.MaxRows is null or >= 0, nameof(Options.MaxRows), $"{_options.MaxRows} rows cannot be read.");
        var columns = _options.Columns is { Length: > 0 }
            ? _options.Columns : [new Column("Label", DataKind.Single, 0), new Column("Features", DataKind.Single, [new Range(1, null)])];
        var sample = samplePath is null ? new TextSample() : TextSample.Read(samplePath, _options);
        _columns = Array.ConvertAll(columns, column => new TextColumn(column, sample));
        var schema = new DataViewSchema.Builder();
        foreach (var column in _columns)
            schema.AddColumn(column.Name, column.Type, column.Annotations);
        Schema = schema.ToSchema();
    }

    internal DataViewSchema Schema { get; }

    internal static Options WithColumnsOf(Type type, Options options)
    {
        const BindingFlags PublicInstance = BindingFlags.Public | BindingFlags.Instance;
        var members = type.GetFields(PublicInstance).Cast<MemberInfo>()
            .Concat(type.GetProperties(PublicInstance).Where(p => p.GetGetMethod() is not null && p.GetIndexParameters().Length == 0));
        options.Columns = [.. members.Select(ColumnOf)];
        Contracts.CheckParam(options.Columns.Length > 0, "TInput", $"{type} has no public field or property to load.");
        return options;
    }

    internal IDataView Load(string path) => new TextDataView(path, _options, Schema, _columns);

    private static Column ColumnOf(MemberInfo member)
    {
        var load = member.GetCustomAttribute<LoadColumnAttribute>();
        Contracts.Check(load is not null, $"Member '{member.Name}' does not say which fields it is loaded from; mark it with LoadColumn.");
        var type = member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;
        var item = PrimitiveTypes.OfRaw(type.IsArray ? type.GetElementType() : type);
        var kind = item is null ? null : PrimitiveTypes.KindOf(item);
        Contracts.Check(kind is not null, $"Member '{member.Name}' of type {type} cannot be loaded from text.");
        var key = member.GetCustomAttribute<KeyTypeAttribute>();
        return new Column(member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name, kind.Value, load.Sources, key is null ? null : new KeyCount(key.Count));
    }

    /// <summary>A column and the fields that it is loaded from.</summary>
    public sealed class Column
    {
        public string Name;
        public Range[] Source;
        public KeyCount KeyCount;

        public Column(string name, DataKind dataKind, int index)
            : this(name, dataKind, [new Range(index)])
        {
        }

        public Column(string name, DataKind dataKind, int minIndex, int maxIndex)
            : this(name, dataKind, [new Range(minIndex, maxIndex)])
        {
        }

        public Column(string name, DataKind dataKind, Range[] source, KeyCount keyCount = null)
        {
            Name = Contracts.CheckValue(name, nameof(name));
            DataKind = dataKind;
            Source = Contracts.CheckValue(source, nameof(source));
            KeyCount = keyCount;
        }

        public DataKind DataKind { get; set; } = DataKind.Single;
    }

    /// <summary>Consecutive fields of a line.</summary>
    public sealed class Range
    {
        public int Min;
        public int? Max;
        public bool AutoEnd;
        public bool ForceVector;

        public Range(int index)
        {
            Contracts.CheckParam(index >= 0, nameof(index), $"Fields count from 0; there is none at {index}.");
            Min = index;
            Max = index;
        }

        public Range(int min, int? max)
        {
            Contracts.CheckParam(min >= 0, nameof(min), $"Fields count from 0; there is none at {min}.");
            Contracts.CheckParam(max is null || max >= min, nameof(max), $"A range from {min} cannot end at {max}.");
            Min = min;
            Max = max;
            ForceVector = true;
            AutoEnd = max is null;
        }
    }

    /// <summary>How a file is read.</summary>
    public class Options
    {
        public bool AllowQuoting;
        public char[] Separators = ['\t'];
        public Column[] Columns;
        public bool TrimWhitespace;
        public bool HasHeader;
        public bool ReadMultilines;
        public long? MaxRows;
        public bool MissingRealsAsNaNs;

        internal void CheckSeparators() => Contracts.CheckParam(
            Separators is { Length: > 0 } && Array.TrueForAll(Separators, c => c == '\t' || (c >= ' ' && !char.IsAsciiDigit(c) && c != '"')),
            nameof(Separators),
            "Fields need a separator, which is neither a digit nor a quote nor a control character.");
    }
}

/// <summary>The number of categories of a column of keys.</summary>
public sealed class KeyCount
{
    public ulong? Count;

    public KeyCount(ulong count)
    {
        Contracts.CheckParam(count > 0, nameof(count), "A key needs at least one category.");
        Count = count;
    }
}
