using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

public class SchemaTests
{
    private static DataViewSchema TwoOfAName()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("B", TextDataViewType.Instance);
        builder.AddColumn("A", BooleanDataViewType.Instance);
        return builder.ToSchema();
    }

    private static DataViewSchema.Annotations SlotNames()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        var names = new VBuffer<ReadOnlyMemory<char>>(2, ["left".AsMemory(), "right".AsMemory()]);
        builder.Add<VBuffer<ReadOnlyMemory<char>>>(
            "SlotNames", new VectorDataViewType(TextDataViewType.Instance, 2), (ref VBuffer<ReadOnlyMemory<char>> value) => value = names);
        builder.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        return builder.ToAnnotations();
    }

    [Fact]
    public void The_last_column_of_a_name_hides_the_others()
    {
        var schema = TwoOfAName();
        Assert.Equal(3, schema.Count);
        Assert.Equal(2, schema["A"].Index);
        Assert.True(schema[0].IsHidden);
        Assert.False(schema[2].IsHidden);
        Assert.Null(schema.GetColumnOrNull("C"));
        Assert.Equal("B: String", schema[1].ToString());
    }

    [Fact]
    public void Columns_that_are_not_there_are_refused()
    {
        var schema = TwoOfAName();
        Assert.Throws<ArgumentOutOfRangeException>(() => schema["C"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => schema[3]);
        Assert.Throws<ArgumentNullException>(() => schema[""]);
        Assert.Throws<ArgumentNullException>(() => schema.GetColumnOrNull(null!));
        Assert.Throws<ArgumentNullException>(() => new DataViewSchema.Builder().AddColumn("", NumberDataViewType.Single));
        Assert.Throws<ArgumentNullException>(() => new DataViewSchema.DetachedColumn("A", null!));
    }

    [Fact]
    public void Annotations_are_read_under_their_exact_type()
    {
        var annotations = SlotNames();
        VBuffer<ReadOnlyMemory<char>> names = default;
        annotations.GetValue("SlotNames", ref names);
        Assert.Equal(["left", "right"], names.DenseValues().Select(n => n.ToString()));
        Assert.Equal("SlotNames, IsNormalized", annotations.ToString());
        Assert.Throws<InvalidOperationException>(() =>
        {
            float wrong = 0;
            annotations.GetValue("IsNormalized", ref wrong);
        });
        Assert.Throws<InvalidOperationException>(() =>
        {
            bool missing = false;
            annotations.GetValue("KeyValues", ref missing);
        });
    }

    [Fact]
    public void Annotations_of_the_wrong_type_cannot_be_added()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        ValueGetter<float> getter = (ref float value) => value = 1;
        Assert.Throws<ArgumentException>(() => builder.Add("K", BooleanDataViewType.Instance, getter));
        Assert.Throws<TargetInvocationException>(() => builder.Add("K", BooleanDataViewType.Instance, (Delegate)getter));
        Assert.Throws<ArgumentException>(() => builder.AddPrimitiveValue("K", BooleanDataViewType.Instance, 1f));
        Assert.Throws<ArgumentNullException>(() => builder.Add("K", null!, getter));
    }

    [Fact]
    public void Well_known_annotations_are_found_by_kind_and_type()
    {
        var annotations = SlotNames();
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Two", new VectorDataViewType(NumberDataViewType.Single, 2), annotations);
        builder.AddColumn("Three", new VectorDataViewType(NumberDataViewType.Single, 3), annotations);
        var selected = new DataViewSchema.Annotations.Builder();
        selected.Add(annotations, kind => kind == "SlotNames");
        builder.AddColumn("Plain", new VectorDataViewType(NumberDataViewType.Single, 2), selected.ToAnnotations());
        var schema = builder.ToSchema();
        Assert.True(schema["Two"].HasSlotNames());
        Assert.False(schema["Three"].HasSlotNames());
        Assert.True(schema["Two"].IsNormalized());
        Assert.False(schema["Plain"].IsNormalized());
        Assert.True(schema["Plain"].HasSlotNames());
        Assert.False(schema["Two"].HasKeyValues());
        Assert.Equal("Two: Vector<Single, 2> {SlotNames, IsNormalized}", schema["Two"].ToString());
    }
}
