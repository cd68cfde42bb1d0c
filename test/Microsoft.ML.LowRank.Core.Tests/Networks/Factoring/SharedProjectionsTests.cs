using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Networks.Factoring;

public class SharedProjectionsTests
{
    private const int Columns = 8;

    [Fact]
    public void Fields_of_one_subspace_cluster_together_and_errors_stay_within_the_bound()
    {
        // Fields 0, 2 and 4 lie in the span of two directions, 1 and 3 in that of two others; 5 is everywhere.
        var rotation = Naive.Rotation(Columns, 1);
        var fields = new[]
        {
            Field(rotation, [3, 2, 0, 0, 0, 0, 0, 0], 1), Field(rotation, [0, 0, 3, 1, 0, 0, 0, 0], 2),
            Field(rotation, [1, 1, 0, 0, 0, 0, 0, 0], 3), Field(rotation, [0, 0, 1, 1, 0, 0, 0, 0], 4),
            Field(rotation, [0.1, 2, 0, 0, 0, 0, 0, 0], 5), Field(rotation, [1, 1, 1, 1, 1, 1, 1, 1], 6),
        };
        var shared = SharedProjections.Find(fields, 2, 0.05);
        int first = shared.Clusters[0], second = shared.Clusters[1];
        Assert.Equal([first, second, first, second, first, shared.Clusters[5]], shared.Clusters);
        Assert.Equal(3, shared.Projections.Count);
        Assert.Equal([0, 2, 4], shared.Projections[first].Members);
        Assert.All(shared.Errors[..5], error => Assert.InRange(error, 0, 1e-6));
        Assert.True(shared.Errors[5] > 0.05);
    }

    [Fact]
    public void Errors_are_those_of_the_stacked_rows()
    {
        var rows = Enumerable.Range(0, 3).Select(f => Naive.Gaussian(
            40, [.. Enumerable.Range(0, Columns).Select(j => 1.0 / (1 + j + f))], (ulong)f + 7, mixed: false)).ToArray();
        var fields = rows.Select((values, f) => new SharedField($"{f}", Naive.Moments(values, Columns).Covariance, Columns));
        var shared = SharedProjections.Find([.. fields], 3, 1);
        var projection = Assert.Single(shared.Projections);
        // By hand: all rows around the means of their fields, decomposed at once.
        var stacked = rows.SelectMany(values =>
        {
            var mean = Naive.Moments(values, Columns).Mean;
            return values.Select((v, i) => v - mean[i % Columns]);
        }).ToArray();
        var singular = ThinSvd.Decompose(stacked, 120, Columns);
        double Share(IEnumerable<double> s) => s.Sum(v => v * v) / singular.Values.Sum(v => v * v);
        Assert.Equal(Math.Sqrt(Share(singular.Values.Skip(3))), projection.Error, 1e-9);
        for (int j = 0; j < 3 * Columns; j++)
            Assert.Equal(singular.Right[j], projection.Up[j], 1e-6);
        for (int f = 0; f < 3; f++)
            Assert.Equal(Outside(stacked[(f * 40 * Columns)..((f + 1) * 40 * Columns)], projection.Up), shared.Errors[f], 1e-9);
    }

    [Fact]
    public void No_cluster_and_no_member_of_one_exceeds_the_bound()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte>(), (seed, choice) =>
        {
            double bound = 0.05 + (0.9 * (choice % 16) / 16);
            int rank = 1 + (choice / 16 % Columns);
            var fields = Enumerable.Range(0, 7).Select(f => Field(
                Naive.Rotation(Columns, (ulong)(uint)seed + (ulong)(f % 3)),
                [.. Enumerable.Range(0, Columns).Select(j => Math.Pow(0.5, j) * (1 + f))], (ulong)(f + choice))).ToArray();
            var shared = SharedProjections.Find(fields, rank, bound);
            return shared.Projections.SelectMany(p => p.Members).Order().SequenceEqual(Enumerable.Range(0, 7)) &&
                shared.Projections.Select((p, c) => (p, c)).All(x =>
                    x.p.Members.All(f => shared.Clusters[f] == x.c) &&
                    Naive.OrthogonalityError(x.p.Up, Columns) < 1e-12 &&
                    (x.p.Members.Length == 1 ||
                        (x.p.Error <= bound && x.p.Members.All(f => shared.Errors[f] <= bound))));
        });
        property.QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_field_without_energy_is_at_home_everywhere()
    {
        var shared = SharedProjections.Find(
            [new SharedField("none", new double[Columns * Columns], Columns), Field(Naive.Rotation(Columns, 3), [1, 0, 0, 0, 0, 0, 0, 0], 1)],
            1, 0.1);
        Assert.Equal([0, 0], shared.Clusters);
        Assert.Equal(0, shared.Errors[0]);
    }

    [Fact]
    public void A_shared_projection_has_the_mean_of_its_field()
    {
        var field = Field(Naive.Rotation(Columns, 3), [2, 1, 0, 0, 0, 0, 0, 0], 1);
        var projection = SharedProjections.Find([field], 2, 0.1).Projections[0].For([1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Equal(2, projection.Rank);
        Assert.Equal(3f, projection.Mean[2]);
    }

    [Fact]
    public void Fields_that_cannot_be_compared_are_refused()
    {
        var field = new SharedField("a", new double[4], 2);
        Assert.Contains("b has 1 columns", Assert.Throws<ArgumentException>(
            () => SharedProjections.Find([field, new SharedField("b", [1], 1)], 1, 0.1)).Message);
        Assert.Contains("covariance of b is not finite", Assert.Throws<InvalidOperationException>(
            () => SharedProjections.Find([field, new SharedField("b", [1, 0, 0, double.NaN], 2)], 1, 0.1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedProjections.Find([field], 1, 0));
        Assert.Empty(SharedProjections.Find([], 1, 0.5).Projections);
    }

    /// <summary>A field whose rows vary along rows of a rotation.</summary>
    private static SharedField Field(double[] rotation, double[] deviations, ulong seed)
    {
        var rows = Naive.Gaussian(60, deviations, seed);
        var turned = new float[rows.Length];
        for (int i = 0; i < 60; i++)
            for (int j = 0; j < Columns; j++)
                for (int l = 0; l < Columns; l++)
                    turned[(i * Columns) + j] += (float)(rows[(i * Columns) + l] * rotation[(l * Columns) + j]);
        return new SharedField($"field {seed}", Naive.Moments(turned, Columns).Covariance, Columns);
    }

    private static double Outside(double[] rows, double[] up)
    {
        double energy = rows.Sum(v => v * v), inside = 0;
        for (int i = 0; i < rows.Length; i += Columns)
            for (int l = 0; l < up.Length; l += Columns)
                inside += Math.Pow(Naive.Dot(rows.AsSpan(i, Columns), up.AsSpan(l, Columns)), 2);
        return Math.Sqrt(1 - (inside / energy));
    }
}
