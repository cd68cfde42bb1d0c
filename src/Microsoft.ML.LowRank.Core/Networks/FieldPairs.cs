namespace Microsoft.ML.LowRank.Networks;

/// <summary>The pairs i &lt; j of fields, in order.</summary>
internal static class FieldPairs
{
    public static (int[] Left, int[] Right) Of(int fields)
    {
        var left = new List<int>();
        var right = new List<int>();
        for (int i = 0; i < fields; i++)
        {
            for (int j = i + 1; j < fields; j++)
            {
                left.Add(i);
                right.Add(j);
            }
        }
        return ([.. left], [.. right]);
    }
}
