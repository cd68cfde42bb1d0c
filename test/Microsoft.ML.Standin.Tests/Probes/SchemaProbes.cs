using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("schema")]
internal static class SchemaProbes
{
    private static DataViewSchema TwoColumns(string second = "B")
    {
        var names = new DataViewSchema.Annotations.Builder();
        names.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, 2),
            (ref VBuffer<ReadOnlyMemory<char>> value) => value = new VBuffer<ReadOnlyMemory<char>>(2, ["x".AsMemory(), "y".AsMemory()]));
        names.Add("IsNormalized", BooleanDataViewType.Instance, (ref bool value) => value = true);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn(second, new VectorDataViewType(NumberDataViewType.Single, 2), names.ToAnnotations());
        return builder.ToSchema();
    }

    public static object Built() => Describe.Schema(TwoColumns());
    public static object SameNameHidesTheFirst() => Describe.Schema(TwoColumns("A"));
    public static object IndexByHiddenName() => TwoColumns("A")["A"].Index;
    public static object Counts() => new { TwoColumns().Count, indices = TwoColumns().Select(c => c.Index).ToArray() };
    public static object ColumnOrNull() => new
    {
        present = TwoColumns().GetColumnOrNull("B")?.Index,
        absent = TwoColumns().GetColumnOrNull("C")?.Index,
        otherCase = TwoColumns().GetColumnOrNull("b")?.Index,
        nullName = Describe.Try(() => TwoColumns().GetColumnOrNull(null!)?.Index),
    };

    public static object BadIndexers() => new
    {
        absent = Describe.Thrown(() => _ = TwoColumns()["C"]),
        nothing = Describe.Thrown(() => _ = TwoColumns()[null!]),
        below = Describe.Thrown(() => _ = TwoColumns()[-1]),
        above = Describe.Thrown(() => _ = TwoColumns()[2]),
    };

    public static object BadBuilding() => new
    {
        noName = Describe.Thrown(() => new DataViewSchema.Builder().AddColumn(null!, NumberDataViewType.Single)),
        emptyName = Describe.Thrown(() => new DataViewSchema.Builder().AddColumn("", NumberDataViewType.Single)),
        noType = Describe.Thrown(() => new DataViewSchema.Builder().AddColumn("A", null!)),
    };

    public static object ColumnText() => TwoColumns()["B"].ToString();

    public static object Annotations()
    {
        var column = TwoColumns()["B"];
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return new
        {
            slotNames = column.HasSlotNames(),
            keyValues = column.HasKeyValues(),
            normalized = column.IsNormalized(),
            names = names.DenseValues().ToArray(),
            noneOfA = TwoColumns()["A"].HasSlotNames(),
            count = column.Annotations.Schema.Count,
        };
    }

    public static object BadAnnotations() => new
    {
        absent = Describe.Thrown(() => { bool v = false; TwoColumns()["A"].Annotations.GetValue("IsNormalized", ref v); }),
        wrongType = Describe.Thrown(() => { float v = 0; TwoColumns()["B"].Annotations.GetValue("IsNormalized", ref v); }),
        slotNames = Describe.Thrown(() => { VBuffer<ReadOnlyMemory<char>> v = default; TwoColumns()["A"].GetSlotNames(ref v); }),
    };

    public static object ColumnEquality()
    {
        DataViewSchema one = TwoColumns(), other = TwoColumns();
        return new
        {
            same = one["A"].Equals(one[0]),
            otherSchema = one["A"].Equals(other["A"]),
            otherAnnotated = one["B"].Equals(other["B"]),
        };
    }
}
