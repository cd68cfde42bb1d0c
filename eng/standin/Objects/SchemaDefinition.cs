using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How the public members of a class are columns; it may be changed before use.</summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    /// <summary>Which members count.</summary>
    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    public Column this[string columnName]
    {
        get => Find(column => column.ColumnName == columnName);
        set
        {
            Contracts.CheckValue(value, nameof(value));
            Contracts.CheckParam(value.ColumnName == columnName, nameof(columnName), $"Column '{value.ColumnName}' cannot be put at '{columnName}'.");
            int index = FindIndex(column => column.ColumnName == columnName);
            if (index >= 0)
                this[index] = value;
            else
                Add(value);
        }
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        Contracts.CheckValue(userType, nameof(userType));
        var definition = new SchemaDefinition();
        foreach (var member in MemberColumn.MembersOf(userType, direction))
        {
            string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            Contracts.CheckParam(definition[name] is null, nameof(userType), $"Two members of {userType} are columns called '{name}'.");
            definition.Add(new Column(member.Name, MemberColumn.TypeOf(member), name));
        }

        return definition;
    }

    /// <summary>A column and the member that holds its values.</summary>
    public sealed class Column
    {
        private readonly DataViewSchema.Annotations.Builder _annotations = new();
        private readonly HashSet<string> _kinds = [];

        internal Column(string memberName, DataViewType columnType, string columnName)
        {
            MemberName = memberName;
            ColumnName = columnName;
            ColumnType = columnType;
        }

        public string MemberName { get; }
        public string ColumnName { get; set; }
        public DataViewType ColumnType { get; set; }
        public DataViewSchema.Annotations Annotations => _annotations.ToAnnotations();

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            Contracts.CheckValue(kind, nameof(kind));
            Contracts.CheckValue(annotationType, nameof(annotationType));
            Contracts.Check(_kinds.Add(kind), $"Column '{ColumnName}' has an annotation '{kind}' already.");
            object raw = MemberColumn.RawValue(value);
            Contracts.Check(raw.GetType() == annotationType.RawType, $"Annotation '{kind}' of type {annotationType} cannot hold a {typeof(T)}.");
            Typed.Call(this, nameof(AddRaw), annotationType.RawType, kind, annotationType, raw);
        }

        internal void SetAnnotations(DataViewSchema.Annotations annotations) => _annotations.Add(annotations, _kinds.Add);

        private void AddRaw<T>(string kind, DataViewType type, T value) =>
            _annotations.Add(kind, type, (ref T destination) => Copier<T>.Copy(value, ref destination));
    }
}
