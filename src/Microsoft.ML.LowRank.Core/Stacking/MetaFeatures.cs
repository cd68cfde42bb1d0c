using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// What a meta-model sees of a row: the kept base predictions, how they lie (mean, standard deviation, median, range)
/// and two products of that. A row with a number that is not finite has no statistics: they are NaN.
/// </summary>
/// <remarks>
/// Eight rows are computed side by side, each by the same operations: a row's numbers depend neither on the
/// rows around it nor on the machine. Sums are in float64 and deviations are taken from the mean, so that predictions
/// which nearly agree have a standard deviation with all its digits.
/// </remarks>
internal sealed unsafe class MetaFeatures
{
    private const int Lanes = MedianNetwork.Lanes;
    private const int StatisticCount = 4;
    private const int InteractionCount = 2;

    private static readonly string[] StatisticNames = ["mean", "std", "median", "range"];
    private static readonly string[] InteractionNames = ["mean×std", "range×std"];

    private readonly int[] _kept;
    private readonly int[] _passed;
    private readonly int _last;
    private readonly bool _statistics;
    private readonly bool _interactions;
    private readonly MedianNetwork _median;

    /// <param name="kept">Which base columns are kept, at least one.</param>
    /// <param name="statistics">Whether mean, standard deviation, median and range are added.</param>
    /// <param name="interactions">Whether mean × standard deviation and range × standard deviation are added.</param>
    /// <param name="passed">Base columns that follow as they are, and of which no statistics are made.</param>
    public MetaFeatures(
        IReadOnlyList<int> kept, bool statistics = true, bool interactions = true, IReadOnlyList<int>? passed = null)
    {
        if (kept.Count == 0)
            throw new ArgumentException("No base column is kept; at least one is needed.", nameof(kept));
        _kept = [.. kept];
        _passed = [.. passed ?? []];
        _last = Math.Max(_kept.Max(), _passed.DefaultIfEmpty(-1).Max());
        _statistics = statistics;
        _interactions = interactions;
        _median = new MedianNetwork(_kept.Length);
        AddedNames = [.. statistics ? StatisticNames : [], .. interactions ? InteractionNames : []];
    }

    /// <summary>The base columns that are kept.</summary>
    public IReadOnlyList<int> Kept => _kept;

    /// <summary>Names of the columns behind the kept ones.</summary>
    public IReadOnlyList<string> AddedNames { get; }

    /// <summary>Columns in all.</summary>
    public int Columns => _kept.Length + AddedNames.Count + _passed.Length;

    /// <summary>Computes the columns of rows that lie one after another.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Base columns of every row.</param>
    /// <param name="values">Rows × columns base predictions.</param>
    /// <param name="destination">Rows × <see cref="Columns"/>.</param>
    public void Compute(int rows, int columns, ReadOnlySpan<float> values, Span<float> destination)
    {
        Shapes.Check(nameof(values), values.Length, rows, columns, columns);
        Shapes.Check(nameof(destination), destination.Length, rows, Columns, Columns);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)_last, (uint)columns, nameof(columns));
        using var lanes = BufferPool.Rent<float>((_kept.Length + StatisticCount + InteractionCount) * Lanes);
        lanes.Span.Clear();
        fixed (float* from = values, to = destination)
            for (int row = 0; row < rows; row += Lanes)
            {
                int count = Math.Min(Lanes, rows - row);
                float* target = to + ((nint)row * Columns);
                Keep(from + ((nint)row * columns), columns, count, lanes.Pointer, target);
                if (AddedNames.Count > 0)
                    Add(count, lanes.Pointer, target + _kept.Length);
                Pass(from + ((nint)row * columns), columns, count, target + _kept.Length + AddedNames.Count);
            }
    }

    /// <summary>Copies the kept columns to their place, and beside each other for the eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Keep(float* from, nint stride, int count, float* lanes, float* to)
    {
        int kept = _kept.Length;
        nint width = Columns;
        fixed (int* columns = _kept)
            for (int row = 0; row < count; row++, from += stride, to += width)
                for (int j = 0; j < kept; j++)
                    lanes[(j * Lanes) + row] = to[j] = from[columns[j]];
    }

    private void Pass(float* from, nint stride, int count, float* to)
    {
        nint width = Columns;
        for (int row = 0; row < count; row++, from += stride, to += width)
            for (int j = 0; j < _passed.Length; j++)
                to[j] = from[_passed[j]];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(int count, float* lanes, float* to)
    {
        int kept = _kept.Length;
        float* added = lanes + (kept * Lanes);
        float* end = Describe(lanes, kept, added);
        nint width = Columns;
        for (float* feature = added; feature < end; feature += Lanes, to++)
            for (int row = 0; row < count; row++)
                to[row * width] = feature[row];
    }

    /// <summary>Writes the features of eight rows, each a vector; gives where they end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float* Describe(float* lanes, int kept, float* added)
    {
        Vector256<double> sum0 = default, sum1 = default;
        var least = Vector256.Load(lanes);
        var largest = least;
        var poison = Vector256<float>.Zero;
        for (int j = 0; j < kept; j++)
        {
            var x = Vector256.Load(lanes + (j * Lanes));
            least = Vector256.MinNative(least, x);
            largest = Vector256.MaxNative(largest, x);
            // 0, unless the number is not finite.
            poison += x * 0;
            var (x0, x1) = Vector256.Widen(x);
            sum0 += x0;
            sum1 += x1;
        }
        Vector256<double> n = Vector256.Create((double)kept), mean0 = sum0 / n, mean1 = sum1 / n;
        Vector256<double> square0 = default, square1 = default;
        for (int j = 0; j < kept; j++)
        {
            var (x0, x1) = Vector256.Widen(Vector256.Load(lanes + (j * Lanes)));
            x0 -= mean0;
            x1 -= mean1;
            square0 += x0 * x0;
            square1 += x1 * x1;
        }
        Vector256<double> deviation0 = Vector256.Sqrt(square0 / n), deviation1 = Vector256.Sqrt(square1 / n);
        var (least0, least1) = Vector256.Widen(least);
        var (largest0, largest1) = Vector256.Widen(largest);
        Vector256<double> range0 = largest0 - least0, range1 = largest1 - least1;
        if (_statistics)
        {
            Write(mean0, mean1);
            Write(deviation0, deviation1);
            (_median.Median(lanes) + poison).Store(added);
            added += Lanes;
            Write(range0, range1);
        }
        if (_interactions)
        {
            Write(mean0 * deviation0, mean1 * deviation1);
            Write(range0 * deviation0, range1 * deviation1);
        }
        return added;

        void Write(Vector256<double> lower, Vector256<double> upper)
        {
            (Vector256.Narrow(lower, upper) + poison).Store(added);
            added += Lanes;
        }
    }
}
