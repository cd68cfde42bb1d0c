using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Data;

/// <summary>The checks that every getter of an added column goes through.</summary>
internal static class AddedColumn
{
    public static ValueGetter<TValue> GetGetter<TValue>(
        BlockMapper mapper, BlockScorer? scorer, bool[] wanted, DataViewSchema.Column column, Func<int> slot)
    {
        int added = column.Index - mapper.InputSchema.Count;
        if (added >= wanted.Length)
            throw new ArgumentOutOfRangeException(nameof(column), column.Index, "The schema has no such column.");
        if (!wanted[added])
            throw new ArgumentOutOfRangeException(nameof(column), column.Name,
                $"Column '{column.Name}' is not active in this cursor; name it when the cursor is opened.");
        return scorer!.GetGetter(added, slot) as ValueGetter<TValue>
            ?? throw new InvalidOperationException(
                $"Column '{column.Name}' holds {mapper.OutputSchema[column.Index].Type}; it cannot be read as {typeof(TValue)}.");
    }
}
