using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// What the linear models of several stages say of rows that they had not seen: a column per stage, and for segments the
/// outer splits.
/// </summary>
/// <param name="linked">Rows as linear models see them.</param>
/// <param name="layout">How many learners and other values there are in a row.</param>
/// <param name="plan">Which model has not seen which rows.</param>
/// <param name="stages">The stages.</param>
/// <param name="asProbabilities">Whether the logistic function is applied.</param>
internal sealed class OutOfFoldLines(
    IRowSource linked, BaseLayout layout, FoldPlan plan, IReadOnlyList<ClassStage> stages, bool asProbabilities) : IRowSource
{
    public int Columns => stages.Count;

    public IEnumerable<RowBlock> Read()
    {
        int[] splitOf = new int[plan.SegmentCount];
        Array.Fill(splitOf, -1);
        foreach (var (split, part) in plan.Outer.Index())
        {
            foreach (int segment in part.Validation)
                splitOf[segment] = split;
        }
        var features = stages.Select(stage => new MetaFeatures(stage.Kept, stage.Statistics, stage.Interactions,
            [.. Enumerable.Range(layout.Learners, layout.PassthroughCount)])).ToArray();
        var result = new RowBlock { Columns = Columns, Segments = [] };
        float[] values = [];
        foreach (var block in linked.Read())
        {
            int[] segments = result.Segments!.Length < block.Rows ? new int[block.Rows] : result.Segments;
            LayoutSource.Begin(result, block, block.Rows * Columns);
            (result.Targets, result.TargetCount) = (block.Targets, block.TargetCount);
            result.Segments = segments;
            for (int row = 0; row < block.Rows; row++)
                segments[row] = block.Segments![row] is >= 0 and var segment ? splitOf[segment] : -1;
            for (int i = 0; i < stages.Count; i++)
            {
                if (values.Length < block.Rows * features[i].Columns)
                    values = new float[block.Rows * features[i].Columns];
                features[i].Compute(block.Rows, layout.Learners + layout.PassthroughCount, block.Values, values);
                Write(block.Rows, i, segments, values, features[i].Columns, result.Values);
            }
            yield return result;
        }
    }

    private void Write(int rows, int stage, int[] splits, float[] values, int columns, float[] lines)
    {
        for (int row = 0; row < rows; row++)
        {
            double line = 0;
            if (splits[row] >= 0)
            {
                var part = stages[stage].Models[splits[row]];
                line = part.Intercept;
                for (int j = 0; j < columns; j++)
                    line += part.Coefficients[j] * values[(row * columns) + j];
            }
            lines[(row * Columns) + stage] = (float)(asProbabilities ? BaseLayout.Logistic(line) : line);
        }
    }
}
