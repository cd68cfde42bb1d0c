using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Tests;

public class LabelInferenceTests
{
    [Theory]
    [InlineData(nameof(LearningTask.Binary), "a", "b", "a")]
    [InlineData(nameof(LearningTask.Binary), "0.5", "1.5", "")]
    [InlineData(nameof(LearningTask.Multiclass), "a", "b", "c")]
    [InlineData(nameof(LearningTask.Multiclass), "3", "4", "5")]
    [InlineData(nameof(LearningTask.Regression), "3", "4", "5.5")]
    public void The_task_follows_the_labels_type(string expected, params string[] cells) =>
        Assert.Equal(expected, LabelInference.Read(TestColumns.Of("y", cells)).Task.ToString());

    [Fact]
    public void Many_integers_are_numbers_and_few_are_classes()
    {
        var integers = Enumerable.Range(0, 21).Select(i => $"{i}");
        Assert.Equal(LearningTask.Multiclass, LabelInference.Read(TestColumns.Of("y", [.. integers.Take(20)])).Task);
        Assert.Equal(LearningTask.Regression, LabelInference.Read(TestColumns.Of("y", [.. integers])).Task);
        var asked = LabelInference.Read(TestColumns.Of("y", [.. integers]), LearningTask.Multiclass);
        Assert.Equal(21, Assert.IsType<ClassLabel>(asked).Classes.Count);
    }

    [Fact]
    public void A_task_that_was_asked_for_overrides()
    {
        var label = LabelInference.Read(TestColumns.Of("y", "1", "0", ""), LearningTask.Regression);
        Assert.Equal([1, 0, float.NaN], Assert.IsType<NumberLabel>(label).Values);
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(label.IsPresent));
    }

    [Theory]
    [InlineData("1", "1", "0", "0", "")]
    [InlineData("1", "0", "1", "1", "1")]
    [InlineData("yes", "yes", "no", "yes", "yes")]
    [InlineData("true", "false", "true", "true")]
    [InlineData(">50K", "<=50K", ">50K", "<=50K")]
    [InlineData(">50K", ">50K", "<=50K", "<=50K")]
    public void The_positive_value_is_the_larger_the_affirmed_or_the_rarer(string positive, params string[] cells)
    {
        var label = Assert.IsType<ClassLabel>(LabelInference.Read(TestColumns.Of("y", cells)));
        Assert.Equal(positive, label.Classes[1]);
        var restored = label.Codes.Select(code => code == RawColumn.Missing ? "" : label.Classes[code]);
        Assert.Equal(cells, restored);
    }

    [Theory]
    [InlineData("no values at all", null, "", "NA")]
    [InlineData("'x' in every row", null, "x", "x", "")]
    [InlineData("'x' in some row", nameof(LearningTask.Regression), "1", "x")]
    [InlineData("has 3 values", nameof(LearningTask.Binary), "a", "b", "c")]
    public void A_label_that_cannot_serve_is_an_error(string says, string? task, params string[] cells)
    {
        LearningTask? wanted = task == null ? null : Enum.Parse<LearningTask>(task);
        var column = TestColumns.Of("y", cells);
        Assert.Contains(says, Assert.Throws<SampleException>(() => LabelInference.Read(column, wanted)).Message);
    }

    [Fact]
    public void Very_many_texts_are_no_classes_unless_asked_for()
    {
        var column = TestColumns.Of("y", [.. Enumerable.Range(0, 201).Select(i => $"name {i}")]);
        Assert.Contains("201 different texts", Assert.Throws<SampleException>(() => LabelInference.Read(column)).Message);
        Assert.Equal(LearningTask.Multiclass, LabelInference.Read(column, LearningTask.Multiclass).Task);
    }
}
