using System.Globalization;

namespace Microsoft.ML.LowRank.Reports;

public class ReportCultureTests
{
    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("sv-SE")]
    public void The_culture_changes_nothing(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var expected = Written();
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            Assert.NotEqual("-1.5", (-1.5).ToString(CultureInfo.CurrentCulture));
            Assert.Equal(expected, Written());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static (string, string) Written()
    {
        var report = SampleReport.Named("Iıİi -1.5");
        return (report.ToText(), report.ToHtml());
    }
}
