using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

public class DataTypeTests
{
    [Fact]
    public void Types_say_what_they_are()
    {
        Assert.Equal("Single", NumberDataViewType.Single.ToString());
        Assert.Equal("String", TextDataViewType.Instance.ToString());
        Assert.Equal("Boolean", BooleanDataViewType.Instance.ToString());
        Assert.Equal("DateTime", DateTimeDataViewType.Instance.ToString());
        Assert.Equal("Key<UInt32, 0-4>", new KeyDataViewType(typeof(uint), 5).ToString());
        Assert.Equal("Vector<Single, 3>", new VectorDataViewType(NumberDataViewType.Single, 3).ToString());
        Assert.Equal("Vector<Single>", new VectorDataViewType(NumberDataViewType.Single).ToString());
        Assert.Equal("Vector<Single, 2, *>", new VectorDataViewType(NumberDataViewType.Single, 2, 0).ToString());
    }

    [Fact]
    public void Keys_and_vectors_are_equal_by_value()
    {
        var key = new KeyDataViewType(typeof(uint), 5);
        Assert.Equal(key, new KeyDataViewType(typeof(uint), 5UL));
        Assert.NotEqual(key, new KeyDataViewType(typeof(uint), 6));
        Assert.False(key.Equals(NumberDataViewType.UInt32));
        var vector = new VectorDataViewType(key, 6);
        Assert.Equal(vector, new VectorDataViewType(new KeyDataViewType(typeof(uint), 5), 6));
        Assert.Equal(vector.GetHashCode(), new VectorDataViewType(new KeyDataViewType(typeof(uint), 5), 6).GetHashCode());
        Assert.NotEqual(vector, new VectorDataViewType(key, 2, 3));
        Assert.Equal(6, new VectorDataViewType(key, 2, 3).Size);
        Assert.Equal(typeof(VBuffer<uint>), vector.RawType);
    }

    [Fact]
    public void Impossible_types_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(int), 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 256));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), 0UL));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorDataViewType(NumberDataViewType.Single, -1));
        Assert.Throws<ArgumentNullException>(() => new VectorDataViewType(null!, 3));
    }

    [Fact]
    public void Row_identifiers_follow_each_other_as_in_MLNET()
    {
        var id = new DataViewRowId(3, 5);
        Assert.Equal("00000000000000050000000000000003", id.ToString());
        string[] derived = [$"{id.Next()}", $"{id.Fork()}", $"{id.Combine(new DataViewRowId(7, 1))}"];
        Assert.Equal(
            ["00000010ae99deff00000000cadce742", "00000010ae99deff34e09d0ba102197a", "7e33fa760b81bc0a3c13ee36ace7b58d"],
            derived);
        Assert.True(id.CompareTo(new DataViewRowId(9, 4)) > 0);
    }
}
