using System.Text.Json.Serialization;
using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>What the values of an input column are.</summary>
internal enum InputKind
{
    /// <summary>Texts that stand for categories.</summary>
    Text,

    /// <summary>Integers or Booleans that stand for categories.</summary>
    Integer,

    /// <summary>Keys, which stand for categories; 0 is a missing value.</summary>
    Key,

    /// <summary>Floating-point numbers that stand for categories.</summary>
    NumberCategory,

    /// <summary>Numbers.</summary>
    Number,

    /// <summary>A long vector of numbers, most of them zero.</summary>
    SparseVector,
}

/// <summary>A column that a network reads, and the fields that it becomes: one, or one per slot of a vector of numbers.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Size">0 for a single value, the size of a vector, or −1 for a vector of any size.</param>
/// <param name="FirstField">Its first field.</param>
internal sealed record InputColumn(string Name, InputKind Kind, int Size, int FirstField)
{
    /// <summary>Vectors of more numbers than these are read as sparse.</summary>
    public const int MostDenseSlots = 4096;

    /// <summary>Number of fields.</summary>
    [JsonIgnore]
    public int FieldCount => Kind == InputKind.Number && Size > 0 ? Size : 1;

    [JsonIgnore]
    public bool IsVector => Size != 0;

    /// <summary>What the column must hold, for messages.</summary>
    [JsonIgnore]
    public string Expected
    {
        get
        {
            string item = Kind switch
            {
                InputKind.Text => "text",
                InputKind.Integer => "integers or Booleans",
                InputKind.Key => "keys",
                _ => "numbers",
            };
            return Size switch
            {
                0 => item,
                < 0 => $"a vector of {item}",
                _ when Kind is InputKind.Number or InputKind.SparseVector => $"a vector of {Size} {item}",
                _ => $"a vector of {item}",
            };
        }
    }

    /// <summary>The kind of a column of the given type, or null when it cannot be read.</summary>
    public static InputKind? KindOf(DataViewType type, bool isCategory)
    {
        var item = type is VectorDataViewType vector ? vector.ItemType : type;
        bool isVector = type is VectorDataViewType;
        int size = type is VectorDataViewType { Size: var slots } ? slots : 0;
        bool isFloat = item == NumberDataViewType.Single || item == NumberDataViewType.Double;
        if (isCategory)
        {
            return item switch
            {
                TextDataViewType => InputKind.Text,
                KeyDataViewType => InputKind.Key,
                BooleanDataViewType => InputKind.Integer,
                NumberDataViewType => isFloat ? InputKind.NumberCategory : InputKind.Integer,
                _ => null,
            };
        }
        // A vector of numbers has a field per slot, so its size must be known.
        if (item is not (NumberDataViewType or BooleanDataViewType) || (isVector && size == 0))
            return null;
        return size > MostDenseSlots ? InputKind.SparseVector : InputKind.Number;
    }

    /// <summary>Whether a column of the given type can be read as this one was when the network was trained.</summary>
    public bool Fits(DataViewType type)
    {
        bool isCategory = Kind is not (InputKind.Number or InputKind.SparseVector);
        bool isVector = type is VectorDataViewType;
        int size = type is VectorDataViewType { Size: var slots } ? slots : 0;
        return isVector == IsVector && KindOf(type, isCategory) == Kind && (isCategory || size == Size);
    }
}
