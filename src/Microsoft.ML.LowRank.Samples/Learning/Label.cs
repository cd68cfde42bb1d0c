using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Learning;

/// <summary>The column that is to be predicted.</summary>
internal abstract record Label(string Name, LearningTask Task)
{
    /// <summary>False where the cell is missing: such a row can be neither trained on nor judged.</summary>
    public abstract bool IsPresent(int row);

    /// <summary>The column as ML.NET's trainers expect it: Boolean, text (to be made a key) or Single.</summary>
    public abstract ViewColumn ToViewColumn(string columnName);
}

/// <summary>A label that is one of several texts. Of two the second is the positive one.</summary>
/// <param name="Name">The column in the file.</param>
/// <param name="Task">Binary or multiclass.</param>
/// <param name="Classes">The texts.</param>
/// <param name="Codes">For every row its position in <paramref name="Classes"/>, or -1 where the cell is missing.</param>
internal sealed record ClassLabel(string Name, LearningTask Task, IReadOnlyList<string> Classes, int[] Codes)
    : Label(Name, Task)
{
    public override bool IsPresent(int row) => Codes[row] != RawColumn.Missing;

    public override ViewColumn ToViewColumn(string columnName) => Task == LearningTask.Binary
        ? ViewColumn.Of(columnName, BooleanDataViewType.Instance, row => Codes[row] == 1)
        : ViewColumn.Of(columnName, TextDataViewType.Instance, row => Classes[Codes[row]].AsMemory());
}

/// <summary>A label that is a number; NaN where the cell is missing.</summary>
internal sealed record NumberLabel(string Name, float[] Values) : Label(Name, LearningTask.Regression)
{
    public override bool IsPresent(int row) => !float.IsNaN(Values[row]);

    public override ViewColumn ToViewColumn(string columnName) =>
        ViewColumn.Of(columnName, NumberDataViewType.Single, row => Values[row]);
}
