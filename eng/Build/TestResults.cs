using System.Xml;
using System.Xml.Linq;

namespace LowRank.Build;

internal readonly record struct TestCounts(int Passed, int Failed, int Skipped)
{
    public int Total => Passed + Failed + Skipped;

    public override string ToString() => $"{Passed} passed, {Failed} failed, {Skipped} skipped";

    public static TestCounts operator +(TestCounts a, TestCounts b) =>
        new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped);
}

/// <summary>Sums the result files that the test hosts left: one folder per project with one trx file each.</summary>
internal static class TestResults
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>
    /// Counts every test, and names each failed one on <paramref name="log"/>. A project whose host died, or that
    /// left no results, counts as one failure more: a crash never looks like a success.
    /// </summary>
    public static TestCounts Collect(string folder, int exitCode, TextWriter log)
    {
        var counts = default(TestCounts);
        var failures = new List<string>();
        if (Directory.Exists(folder))
        {
            foreach (string project in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
                counts += Project(project, failures);
        }
        if (exitCode != 0 && failures.Count == 0)
            failures.Add($"The test runner ended with exit code {exitCode}, for the reason above.");
        if (failures.Count > 0)
            log.WriteLine("Failed:");
        failures.ForEach(failure => log.WriteLine("  " + failure));
        return counts with { Failed = failures.Count };
    }

    private static TestCounts Project(string folder, List<string> failures)
    {
        string name = Path.GetFileName(folder);
        var counts = default(TestCounts);
        string[] files = Directory.GetFiles(folder, "*.trx", SearchOption.AllDirectories);
        if (files.Length == 0)
            failures.Add($"{name}: its test host left no results.");
        foreach (string file in files)
        {
            try
            {
                counts += Read(XDocument.Load(file), name, failures);
            }
            catch (XmlException e)
            {
                failures.Add($"{name}: its result file is damaged ({e.Message}).");
            }
        }
        return counts;
    }

    private static TestCounts Read(XDocument document, string project, List<string> failures)
    {
        int passed = 0, skipped = 0;
        foreach (var result in document.Descendants(Trx + "UnitTestResult"))
        {
            switch ((string?)result.Attribute("outcome"))
            {
                case "Passed":
                    passed++;
                    break;
                case "NotExecuted":
                    skipped++;
                    break;
                case var outcome:
                    failures.Add($"{project}: {(string?)result.Attribute("testName")} ({outcome})");
                    break;
            }
        }
        // What the host itself reports as an error is no test: a crash, a collector, an assembly that does not load.
        var errors = document.Descendants(Trx + "RunInfo").Where(info => (string?)info.Attribute("outcome") == "Error")
            .Select(info => ((string?)info.Element(Trx + "Text"))?.Trim().Split('\n')[0])
            .Where(text => text?.Contains("[FAIL]", StringComparison.Ordinal) == false);
        failures.AddRange(errors.Select(text => $"{project}: {text}"));
        return new TestCounts(passed, 0, skipped);
    }
}
