using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A member of a class that holds the values of a column.</summary>
internal sealed record MemberColumn(string Name, DataViewType Type, MemberInfo Member, DataViewSchema.Annotations Annotations)
{
    public Type MemberType => MemberTypeOf(Member);

    /// <summary>The columns of a class, as a definition or its attributes say.</summary>
    public static MemberColumn[] Create(Type userType, SchemaDefinition.Direction direction, SchemaDefinition definition) =>
        [.. (definition ?? SchemaDefinition.Create(userType, direction)).Select(column => Create(userType, column))];

    /// <summary>The public fields and properties that are columns.</summary>
    public static IEnumerable<MemberInfo> MembersOf(Type userType, SchemaDefinition.Direction direction)
    {
        const BindingFlags PublicInstance = BindingFlags.Public | BindingFlags.Instance;
        var properties = userType.GetProperties(PublicInstance).Where(p => p.GetIndexParameters().Length == 0
            && ((direction.HasFlag(SchemaDefinition.Direction.Read) && p.GetGetMethod() is not null)
                || (direction.HasFlag(SchemaDefinition.Direction.Write) && p.GetSetMethod() is not null)));
        return userType.GetFields(PublicInstance).Cast<MemberInfo>().Concat(properties)
            .Where(member => MemberTypeOf(member) != typeof(IChannel) && !member.IsDefined(typeof(NoColumnAttribute)));
    }

    /// <summary>The column type that a member's type and attributes ask for.</summary>
    public static DataViewType TypeOf(MemberInfo member)
    {
        var item = ItemOf(member, out bool isVector);
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            Contracts.CheckParam(KeyDataViewType.IsValidDataType(item.RawType), "userType", $"Member '{member.Name}' of {item} cannot hold keys.");
            item = new KeyDataViewType(item.RawType, key.Count);
        }

        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        Contracts.CheckParam(vector is null || isVector, "userType", $"Member '{member.Name}' is marked as a vector, but it is neither an array nor a VBuffer.");
        if (!isVector)
            return item;
        return vector is { Dimensions.Length: > 0 } ? new VectorDataViewType(item, vector.Dimensions) : new VectorDataViewType(item);
    }

    /// <summary>Whether the member can hold the values of a column of <paramref name="type"/>.</summary>
    public bool CanHold(DataViewType type)
    {
        var item = ItemOf(Member, out bool isVector);
        return isVector == type is VectorDataViewType && PrimitiveTypes.ItemOf(type).RawType == item.RawType;
    }

    /// <summary>A value as columns hold it: strings as memory, arrays as vectors.</summary>
    public static object RawValue(object value) => value switch
    {
        string text => text.AsMemory(),
        string[] texts => new VBuffer<ReadOnlyMemory<char>>(texts.Length, Array.ConvertAll(texts, t => t.AsMemory())),
        Array array => Activator.CreateInstance(
            typeof(VBuffer<>).MakeGenericType(array.GetType().GetElementType()), array.Length, array.Clone(), null),
        _ => value,
    };

    private static MemberColumn Create(Type userType, SchemaDefinition.Column column)
    {
        const string Definition = "userSchemaDefinition";
        MemberInfo member = (MemberInfo)userType.GetField(column.MemberName) ?? userType.GetProperty(column.MemberName);
        Contracts.CheckParam(member is not null, Definition, $"{userType} has no public member '{column.MemberName}'.");
        var item = ItemOf(member, out bool isVector);
        string name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
        var type = column.ColumnType ?? (isVector ? new VectorDataViewType(item) : item);
        Contracts.CheckParam(
            isVector == type is VectorDataViewType && PrimitiveTypes.ItemOf(type).RawType == item.RawType,
            Definition,
            $"Column '{name}' of type {type} does not fit its member '{column.MemberName}' of type {MemberTypeOf(member)}.");
        return new MemberColumn(name, type, member, column.Annotations);
    }

    private static Type MemberTypeOf(MemberInfo member) =>
        member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    private static PrimitiveDataViewType ItemOf(MemberInfo member, out bool isVector)
    {
        var type = MemberTypeOf(member);
        bool isBuffer = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>);
        isVector = type.IsArray || isBuffer;
        var item = type.IsArray ? type.GetElementType() : isBuffer ? type.GetGenericArguments()[0] : type;
        return PrimitiveTypes.OfRaw(item)
            ?? throw Contracts.Mark(new ArgumentOutOfRangeException("rawType", $"Member '{member.Name}' of type {type} cannot be a column."));
    }
}
