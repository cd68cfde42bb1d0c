using Microsoft.ML.LowRank.Stacking;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Core.Tests.Stacking;

/// <summary>Rows of base predictions in memory, in blocks of a given size.</summary>
internal sealed class StackRowsOf(int columns, int blockRows = 100) : IRowSource
{
    private readonly List<(float[] Values, float Target, float Weight, int Segment)> _rows = [];

    public int Columns => columns;

    public IReadOnlyList<(float[] Values, float Target, float Weight, int Segment)> Rows => _rows;

    public bool HasWeights { get; init; }

    public void Add(float[] values, float target, int segment, float weight = 1) => _rows.Add((values, target, weight, segment));

    public IEnumerable<RowBlock> Read()
    {
        for (int from = 0; from < _rows.Count; from += blockRows)
        {
            var part = _rows.Skip(from).Take(blockRows).ToList();
            yield return new RowBlock
            {
                FirstRow = from,
                Rows = part.Count,
                Columns = columns,
                Values = [.. part.SelectMany(row => row.Values)],
                Targets = [.. part.Select(row => row.Target)],
                TargetCount = 1,
                Weights = HasWeights ? [.. part.Select(row => row.Weight)] : null,
                Segments = [.. part.Select(row => row.Segment)],
            };
        }
    }

    /// <summary>Models of different strength that are wrong in their own ways: y + bias + noise, some of them nearly alike.</summary>
    public static StackRowsOf Numbers(int rows, int models, int folds, int seed, int blockRows = 100, int passed = 0)
    {
        var random = new Random(seed);
        var source = new StackRowsOf(models + passed, blockRows);
        for (int row = 0; row < rows; row++)
        {
            double y = 10 + (4 * Normal(random)), shared = Normal(random);
            var values = new float[models + passed];
            for (int k = 0; k < models; k++)
                values[k] = (float)(y + (0.5 * shared) + ((0.5 + (0.2 * k)) * Normal(random)));
            for (int i = 0; i < passed; i++)
                values[models + i] = (float)Normal(random);
            source.Add(values, (float)(y + (passed > 0 ? values[models] : 0)), row % folds);
        }
        return source;
    }

    /// <summary>Probabilities of classes from models that see the truth through noise; class by class in a row.</summary>
    public static StackRowsOf Classes(int rows, int models, int classes, int folds, int seed)
    {
        var random = new Random(seed);
        int width = classes == 2 ? 1 : classes;
        var source = new StackRowsOf(models * width);
        for (int row = 0; row < rows; row++)
        {
            int label = random.Next(classes);
            var values = new float[models * width];
            for (int k = 0; k < models; k++)
            {
                double[] margins = [.. Enumerable.Range(0, classes).Select(c => (c == label ? 1.5 : 0) + ((0.7 + (0.2 * k)) * Normal(random)))];
                double sum = margins.Sum(Math.Exp);
                for (int c = 0; c < width; c++)
                    values[(k * width) + c] = (float)(Math.Exp(margins[width == 1 ? 1 : c]) / sum);
            }
            source.Add(values, label, row % folds);
        }
        return source;
    }

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

/// <summary>Options that a test makes itself.</summary>
internal sealed class MetaOptions : MetaLearnerOptions;
