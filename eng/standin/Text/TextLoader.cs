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
        /// <summary>The name.</summary>
        public string Name;

        /// <summary>The fields.</summary>
        public Range[] Source;

        /// <summary>For a column of keys, the number of categories.</summary>
        public KeyCount KeyCount;

        /// <summary>A column to be filled in.</summary>
        public Column()
        {
        }

        /// <summary>A column of one field.</summary>
        public Column(string name, DataKind dataKind, int index)
            : this(name, dataKind, [new Range(index)])
        {
        }

        /// <summary>A vector of the fields from <paramref name="minIndex"/> to <paramref name="maxIndex"/>.</summary>
        public Column(string name, DataKind dataKind, int minIndex, int maxIndex)
            : this(name, dataKind, [new Range(minIndex, maxIndex)])
        {
        }

        /// <summary>A column of the given fields.</summary>
        public Column(string name, DataKind dataKind, Range[] source, KeyCount keyCount = null)
        {
            Name = Contracts.CheckValue(name, nameof(name));
            DataKind = dataKind;
            Source = Contracts.CheckValue(source, nameof(source));
            KeyCount = keyCount;
        }

        /// <summary>The type of the items.</summary>
        public DataKind DataKind { get; set; } = DataKind.Single;
    }

    /// <summary>Consecutive fields of a line.</summary>
    public sealed class Range
    {
        /// <summary>The first field.</summary>
        public int Min;

        /// <summary>The last field.</summary>
        public int? Max;

        /// <summary>Whether the range ends with the line, all lines being of one length.</summary>
        public bool AutoEnd;

        /// <summary>Whether a single field is a vector.</summary>
        public bool ForceVector;

        /// <summary>A range to be filled in.</summary>
        public Range()
        {
        }

        /// <summary>One field.</summary>
        public Range(int index)
        {
            Contracts.CheckParam(index >= 0, nameof(index), $"Fields count from 0; there is none at {index}.");
            Min = index;
            Max = index;
        }

        /// <summary>The fields from <paramref name="min"/> to <paramref name="max"/>, or to the end of the line.</summary>
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
        /// <summary>Whether fields may stand in double quotes, a quote in them written twice.</summary>
        public bool AllowQuoting;

        /// <summary>The characters that separate fields.</summary>
        public char[] Separators = ['\t'];

        /// <summary>The columns; if there are none, the first field is Label and the others are Features.</summary>
        public Column[] Columns;

        /// <summary>Whether white space at the end of lines is dropped.</summary>
        public bool TrimWhitespace;

        /// <summary>Whether the first line names the fields.</summary>
        public bool HasHeader;

        /// <summary>Whether quoted fields may go on in the next line.</summary>
        public bool ReadMultilines;

        /// <summary>The greatest number of rows to read.</summary>
        public long? MaxRows;

        /// <summary>Whether an empty real number is NaN instead of 0.</summary>
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
    /// <summary>So many categories.</summary>
    public KeyCount(ulong count)
    {
        Contracts.CheckParam(count > 0, nameof(count), "A key needs at least one category.");
        Count = count;
    }

    /// <summary>The number of categories.</summary>
    public ulong? Count { get; }
}
