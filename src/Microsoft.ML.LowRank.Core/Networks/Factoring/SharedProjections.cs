using System.Numerics.Tensors;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// Which fields of equally wide tables can share their directions at a rank, after the clustering of concatenated
/// matrices in https://arxiv.org/abs/2601.11626.
/// </summary>
/// <remarks>
/// The matrices are stacked along their columns, so the covariance of a cluster is the sum of its fields' and its error
/// is exact: no incremental decomposition, and no bound in its place, is needed. A cluster starts from the field of most
/// energy that is left and tries the others in the order of what they have outside its span. One is accepted while the
/// error of the whole cluster and that of every member on its own are within the bound; one that is refused may start or
/// join a later cluster. A field whose own directions exceed the bound stays alone.
/// </remarks>
internal sealed class SharedProjections
{
    private readonly IReadOnlyList<SharedField> _fields;
    private readonly int _rank;
    private readonly double _bound;
    private readonly int _threads;
    private readonly int _columns;

    private SharedProjections(IReadOnlyList<SharedField> fields, int rank, double bound, int threads)
    {
        _fields = fields;
        _columns = fields.Count == 0 ? 0 : fields[0].Columns;
        _rank = Math.Min(rank, _columns);
        _bound = bound;
        _threads = threads;
        Clusters = new int[fields.Count];
        Errors = new double[fields.Count];
        foreach (var field in fields)
            Check(field);
    }

    /// <summary>The cluster of every field.</summary>
    public int[] Clusters { get; }

    /// <summary>√(energy outside its cluster's directions / energy) of every field; 0 where it has no energy.</summary>
    public double[] Errors { get; }

    /// <summary>In the order of the energy of the fields that they started from.</summary>
    public List<SharedProjection> Projections { get; } = [];

    /// <param name="fields">Fields of tables of equal width.</param>
    /// <param name="rank">Directions of every cluster.</param>
    /// <param name="bound">The largest relative error, above 0 and at most 1.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    public static SharedProjections Find(IReadOnlyList<SharedField> fields, int rank, double bound, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        if (!(bound > 0 && bound <= 1))
            throw new ArgumentOutOfRangeException(
                nameof(bound), bound, "The bound of the relative error must be above 0 and at most 1.");
        var shared = new SharedProjections(fields, rank, bound, threads);
        shared.Run();
        return shared;
    }

    private void Run()
    {
        var left = Enumerable.Range(0, _fields.Count)
            .OrderByDescending(field => Trace(_fields[field].Covariance)).ThenBy(field => field).ToList();
        while (left.Count > 0)
        {
            var cluster = new List<int> { left[0] };
            var sum = (double[])_fields[left[0]].Covariance.Clone();
            var up = Directions(sum);
            if (Error(sum, up) <= _bound)
                Grow(cluster, left, ref sum, ref up);
            Close(cluster, sum, up);
            left.RemoveAll(cluster.Contains);
        }
    }

    private void Grow(List<int> cluster, List<int> left, ref double[] sum, ref double[] up)
    {
        var candidates = left.Skip(1).ToList();
        while (candidates.Count > 0)
        {
            var span = up;
            int nearest = candidates.MinBy(field => Outside(_fields[field].Covariance, span));
            candidates.Remove(nearest);
            var wider = new double[sum.Length];
            TensorPrimitives.Add<double>(sum, _fields[nearest].Covariance, wider);
            var turned = Directions(wider);
            if (Error(wider, turned) > _bound || Error(_fields[nearest].Covariance, turned) > _bound ||
                cluster.Any(field => Error(_fields[field].Covariance, turned) > _bound))
                continue;
            cluster.Add(nearest);
            sum = wider;
            up = turned;
        }
    }

    private void Close(List<int> cluster, double[] sum, double[] up)
    {
        foreach (int field in cluster)
        {
            Clusters[field] = Projections.Count;
            Errors[field] = Error(_fields[field].Covariance, up);
        }
        Projections.Add(new SharedProjection([.. cluster.Order()], up, Error(sum, up)));
    }

    private double[] Directions(double[] covariance) =>
        SymmetricEigen.Decompose((double[])covariance.Clone(), _columns, _rank, _threads).Vectors;

    private double Error(double[] covariance, double[] up)
    {
        double energy = Trace(covariance);
        return energy > 0 ? Math.Sqrt(Outside(covariance, up) / energy) : 0;
    }

    /// <summary>tr C − tr Q C Qᵀ.</summary>
    private double Outside(double[] covariance, double[] up)
    {
        double outside = Trace(covariance);
        for (int l = 0; l < _rank; l++)
        {
            var direction = up.AsSpan(l * _columns, _columns);
            for (int i = 0; i < _columns; i++)
                outside -= direction[i] *
                    TensorPrimitives.Dot<double>(covariance.AsSpan(i * _columns, _columns), direction);
        }
        return Math.Max(0, outside);
    }

    private double Trace(double[] covariance)
    {
        double trace = 0;
        for (int i = 0; i < _columns; i++)
            trace += covariance[(i * _columns) + i];
        return trace;
    }

    private void Check(SharedField field)
    {
        if (field.Columns != _columns || field.Covariance.Length != (long)_columns * _columns)
            throw new ArgumentException(
                $"{field.Name} has {field.Columns} columns and a covariance of {field.Covariance.Length} values; fields that share directions need {_columns} columns like {_fields[0].Name}.");
        if (!TensorPrimitives.IsFiniteAll<double>(field.Covariance))
            throw new InvalidOperationException($"The covariance of {field.Name} is not finite.");
    }
}
