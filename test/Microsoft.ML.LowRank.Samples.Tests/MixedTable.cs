using System.Globalization;
using System.Text;

namespace Microsoft.ML.LowRank.Samples.Tests;

internal static class MixedTable
{
    private const int Rows = 400;

    /// <summary>Numbers with gaps, a category, and three columns that can be labels.</summary>
    public static string Csv()
    {
        var random = new Random(7);
        var text = new StringBuilder("a,b,c,d,colour,kind,group,amount\n");
        for (int i = 0; i < Rows; i++)
        {
            double a = random.NextDouble() - 0.5, b = random.NextDouble() - 0.5;
            string gap = random.Next(10) == 0 ? "" : b.ToString("F4", CultureInfo.InvariantCulture);
            string colour = "red green blue".Split(' ')[random.Next(3)];
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{a:F4},{gap},{a + b:F4},{a - b:F4},{colour},{(a > 0.1 * b ? "yes" : "no")},{(a > 0 ? "p" : b > 0 ? "q" : "r")},{a + 2 * b:F4}");
        }
        return text.ToString();
    }
}
