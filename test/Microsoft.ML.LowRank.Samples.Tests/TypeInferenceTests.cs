using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Tests;

public class TypeInferenceTests
{
    [Theory]
    [InlineData(nameof(ColumnKind.Number), "1", "-2.5", "3e-4", "")]
    [InlineData(nameof(ColumnKind.Number), "0", "1", "0", "1")]
    [InlineData(nameof(ColumnKind.Boolean), "yes", "No", "YES", "?")]
    [InlineData(nameof(ColumnKind.Boolean), "True", "false")]
    [InlineData(nameof(ColumnKind.Category), "1", "2", "three")]
    [InlineData(nameof(ColumnKind.Category), "1,5", "2,5")]
    [InlineData(nameof(ColumnKind.Empty), "", "NA")]
    [InlineData(nameof(ColumnKind.Category), "Infinity", "x")]
    public void The_kind_follows_the_cells(string expected, params string[] cells) =>
        Assert.Equal(expected, TypeInference.Of(TestColumns.Of("c", cells)).ToString());

    [Fact]
    public void Texts_are_a_category_when_they_repeat()
    {
        var repeating = Enumerable.Range(0, 200).Select(i => $"t{i % 100}");
        var unique = Enumerable.Range(0, 200).Select(i => $"t{i}");
        Assert.Equal(ColumnKind.Category, TypeInference.Of(TestColumns.Of("c", [.. repeating])));
        Assert.Equal(ColumnKind.Text, TypeInference.Of(TestColumns.Of("c", [.. unique])));
        Assert.Equal(ColumnKind.Category, TypeInference.Of(TestColumns.Of("c", [.. unique.Take(20)])));
        Assert.Equal(ColumnKind.Text, TypeInference.Of(TestColumns.Of("c", [.. unique.Take(21)])));
    }

    [Fact]
    public void Too_many_texts_are_no_category_however_often_they_repeat()
    {
        string[] cells = [.. Enumerable.Range(0, 4004).Select(i => $"t{i % 1001}")];
        Assert.Equal(ColumnKind.Text, TypeInference.Of(TestColumns.Of("c", cells)));
    }

    [Fact]
    public void Numbers_keep_their_rows_and_what_is_not_finite_is_missing()
    {
        float[] numbers = TypeInference.ToNumbers(TestColumns.Of("c", "2.5", "", "-1", "1e99", "2.5"));
        Assert.Equal([2.5f, float.NaN, -1, float.NaN, 2.5f], numbers);
    }

    [Fact]
    public void Yes_is_one_and_no_is_zero() =>
        Assert.Equal([1, 0, float.NaN, 1], TypeInference.ToNumbers(TestColumns.Of("c", "Yes", "no", "", "TRUE")));
}
