using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Gives numbers to the different values of a column.</summary>
internal abstract class CodeReader
{
    /// <summary>What <see cref="Read"/> gives for a missing value.</summary>
    public const int Missing = -1;

    /// <summary>What such a column holds, for messages.</summary>
    public const string Expected = "text, a Boolean, a key or integers";

    private static readonly Dictionary<Type, Func<DataViewRow, DataViewSchema.Column, CodeReader>> Numbers = new()
    {
        [typeof(sbyte)] = Plain<sbyte>,
        [typeof(byte)] = Plain<byte>,
        [typeof(short)] = Plain<short>,
        [typeof(ushort)] = Plain<ushort>,
        [typeof(int)] = Plain<int>,
        [typeof(uint)] = Plain<uint>,
        [typeof(long)] = Plain<long>,
        [typeof(ulong)] = Plain<ulong>,
    };

    /// <summary>Whether a column of this type that is no key can be read.</summary>
    public static bool CanRead(DataViewType type)
        => type is TextDataViewType or BooleanDataViewType || (type is NumberDataViewType && Numbers.ContainsKey(type.RawType));

    /// <param name="row">Read as it moves.</param>
    /// <param name="column">A key, or a column that <see cref="CanRead"/> accepts.</param>
    public static CodeReader Open(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        TextDataViewType => new Of<ReadOnlyMemory<char>, string>(row, column, text => text.ToString(), text => text.Length == 0),
        BooleanDataViewType => Plain<bool>(row, column),
        KeyDataViewType { RawType: var raw } => raw == typeof(byte) ? Key<byte>(row, column)
            : raw == typeof(ushort) ? Key<ushort>(row, column)
            : raw == typeof(uint) ? Key<uint>(row, column)
            : Key<ulong>(row, column),
        var type => Numbers[type.RawType](row, column),
    };

    /// <summary>The number of the current row's value, from 0 in the order of appearance, or <see cref="Missing"/>.</summary>
    public abstract int Read();

    /// <summary>
    /// Numbers anew, in the order of the values, those that occur in <paramref name="codes"/>: folds must not depend on
    /// the order of the rows, nor on rows that were left out.
    /// </summary>
    public abstract void Renumber(List<int> codes);

    private static CodeReader Plain<T>(DataViewRow row, DataViewSchema.Column column)
        where T : notnull => new Of<T, T>(row, column, value => value, _ => false);

    private static CodeReader Key<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct => new Of<T, T>(row, column, value => value, value => value.Equals(default(T)));

    private sealed class Of<T, TKey>(
        DataViewRow row, DataViewSchema.Column column, Func<T, TKey> toKey, Func<T, bool> isMissing) : CodeReader
        where TKey : notnull
    {
        private readonly ValueGetter<T> _getter = row.GetGetter<T>(column);
        private readonly Dictionary<TKey, int> _codes = [];

        public override int Read()
        {
            T value = default!;
            _getter(ref value);
            if (isMissing(value))
                return Missing;
            var key = toKey(value);
            if (!_codes.TryGetValue(key, out int code))
                _codes.Add(key, code = _codes.Count);
            return code;
        }

        public override void Renumber(List<int> codes)
        {
            var used = codes.ToHashSet();
            var comparer = StringComparer.Ordinal as IComparer<TKey> ?? Comparer<TKey>.Default;
            var ranks = _codes.Where(pair => used.Contains(pair.Value)).OrderBy(pair => pair.Key, comparer)
                .Select((pair, rank) => (pair.Value, Rank: rank)).ToDictionary(pair => pair.Value, pair => pair.Rank);
            for (int i = 0; i < codes.Count; i++)
                codes[i] = codes[i] == Missing ? Missing : ranks[codes[i]];
        }
    }
}
