using System.Reflection;
using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Tensors;

public class ByteTensorTests
{
    // The smallest half is 2⁻²⁴; below it there is no scale to be had.
    private const double SmallestScale = 1.0 / (1 << 24);

    [Fact]
    public void Values_are_restored_within_half_a_scale_and_the_scale_is_the_smallest_that_cuts_nothing_off()
    {
        Prop.ForAll(Tables(-30, 22), t =>
        {
            var table = Table(t.Columns, t.Values);
            float[] restored = Read(table);
            for (int row = 0; row < table.Rows; row++)
            {
                var values = t.Values.AsSpan(row * t.Columns, t.Columns);
                double scale = (double)table.Scale(row);
                double largest = 0;
                for (int j = 0; j < values.Length; j++)
                {
                    largest = Math.Max(largest, Math.Abs(values[j]));
                    // The quotient is rounded to float32 before it is rounded to a whole number.
                    Assert.InRange(Math.Abs((double)restored[(row * t.Columns) + j] - values[j]), 0, scale * (0.5 + 1e-5));
                    Assert.InRange(table.Codes(row)[j], -127, 127);
                }
                Assert.True(127 * scale >= largest);
                double below = scale == 0 ? 0 : (double)Half.BitDecrement(table.Scale(row));
                Assert.True(scale == 0 ? largest == 0 : 127 * below < largest);
                // What rounding the scale to a half costs: 2⁻¹⁰ of it, or the smallest half.
                Assert.InRange(scale, largest / 127, Math.Max(largest / 127 * (1 + (1.0 / 1024)), (largest / 127) + SmallestScale));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_was_restored_becomes_the_same_bytes()
    {
        // With scales that are normal halves: the largest magnitude is 127·2⁻¹⁴ at least.
        Prop.ForAll(Tables(-6, 22), t =>
        {
            var table = Table(t.Columns, t.Values);
            float[] restored = Read(table);
            var again = Table(t.Columns, restored);
            Assert.Equal(restored, Read(again));
            Assert.Equal(Bytes(table), Bytes(again));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Raw_bytes_and_rows_in_use_are_written_and_read()
    {
        var table = Table(3, [1, 2, 3, -4, 5, 6, 0, 0, 0]);
        Assert.Equal(3 * (3 + 2), table.Bytes);
        Assert.Equal(table.Bytes, Bytes(table).Length);
        var other = new ByteTensor(3, 3);
        other.ReadFrom(new MemoryStream(Bytes(table)));
        Assert.Equal(Read(table), Read(other));
        table.Rows = 2;
        Assert.Equal(2 * (3 + 2), Bytes(table).Length);
        Assert.Equal(6, Read(table).Length);
    }

    [Fact]
    public void Some_whole_rows_are_written()
    {
        var table = Table(2, [1, -1, 127, 3, 0, 0]);
        table.Write(2, [-254, 10]);
        Assert.Equal([2, -127, 5], [(float)table.Scale(1), table.Codes(1)[0], table.Codes(1)[1]]);
        Assert.Equal((Half)0, table.Scale(2));
        Assert.InRange((double)table.Scale(0), 1.0 / 127, 1.0 / 126.8);
        foreach (var (at, count) in new[] { (1, 2), (0, 1), (0, 3), (4, 4), (6, 2), (-2, 2) })
            Assert.Contains("whole rows", Assert.Throws<ArgumentException>(() => table.Write(at, new float[count])).Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(ByteTensor.Largest + 1)]
    [InlineData(-float.MaxValue)]
    public void What_no_scale_reaches_is_refused(float value)
    {
        var table = new ByteTensor(4, 2);
        Assert.Contains("Row 1 ", Assert.Throws<ArgumentException>(() => table.Write([1, 2, 3, value, 5, 6, 7, 8])).Message);
        table.Write([ByteTensor.Largest, -ByteTensor.Largest, 0, 0, 0, 0, 0, 0]);
        Assert.Equal([ByteTensor.Largest, -ByteTensor.Largest], Read(table)[..2]);
    }

    [Fact]
    public void Every_operation_but_the_look_up_refuses_a_table_of_bytes_in_every_place()
    {
        int places = 0;
        foreach (var method in typeof(IComputeBackend).GetMethods())
        {
            var parameters = method.GetParameters();
            for (int at = 0; at < parameters.Length; at++)
            {
                if (parameters[at].ParameterType != typeof(Tensor) || (method.Name == nameof(IComputeBackend.Gather) && parameters[at].Name == "table"))
                    continue;
                object?[] arguments = [.. parameters.Select(Argument)];
                arguments[at] = new ByteTensor(4, 4);
                var thrown = Record.Exception(() => method.Invoke(new CpuBackend(1), BindingFlags.DoNotWrapExceptions, null, arguments, null));
                Assert.True(thrown is NotSupportedException, $"{method.Name}, {parameters[at].Name}: {thrown}");
                Assert.Contains("in bytes", thrown.Message);
                places++;
            }
        }
        Assert.True(places > 50, $"{places} places were tried.");
    }

    private static object? Argument(ParameterInfo parameter)
    {
        var type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        var ids = new IdBatch([0, 1, 2, 3], null, null, 0, 4, 1, 0, 1, 0);
        if (type == typeof(RowIndex))
        {
            var rows = new RowIndex();
            rows.Build(ids, 4);
            return rows;
        }
        return type == typeof(Tensor) ? new CpuTensor(4, 4)
            : type == typeof(IdBatch) ? ids
            : type == typeof(int) ? 1
            : type == typeof(float) ? 0.5f
            : type == typeof(int[]) ? new int[] { 0, 1, 2, 3 }
            : type.IsValueType ? Activator.CreateInstance(type) : null;
    }

    /// <summary>Tables whose rows have magnitudes of any power of two between the given ones, and rows of zeros.</summary>
    private static Arbitrary<(int Columns, float[] Values)> Tables(int smallest, int largest)
    {
        var row = Gen.Zip(Gen.Choose(smallest, largest), Gen.Choose(0, int.MaxValue));
        return Gen.Zip(Gen.Choose(1, 20), row.NonEmptyListOf()).Select(t => (t.Item1, (float[])[.. t.Item2.SelectMany(r => Row(t.Item1, r))])).ToArbitrary();

        static IEnumerable<float> Row(int columns, (int Power, int Seed) row)
        {
            var random = new Random(row.Seed);
            double magnitude = row.Seed % 10 == 0 ? 0 : Math.ScaleB(1, row.Power);
            // The first reaches the magnitude, so that it is the row's largest.
            return Enumerable.Range(0, columns).Select(j => (float)(magnitude * (j == 0 ? 1 + (random.NextDouble() * 0.98) : (random.NextDouble() * 2) - 1)));
        }
    }

    private static ByteTensor Table(int columns, float[] values)
    {
        var table = new ByteTensor(values.Length / columns, columns);
        table.Write(values);
        return table;
    }

    private static float[] Read(Tensor table)
    {
        var values = new float[table.Count];
        table.Read(values);
        return values;
    }

    private static byte[] Bytes(Tensor table)
    {
        var stream = new MemoryStream();
        table.WriteTo(stream);
        return stream.ToArray();
    }
}
