using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>Whether a user gives a film four stars or more: user, film, the film's genres (the mean of their vectors) and its year.</summary>
internal static class MovieLensFiles
{
    public static CtrTable Read(string folder)
    {
        var ratings = DelimitedFile.Read(Path.Combine(folder, "movielens_latest_small", "ratings.csv.gz"), HeaderRule.Yes);
        var films = DelimitedFile.Read(Path.Combine(folder, "movielens_latest_small", "movies.csv.gz"), HeaderRule.Yes);
        string[] names = CtrFields.Texts(films.Find("movieId", "the film"));
        string[][] genres = [.. CtrFields.Texts(films.Find("genres", "genres")).Select(text =>
            text.Split('|', StringSplitOptions.RemoveEmptyEntries).Where(genre => genre != "(no genres listed)").ToArray())];
        float[] years = TypeInference.ToNumbers(films.Find("year", "the year"));
        var placeOf = names.Index().ToDictionary(film => film.Item, film => film.Index);
        string[] rated = CtrFields.Texts(ratings.Find("movieId", "the film"));
        var bag = CtrFields.Category("genres") with { IsMultiValued = true, Pooling = CategoryPooling.Mean };
        return new CtrTable(
            [
                new TextColumn(CtrFields.Category("user"), CtrFields.Texts(ratings.Find("userId", "the user"))),
                new TextColumn(CtrFields.Category("film"), rated),
                new BagColumn(bag, [.. rated.Select(film => genres[placeOf[film]])]),
                // One field in these comparisons stays a number; all other numbers are binned.
                new ValueColumn(CtrFields.Number("year", NumericEncoding.Standardized), [.. rated.Select(film => years[placeOf[film]])]),
            ],
            [.. TypeInference.ToNumbers(ratings.Find("rating", "the rating")).Select(rating => rating >= 4)],
            [.. Enumerable.Range(0, ratings.RowCount).Select(row => RowSplit.Of(row))]);
    }
}
