using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

/// <summary>One column of each everyday kind.</summary>
internal sealed class Everyday
{
    public float Number;
    public double Precise;
    public int Whole;
    public bool Flag;
    public string? Text;
    [VectorType(3)] public float[]? Features;
    public float[]? Free;
    [KeyType(4)] public uint Group;

    public static Everyday[] Rows { get; } =
    [
        new() { Number = 1.5f, Precise = 0.1, Whole = 7, Flag = true, Text = "red", Features = [1, 2, 3], Free = [1], Group = 1 },
        new() { Number = float.NaN, Precise = -2, Whole = -7, Text = "blue", Features = [0, 0, 6], Free = [], Group = 4 },
        new() { Number = -3, Precise = double.NaN, Flag = true, Text = "", Features = [4, float.NaN, 9], Free = null, Group = 0 },
        new() { Number = 4, Precise = 1e10, Whole = 3, Text = null, Features = [-1, 5, 0], Free = [1, 2, 3, 4], Group = 2 },
        new() { Number = 0, Precise = 3, Whole = 7, Flag = true, Text = "red", Features = [2, 2, 12], Free = [0, 0], Group = 3 },
    ];

    public static IDataView View(MLContext context) => context.Data.LoadFromEnumerable(Rows);
}

/// <summary>A binary label, a real label, a class, a weight and four features.</summary>
internal sealed class Example
{
    public bool Label;
    public float Target;
    public string? Kind;
    public float Weight;
    [VectorType(4)] public float[]? Features;

    /// <summary>Rows from a fixed congruential generator; noisy, so that no trainer separates them.</summary>
    public static Example[] Rows { get; } = Make(200);

    public static IDataView View(MLContext context) => context.Data.LoadFromEnumerable(Rows);

    public static Example[] Make(int count)
    {
        uint state = 12345;
        var rows = new Example[count];
        for (int i = 0; i < count; i++)
        {
            float[] x = [Next(), Next(), Next(), Next()];
            float noise = Next();
            float margin = 1.5f * x[0] - x[1] + 0.5f * x[2] + noise;
            rows[i] = new Example
            {
                Features = x,
                Label = margin > 0.25f,
                Target = 3 * x[0] - 2 * x[1] + 0.5f + 0.25f * noise,
                Kind = margin > 0.6f ? "high" : margin > -0.4f ? "middle" : "low",
                Weight = 0.5f + i % 4,
            };
        }
        return rows;

        float Next()
        {
            state = unchecked(state * 1664525 + 1013904223);
            return (int)(state >> 16) / 32768f - 1;
        }
    }
}
