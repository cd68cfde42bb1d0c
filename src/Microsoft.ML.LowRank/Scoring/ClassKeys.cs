using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Scoring;

/// <summary>
/// The classes of a key column: how many there are and, where the column says so, what they stand for. Values are kept as
/// text in the invariant culture, with the name of their type, so that they survive being saved.
/// </summary>
internal sealed record ClassKeys(int Count, string? ValueType, string[]? Values)
{
    public const string KeyValues = "KeyValues";

    [JsonIgnore]
    public bool AreTexts => ValueType == nameof(TextDataViewType);

    /// <summary>The type of the annotation with the values.</summary>
    [JsonIgnore]
    public VectorDataViewType AnnotationType => new(Kind!.Type, Count);

    private KeyValueKind? Kind => KeyValueKind.All.FirstOrDefault(kind => kind.Name == ValueType);

    /// <param name="column">A column of keys.</param>
    public static ClassKeys Of(DataViewSchema.Column column)
    {
        int count = (int)Math.Min(int.MaxValue, ((KeyDataViewType)column.Type).Count);
        var type = column.Annotations.Schema.GetColumnOrNull(KeyValues)?.Type as VectorDataViewType;
        var kind = KeyValueKind.All.FirstOrDefault(kind => type != null && kind.Type == type.ItemType);
        return kind == null || type!.Size != count
            ? new ClassKeys(count, null, null)
            : new ClassKeys(count, kind.Name, kind.Read(column.Annotations));
    }

    /// <summary>Adds the values as an annotation of the given name, where there are any.</summary>
    public void Annotate(DataViewSchema.Annotations.Builder annotations, string name)
    {
        if (Values != null)
            Kind!.Write(annotations, name, AnnotationType, Values);
    }

    /// <summary>False for what only a damaged file holds.</summary>
    [JsonIgnore]
    public bool IsSound => Count > 0 && (Values == null ? ValueType == null : Values.Length == Count && Kind is { } kind && kind.CanRead(Values));

    /// <summary>A type that the values of keys can have, and how it is read and written.</summary>
    private abstract record KeyValueKind(string Name, PrimitiveDataViewType Type)
    {
        public static IReadOnlyList<KeyValueKind> All { get; } =
        [
            new Of<ReadOnlyMemory<char>>(nameof(TextDataViewType), TextDataViewType.Instance,
                text => text.ToString(), text => text.AsMemory()),
            Number<sbyte>(NumberDataViewType.SByte), Number<byte>(NumberDataViewType.Byte),
            Number<short>(NumberDataViewType.Int16), Number<ushort>(NumberDataViewType.UInt16),
            Number<int>(NumberDataViewType.Int32), Number<uint>(NumberDataViewType.UInt32),
            Number<long>(NumberDataViewType.Int64), Number<ulong>(NumberDataViewType.UInt64),
            Number<float>(NumberDataViewType.Single), Number<double>(NumberDataViewType.Double),
            new Of<bool>(nameof(Boolean), BooleanDataViewType.Instance, value => value ? "1" : "0", text => text == "1"),
        ];

        public abstract string[] Read(DataViewSchema.Annotations annotations);

        public abstract void Write(
            DataViewSchema.Annotations.Builder annotations, string name, VectorDataViewType type, string[] values);

        public abstract bool CanRead(string[] values);

        private static Of<T> Number<T>(NumberDataViewType type)
            where T : IParsable<T>, IFormattable
            => new(typeof(T).Name, type, value => value.ToString(null, CultureInfo.InvariantCulture),
                text => T.Parse(text, CultureInfo.InvariantCulture));

        private sealed record Of<T>(
            string Name, PrimitiveDataViewType Type, Func<T, string> ToText, Func<string, T> FromText) : KeyValueKind(Name, Type)
        {
            public override string[] Read(DataViewSchema.Annotations annotations)
            {
                VBuffer<T> values = default;
                annotations.GetValue(KeyValues, ref values);
                return [.. values.DenseValues().Select(ToText)];
            }

            public override void Write(
                DataViewSchema.Annotations.Builder annotations, string name, VectorDataViewType type, string[] values)
            {
                var typed = Array.ConvertAll(values, text => FromText(text));
                annotations.Add(name, type, (ref VBuffer<T> buffer) =>
                {
                    var editor = VBufferEditor.Create(ref buffer, typed.Length);
                    typed.CopyTo(editor.Values);
                    buffer = editor.Commit();
                });
            }

            public override bool CanRead(string[] values)
            {
                try
                {
                    return values.All(text => text != null && FromText(text) is not null);
                }
                catch (Exception e) when (e is FormatException or OverflowException)
                {
                    return false;
                }
            }
        }
    }
}
