using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>Weight, first and second sums of rows around a shift: Σw, Σw(x − s) and Σw(x − s)(x − s)ᵀ.</summary>
internal sealed class MomentSums(int size)
{
    public int Size => size;

    public double Weight { get; set; }

    public double[] Shift { get; private set; } = new double[size];

    public double[] First { get; } = new double[size];

    /// <summary>Size × size; the upper triangle is kept.</summary>
    public double[] Second { get; } = new double[size * size];

    /// <summary>Chooses the shift, before anything is added.</summary>
    public void SetShift(double[] shift) => Shift = shift;

    /// <summary>Adds what another has summed, around whatever shift.</summary>
    public void Add(MomentSums other)
    {
        if (other.Weight == 0)
            return;
        if (Weight == 0)
            Shift = (double[])other.Shift.Clone();
        var delta = new double[size];
        TensorPrimitives.Subtract<double>(other.Shift, Shift, delta);
        for (int a = 0; a < size; a++)
        {
            // Σw(x−s)(x−s)ᵀ = Σw(x−t)(x−t)ᵀ + f δᵀ + δ fᵀ + W δ δᵀ with δ = t − s and f the other's first sum.
            double byDelta = other.First[a] + (other.Weight * delta[a]);
            var row = Second.AsSpan((a * size) + a, size - a);
            TensorPrimitives.Add<double>(row, other.Second.AsSpan((a * size) + a, size - a), row);
            if (byDelta != 0)
                TensorPrimitives.MultiplyAdd<double>(delta.AsSpan(a), byDelta, row, row);
            if (delta[a] != 0)
                TensorPrimitives.MultiplyAdd<double>(other.First.AsSpan(a), delta[a], row, row);
        }
        for (int a = 0; a < size; a++)
            First[a] += other.First[a] + (other.Weight * delta[a]);
        Weight += other.Weight;
    }

    /// <summary>What several have summed, together; they are not changed.</summary>
    public static MomentSums Of(IEnumerable<MomentSums> parts, int size)
    {
        var total = new MomentSums(size);
        foreach (var part in parts)
            total.Add(part);
        return total;
    }

    /// <summary>The sums of some columns, in the given order.</summary>
    public MomentSums Select(IReadOnlyList<int> columns)
    {
        var result = new MomentSums(columns.Count) { Weight = Weight };
        result.SetShift([.. columns.Select(column => Shift[column])]);
        for (int a = 0; a < columns.Count; a++)
        {
            result.First[a] = First[columns[a]];
            for (int b = a; b < columns.Count; b++)
            {
                int row = Math.Min(columns[a], columns[b]), column = Math.Max(columns[a], columns[b]);
                result.Second[(a * columns.Count) + b] = Second[(row * size) + column];
            }
        }
        return result;
    }

    public double[] Mean()
    {
        var mean = new double[size];
        for (int a = 0; a < size; a++)
            mean[a] = Shift[a] + (Weight > 0 ? First[a] / Weight : 0);
        return mean;
    }

    /// <summary>Size × size, symmetric: the mean of (x − μ)(x − μ)ᵀ, or of x xᵀ unless centred.</summary>
    public double[] Covariance(bool centered)
    {
        var result = new double[size * size];
        if (Weight == 0)
            return result;
        var offset = new double[size];
        TensorPrimitives.Divide<double>(First, Weight, offset);
        var mean = centered ? [] : Mean();
        for (int a = 0; a < size; a++)
        {
            var row = result.AsSpan((a * size) + a, size - a);
            TensorPrimitives.Divide<double>(Second.AsSpan((a * size) + a, size - a), Weight, row);
            TensorPrimitives.MultiplyAdd<double>(offset.AsSpan(a), -offset[a], row, row);
            if (!centered)
                TensorPrimitives.MultiplyAdd<double>(mean.AsSpan(a), mean[a], row, row);
            // What rounding left below zero is no variance.
            row[0] = Math.Max(0, row[0]);
        }
        Tensors.Gram.MirrorUpper(size, result, size);
        return result;
    }
}
