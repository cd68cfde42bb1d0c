using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>Matrices of given sizes and spectra, and a model of nothing but them and a number of other parameters.</summary>
internal sealed class SmallModel(SmallModel.Matrix[] matrices, long rest = 0, bool isJoint = false) : ICompressionCost
{
    public IReadOnlyList<IFactorCandidate> Candidates => matrices;

    public Matrix[] Matrices => matrices;

    /// <summary>Calls of the cost functions.</summary>
    public int Calls { get; private set; }

    public long OriginalBytes => Bytes(new int[matrices.Length]);

    public long Parameters(ReadOnlySpan<int> ranks)
    {
        Calls++;
        long sum = rest;
        for (int i = 0; i < ranks.Length; i++)
            sum += matrices[i].Parameters(ranks[i]);
        // The last matrix reads the tables: its inputs are as many as they have columns.
        if (isJoint)
        {
            var reader = matrices[^1];
            int width = 0;
            for (int i = 0; i < ranks.Length - 1; i++)
                width += ranks[i] == 0 ? matrices[i].Columns : ranks[i];
            sum -= reader.Parameters(ranks[^1]);
            sum += ranks[^1] == 0 ? (long)width * reader.Columns : (long)ranks[^1] * (width + reader.Columns);
        }
        return sum;
    }

    public long Bytes(ReadOnlySpan<int> ranks) => (4 * Parameters(ranks)) + 100;

    public int[] Choose(RankRule rule, Func<int, int, double>? divergence = null) =>
        RankPlan.Choose(rule, Candidates, this, divergence);

    /// <summary>All ranks that there are, left alone included.</summary>
    public IEnumerable<int[]> AllRanks()
    {
        var ranks = new int[matrices.Length];
        while (true)
        {
            yield return (int[])ranks.Clone();
            int i = 0;
            while (i < ranks.Length && ++ranks[i] > matrices[i].Largest)
                ranks[i++] = 0;
            if (i == ranks.Length)
                yield break;
        }
    }

    /// <summary>Weighted shares of energy that are lost.</summary>
    public double Loss(int[] ranks) => matrices.Select((matrix, i) => ranks[i] == 0 || matrix.Total == 0
        ? 0
        : matrix.Weight * matrix.Energies.Skip(ranks[i]).Sum() / matrix.Total).Sum();

    public static Matrix Random(string name, int rows, int columns, ulong seed, bool isTable = false, double weight = 1)
    {
        var random = new SplitMix64(seed);
        var energies = Enumerable.Range(0, Math.Min(rows, columns))
            .Select(_ => Math.Exp(2 * random.NextGaussian())).OrderDescending().ToArray();
        return new Matrix(name, rows, columns, energies, isTable, weight);
    }

    internal sealed record Matrix(
        string Name, int Rows, int Columns, double[] Energies, bool IsTable = false, double Weight = 1) : IFactorCandidate
    {
        IReadOnlyList<double> IFactorCandidate.Energies => Energies;

        public double Total => Energies.Sum();

        public int Largest => Energies.Length;

        public long Parameters(int rank) => rank == 0 ? (long)Rows * Columns : (long)rank * (Rows + Columns);
    }
}
