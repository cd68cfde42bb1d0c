namespace Microsoft.ML.LowRank.Tensors;

public class CpuBackendMovementTests
{
    private readonly Random _random = new(4);

    [Fact]
    public void CopyColumns()
    {
        foreach (var (rows, columns) in EngineCheck.Shapes)
        {
            var x = Matrix(rows, columns + 5);
            // Columns that are not copied to keep what they have, so the destination is known either way.
            var before = Matrix(rows, columns + 3);
            foreach (bool add in EngineCheck.Both)
            {
                EngineCheck.Run(before, (e, y) => e.CopyColumns(x, 4, y, 2, columns, add),
                    (i, j) => j >= 2 && j < 2 + columns ? x[i, j + 2] + (add ? before[i, j] : 0) : before[i, j]);
            }
        }
    }

    [Fact]
    public void SelectGroups_and_AddGroups()
    {
        foreach (var (rows, width) in EngineCheck.Shapes)
        {
            int[] groups = [2, 0, 0, 3];
            var (x, picked) = (Matrix(rows, 4 * width), Matrix(rows, groups.Length * width));
            EngineCheck.Run(Destination(rows, groups.Length * width, false), (e, y) => e.SelectGroups(x, groups, width, y),
                (i, j) => x[i, (groups[j / width] * width) + (j % width)]);
            foreach (bool add in EngineCheck.Both)
            {
                EngineCheck.Run(Destination(rows, 4 * width, add), (e, y) => e.AddGroups(picked, groups, width, y, add),
                    (i, j) => Enumerable.Range(0, groups.Length).Where(g => groups[g] == j / width).Sum(g => picked[i, (g * width) + (j % width)]), add);
            }
        }
    }

    [Fact]
    public void Transpose()
    {
        foreach (var (size, columns) in EngineCheck.Shapes)
        {
            const int Blocks = 3;
            var x = Matrix(Blocks * size, columns);
            foreach (bool add in EngineCheck.Both)
            {
                EngineCheck.Run(Destination(Blocks * columns, size, add), (e, y) => e.Transpose(x, size, y, add),
                    (i, j) => x[(i / columns * size) + j, i % columns], add);
            }
        }
    }

    private EngineMatrix Matrix(int rows, int columns) => EngineMatrix.Random(_random, rows, columns);

    private EngineMatrix Destination(int rows, int columns, bool add) => EngineMatrix.Destination(_random, rows, columns, add);
}
