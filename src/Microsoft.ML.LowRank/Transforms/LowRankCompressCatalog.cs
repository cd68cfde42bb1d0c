using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Interop;

namespace Microsoft.ML;

/// <summary>Extensions of <see cref="TransformsCatalog"/> that compress feature columns.</summary>
public static class LowRankCompressCatalog
{
    /// <summary>
    /// Creates a <see cref="LowRankCompressEstimator"/>, which maps a vector column to the few directions that hold most
    /// of its variance.
    /// </summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">Name of the new column: a vector of <see cref="float"/> with slot names.</param>
    /// <param name="inputColumnName">
    /// Name of the column to compress: a vector of <see cref="float"/> of fixed size, dense or sparse. Null means
    /// <paramref name="outputColumnName"/>, which is then replaced.
    /// </param>
    /// <param name="rank">
    /// Most directions to keep. Where the column has fewer values, or the data fewer rows, as many are kept as there are.
    /// </param>
    /// <exception cref="ArgumentException">A name is empty or <paramref name="rank"/> is below 1.</exception>
    public static LowRankCompressEstimator LowRankCompress(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        int rank = LowRankCompressEstimator.Options.DefaultRank)
        => LowRankCompress(catalog, [new InputOutputColumnPair(outputColumnName, inputColumnName)], rank);

    /// <summary>
    /// Creates a <see cref="LowRankCompressEstimator"/> for several columns, each of which gets its own directions.
    /// </summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="columns">Pairs of new column and column to compress.</param>
    /// <param name="rank">Most directions to keep of each column.</param>
    /// <exception cref="ArgumentException">There is no pair, a name is empty or <paramref name="rank"/> is below 1.</exception>
    public static LowRankCompressEstimator LowRankCompress(
        this TransformsCatalog catalog,
        InputOutputColumnPair[] columns,
        int rank = LowRankCompressEstimator.Options.DefaultRank)
    {
        var options = new LowRankCompressEstimator.Options { Columns = columns };
        options.SetCeiling(rank);
        return LowRankCompress(catalog, options);
    }

    /// <summary>Creates a <see cref="LowRankCompressEstimator"/> with every choice in the caller's hands.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="options">What to compress and how. Read now: later changes have no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every reason.</exception>
    public static LowRankCompressEstimator LowRankCompress(
        this TransformsCatalog catalog, LowRankCompressEstimator.Options options)
    {
        var environment = CatalogEnvironment.GetEnvironment(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new LowRankCompressEstimator(environment, options);
    }
}
