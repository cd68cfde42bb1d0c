namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Runs an operation with every kernel variant and with one and two threads, and compares it with a formula.</summary>
internal static class EngineCheck
{
    /// <summary>Small and odd shapes, and one that is worth a second thread.</summary>
    public static readonly (int Rows, int Columns)[] Shapes = [(1, 1), (2, 3), (7, 17), (9, 16), (33, 31), (5, 130), (300, 170)];

    public static readonly bool[] Both = [false, true];

    /// <param name="before">What the destination holds; it is a source, too, where an operation runs in place.</param>
    /// <param name="run">The operation.</param>
    /// <param name="expected">What it adds to the destination, or what it puts there.</param>
    /// <param name="add">Whether it adds.</param>
    /// <param name="tolerance">The largest error, absolute below 1 and relative above.</param>
    public static void Run(
        EngineMatrix before, Action<IComputeBackend, Tensor> run, Func<int, int, double> expected, bool add = false, double tolerance = 2e-6)
    {
        var values = new double[before.Values.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = expected(i / before.Columns, i % before.Columns) + (add ? before.Values[i] : 0);
        foreach (var kernels in KernelVariants.Available)
        {
            float[] one = Apply(new CpuBackend(1, kernels), before, run);
            float[] two = Apply(new CpuBackend(2, kernels), before, run);
            Assert.True(one.AsSpan().SequenceEqual(two), $"{kernels.Name}: two threads give other bits than one.");
            for (int i = 0; i < values.Length; i++)
            {
                // Written so that NaN fails.
                if (!(Math.Abs(one[i] - values[i]) <= tolerance * Math.Max(1, Math.Abs(values[i]))))
                    Assert.Fail($"{kernels.Name}, value {i} of {before.Rows} × {before.Columns}, add = {add}: {one[i]} instead of {values[i]}.");
            }
        }
    }

    /// <summary>The destination afterwards. A row behind the rows in use must stay as it was.</summary>
    private static float[] Apply(CpuBackend engine, EngineMatrix before, Action<IComputeBackend, Tensor> run)
    {
        var tensor = engine.Allocate(before.Rows + 1, before.Columns);
        tensor.Write([.. before.Values, .. Enumerable.Repeat(Matrices.Guard, before.Columns)]);
        tensor.Rows = before.Rows;
        run(engine, tensor);
        tensor.Rows = before.Rows + 1;
        var values = new float[tensor.Count];
        tensor.Read(values);
        Assert.All(values[before.Values.Length..], value => Assert.Equal(Matrices.Guard, value));
        return values[..before.Values.Length];
    }
}
