using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>A set of real data, how it is read, and with which numbers networks are trained on it.</summary>
/// <param name="Set">Its name, its file and its label.</param>
/// <param name="Read">Reads it from the folder of the sets.</param>
/// <param name="Settings">The numbers.</param>
internal sealed record CtrSet(QualitySet Set, Func<string, CtrTable> Read, CtrSettings Settings);

/// <summary>The sets, in the order of the tables.</summary>
internal static class CtrSets
{
    public static IReadOnlyList<CtrSet> All { get; } =
    [
        new(new("adult", "adult/adult-train.csv.gz", "income", LearningTask.Binary), AdultFiles.Read, CtrSettings.Adult),
        new(new("bank", "bank_marketing/bank.csv.gz", "deposit", LearningTask.Binary), BankFile.Read, CtrSettings.Bank),
        new(new("movielens", "movielens_latest_small/ratings.csv.gz", "rating of 4 or more", LearningTask.Binary),
            MovieLensFiles.Read, CtrSettings.MovieLens),
    ];

    public static IReadOnlyList<QualitySet> Sets { get; } = [.. All.Select(set => set.Set)];

    public static CtrSet Of(QualitySet set) => All.First(own => own.Set == set);
}
