using Xunit.Abstractions;

namespace Microsoft.ML.Standin.Tests;

/// <summary>Each recorded answer of ML.NET 5.0.0, given again: by the stand-in reproduced, by the packages confirmed.</summary>
public class ReplayTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Probes()
    {
        var data = new TheoryData<string, string>();
        foreach (Probe probe in Probe.All)
            data.Add(probe.Area, probe.Name);
        return data;
    }

    [Theory]
    [MemberData(nameof(Probes))]
    public void The_recorded_answer_is_given(string area, string name)
    {
        Probe probe = Probe.All.Single(p => p.Area == area && p.Name == name);
        var recorded = Recording.Answer(probe);
        var given = probe.Answer();

        var differences = JsonDifference.Between(recorded, given, probe.Tolerance);
        if (differences.Count > 0)
            output.WriteLine(JsonLayout.Format(given));
        Assert.True(differences.Count == 0, string.Join("\n", differences.Take(20)));
    }

    [Fact]
    public void Every_recorded_answer_has_its_probe()
    {
        var probes = Probe.All.Select(p => p.ToString()).ToHashSet(StringComparer.Ordinal);
        var orphans = Recording.RecordedAreas
            .Where(area => area != StandinSignatureTests.Area)
            .SelectMany(area => Recording.Area(area, () => throw new KeyNotFoundException($"No probes of {area}."))
                .Select(answer => $"{area}/{answer.Key}"))
            .Where(answer => !probes.Contains(answer));
        Assert.Empty(orphans);
    }
}
