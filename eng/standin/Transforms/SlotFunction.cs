using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Of each slot, (x - offset) · scale, or how much of a normal distribution lies below x.</summary>
internal sealed class SlotFunction(double[] offsets, double[] scales, bool isCumulative)
{
    /// <summary>Whether zero is left zero in every slot.</summary>
    public bool KeepsZero { get; } = !isCumulative && Array.TrueForAll(offsets, offset => offset == 0);

    public static SlotFunction MinMax(SlotStatistics statistics, bool fixZero) => Of(
        statistics,
        slot =>
        {
            double minimum = statistics.Minimum[slot], maximum = statistics.Maximum[slot];
            if (!(maximum > minimum))
                return (0, 0);
            return fixZero ? (0, 1 / Math.Max(Math.Abs(minimum), Math.Abs(maximum))) : (minimum, 1 / (maximum - minimum));
        });

    public static SlotFunction MeanVariance(SlotStatistics statistics, bool fixZero, bool useCdf) => Of(
        statistics,
        slot =>
        {
            double mean = statistics.Mean(slot), variance = statistics.Variance(slot);
            if (!(variance > 0))
                return (0, 0);
            return fixZero && !useCdf ? (0, 1 / Math.Sqrt(variance + mean * mean)) : (mean, 1 / Math.Sqrt(variance));
        },
        useCdf);

    public static SlotFunction Load(BinaryReader reader)
    {
        bool isCumulative = reader.ReadBoolean();
        int size = reader.ReadInt32();
        var offsets = new List<double>();
        var scales = new List<double>();
        while (scales.Count < size)
        {
            offsets.Add(reader.ReadDouble());
            scales.Add(reader.ReadDouble());
        }

        return new SlotFunction([.. offsets], [.. scales], isCumulative);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(isCumulative);
        writer.Write(scales.Length);
        for (int slot = 0; slot < scales.Length; slot++)
        {
            writer.Write(offsets[slot]);
            writer.Write(scales[slot]);
        }
    }

    public void CheckSize(string column, int size) =>
        Contracts.CheckParam(scales.Length == size, "inputSchema", $"Column '{column}' has {size} slots; {scales.Length} were normalized.");

    public float Apply(int slot, float value) =>
        isCumulative ? (float)Apply(slot, (double)value) : (value - (float)offsets[slot]) * (float)scales[slot];

    public double Apply(int slot, double value)
    {
        double z = (value - offsets[slot]) * scales[slot];
        return !isCumulative ? z : scales[slot] == 0 ? 0 : 0.5 * (1 + Erf(z / Math.Sqrt(2)));
    }

    private static SlotFunction Of(SlotStatistics statistics, Func<int, (double Offset, double Scale)> ofSlot, bool isCumulative = false)
    {
        var slots = Enumerable.Range(0, statistics.Size).Select(ofSlot).ToArray();
        return new SlotFunction(Array.ConvertAll(slots, s => s.Offset), Array.ConvertAll(slots, s => s.Scale), isCumulative);
    }

    // Winitzki's approximation, which is the one that ML.NET's results show.
    private static double Erf(double x)
    {
        double square = 0.147 * x * x;
        double exponent = x * x * (4 / Math.PI + square) / (1 + square);
        return double.IsNaN(x) ? x : Math.Sign(x) * Math.Sqrt(1 - Math.Exp(-exponent));
    }
}
