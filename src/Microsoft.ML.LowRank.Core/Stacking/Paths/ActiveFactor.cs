using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// The factor L of G_AA + κI = L Lᵀ for a set A that grows and shrinks by one member at a time, O(|A|²) each: a new
/// member is a new last row of L, and a lost one is rotated out (Golub &amp; Van Loan, section 6.5).
/// </summary>
internal sealed class ActiveFactor(double[] gram, int size)
{
    // Of a column's own square: what is left after all other members have explained it. Less is rounding.
    private const double LeastPivot = 1e-12;

    private readonly double[] _lower = new double[size * size];
    private readonly int[] _members = new int[size];

    /// <summary>κ.</summary>
    public double Ridge { get; private set; }

    public int Count { get; private set; }

    /// <summary>A, in the order of L's rows.</summary>
    public ReadOnlySpan<int> Members => _members.AsSpan(0, Count);

    public void Clear(double ridge)
    {
        Count = 0;
        Ridge = ridge;
    }

    /// <summary>
    /// Adds a member unless it depends on those there are; then <paramref name="dependence"/> holds the z of
    /// (G_AA + κI) z = g, by which the others make it up.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryAdd(int member, Span<double> dependence)
    {
        var row = Row(Count)[..Count];
        for (int i = 0; i < Count; i++)
            row[i] = gram[(member * size) + _members[i]];
        SolveLower(row);
        double square = gram[(member * size) + member] + Ridge;
        double pivot = square - ShortVectors.Dot(row, row);
        if (!(pivot > LeastPivot * square))
        {
            row.CopyTo(dependence);
            SolveUpper(dependence[..Count]);
            return false;
        }
        _lower[(Count * size) + Count] = Math.Sqrt(pivot);
        _members[Count++] = member;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void RemoveAt(int place)
    {
        for (int i = place + 1; i < Count; i++)
        {
            // Row i moves up and reaches one place beyond the diagonal; the rotations of the rows before have not met
            // it.
            var row = Row(i);
            row[..(i + 1)].CopyTo(Row(i - 1));
            _members[i - 1] = _members[i];
        }
        Count--;
        for (int k = place; k < Count; k++)
        {
            double a = _lower[(k * size) + k];
            double b = _lower[(k * size) + k + 1];
            double length = Math.Sqrt((a * a) + (b * b));
            double cosine = a / length;
            double sine = b / length;
            for (int i = k; i < Count; i++)
            {
                var pair = _lower.AsSpan((i * size) + k, 2);
                double first = pair[0];
                pair[0] = (cosine * first) + (sine * pair[1]);
                pair[1] = (cosine * pair[1]) - (sine * first);
            }
        }
    }

    /// <summary>Overwrites b, in the order of the members, by (G_AA + κI)⁻¹ b.</summary>
    public void Solve(Span<double> b)
    {
        SolveLower(b);
        SolveUpper(b);
    }

    private Span<double> Row(int i) => _lower.AsSpan(i * size, size);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SolveLower(Span<double> b)
    {
        for (int i = 0; i < b.Length; i++)
        {
            var row = Row(i);
            b[i] = (b[i] - ShortVectors.Dot(row[..i], b[..i])) / row[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SolveUpper(Span<double> b)
    {
        for (int i = b.Length - 1; i >= 0; i--)
        {
            var row = Row(i);
            b[i] /= row[i];
            ShortVectors.AddScaled(-b[i], row[..i], b[..i]);
        }
    }
}
