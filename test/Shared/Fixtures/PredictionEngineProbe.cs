using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>Scores tables row by row through <see cref="PredictionEngine{TSrc, TDst}"/>.</summary>
public abstract class PredictionEngineProbe
{
    /// <summary>
    /// Row classes whose members are named as the columns, or say so by <see cref="ColumnNameAttribute"/>. Members of
    /// type float, double, bool, uint, string, float[]
    /// and <c>VBuffer&lt;float&gt;</c> are understood.
    /// </summary>
    public static PredictionEngineProbe For<TSrc, TDst>()
        where TSrc : class, new()
        where TDst : class, new()
        => new Typed<TSrc, TDst>();

    /// <summary>A scorer over one engine; it belongs to one thread.</summary>
    public abstract Func<Table, Table> CreateScorer(MLContext context, ITransformer model, DataViewSchema inputSchema);

    private sealed class Typed<TSrc, TDst> : PredictionEngineProbe
        where TSrc : class, new()
        where TDst : class, new()
    {
        public override Func<Table, Table> CreateScorer(
            MLContext context, ITransformer model, DataViewSchema inputSchema)
        {
            var engine = context.Model.CreatePredictionEngine<TSrc, TDst>(model, inputSchema);
            return table =>
            {
                var outputs = RowMember.Of(typeof(TDst))
                    .Where(member => engine.OutputSchema.GetColumnOrNull(member.Name) is not null)
                    .Select(member => (member, Values: new List<object?>())).ToList();
                for (int row = 0; row < table.Count; row++)
                {
                    var source = new TSrc();
                    foreach (var member in RowMember.Of(typeof(TSrc)))
                        member.Set(source, FromColumn(table[member.Name], row, member.Type));
                    var result = engine.Predict(source);
                    foreach (var (member, values) in outputs)
                        values.Add(member.Get(result));
                }
                return new Table(outputs.Select(output => ToColumn(
                    output.member.Name, engine.OutputSchema[output.member.Name].Type, output.Values)));
            };
        }
    }

    private static object? FromColumn(TableColumn column, int row, Type type) => column.GetValue(row) switch
    {
        // Objects count keys from 0; what is beyond the last one is missing.
        uint key when column.Type is KeyDataViewType => unchecked(key - 1),
        VBuffer<float> vector when type == typeof(float[]) => vector.DenseValues().ToArray(),
        VBuffer<float> vector => Copy(vector),
        ReadOnlyMemory<char> text when type == typeof(string) => text.ToString(),
        var value => value,
    };

    private static VBuffer<float> Copy(VBuffer<float> vector)
    {
        VBuffer<float> copy = default;
        vector.CopyTo(ref copy);
        return copy;
    }

    private static TableColumn ToColumn(string name, DataViewType type, List<object?> values) => values switch
    {
        [float[], ..] => new TableColumn<VBuffer<float>>(
            name, type, [.. values.Cast<float[]>().Select(v => new VBuffer<float>(v.Length, v))]),
        [VBuffer<float>, ..] => new TableColumn<VBuffer<float>>(name, type, [.. values.Cast<VBuffer<float>>()]),
        [float, ..] => new TableColumn<float>(name, type, [.. values.Cast<float>()]),
        [double, ..] => new TableColumn<double>(name, type, [.. values.Cast<double>()]),
        [bool, ..] => new TableColumn<bool>(name, type, [.. values.Cast<bool>()]),
        [uint, ..] => new TableColumn<uint>(name, type, [.. values.Cast<uint>()]),
        [string, ..] => new TableColumn<ReadOnlyMemory<char>>(
            name, type, [.. values.Cast<string>().Select(v => v.AsMemory())]),
        _ => throw new NotSupportedException($"Values of output '{name}' cannot be compared; give the member another type."),
    };

    /// <summary>A public field or property of a row class.</summary>
    private sealed record RowMember(string Name, Type Type, Func<object, object?> Get, Action<object, object?> Set)
    {
        public static IEnumerable<RowMember> Of(Type type)
            => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite)
                .Select(property => new RowMember(NameOf(property), property.PropertyType, property.GetValue,
                    property.SetValue))
                .Concat(type.GetFields(BindingFlags.Public | BindingFlags.Instance)
                    .Select(field => new RowMember(NameOf(field), field.FieldType, field.GetValue, field.SetValue)));

        private static string NameOf(MemberInfo member)
            => member.GetCustomAttributesData()
                .FirstOrDefault(data => data.AttributeType == typeof(ColumnNameAttribute))
                ?.ConstructorArguments[0].Value as string ?? member.Name;
    }
}
