using Microsoft.ML.LowRank.Quality.Sets;

namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>Several methods, judged on the same rows of real data that none of them has seen.</summary>
internal interface IComparison
{
    /// <summary>The word that asks for it on the command line, and the name of its folder of results.</summary>
    string Name { get; }

    /// <summary>The title of its section.</summary>
    string Title { get; }

    /// <summary>The page under docs that holds the section.</summary>
    string PageName { get; }

    IReadOnlyList<QualitySet> Sets { get; }

    /// <summary>Seeds that its page is of.</summary>
    int Seeds { get; }

    /// <summary>What is compared on a set with a seed. Methods whose outcome is in the log are not run again.</summary>
    IReadOnlyList<string> MethodsFor(QualitySet set, int seed);

    /// <summary>About how many seconds one seed of a set takes on two processors that do nothing else.</summary>
    double SecondsFor(QualitySet set, int seed);

    /// <summary>Runs the given methods and hands out each outcome as soon as there is one.</summary>
    IEnumerable<Outcome> Run(Trial trial, IReadOnlyList<string> methods);

    /// <summary>The section's body in Markdown.</summary>
    string Page(IReadOnlyList<Outcome> outcomes);
}
