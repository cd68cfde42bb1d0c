using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// What the rows of a part of an embedding table lose at every rank, and their projection: principal components of rows
/// that count as often as they are looked up, or, not centred, the plain singular vectors.
/// </summary>
/// <remarks>
/// The covariance is exact whatever the width: for as many directions as compression wants, passes of a randomised
/// method over the rows would cost as much. A range of fewer rows than columns is decomposed through its rows.
/// </remarks>
internal sealed class TableSpectrum
{
    /// <summary>Up to this width a decomposition of columns is cheaper than to ask which side is the smaller.</summary>
    private const int SmallWidth = 64;

    private readonly MatrixSpectrum _spectrum;

    private TableSpectrum(MatrixSpectrum spectrum, double[] mean, int rows, bool isCentered)
    {
        _spectrum = spectrum;
        Mean = mean;
        Largest = Math.Max(1, Math.Min(mean.Length, isCentered ? rows - 1 : rows));
        Energies = spectrum.Values[..Math.Min(Largest, spectrum.Values.Length)];
        Total = Energies.Sum();
    }

    /// <summary>Mean square along every direction, descending; at rank k the sum from k on is lost.</summary>
    public double[] Energies { get; }

    public double Total { get; }

    /// <summary>The rank at which rows that count are as they were.</summary>
    public int Largest { get; }

    /// <summary>Columns of the table.</summary>
    public int Columns => Mean.Length;

    /// <summary>What is subtracted from every row: the weighted mean, or zeros.</summary>
    public double[] Mean { get; }

    /// <param name="name">What errors call the rows.</param>
    /// <param name="table">The table; read in pieces.</param>
    /// <param name="firstRow">First row of the part.</param>
    /// <param name="rows">Rows of the part, at least 1.</param>
    /// <param name="weights">How much rows count; where none does, all count alike.</param>
    /// <param name="isCentered">Whether directions are taken around the mean.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <exception cref="InvalidOperationException">A number of the table is not finite.</exception>
    public static TableSpectrum Of(
        string name, CpuTensor table, int firstRow, int rows, RowWeights weights, bool isCentered = true, int threads = 1)
    {
        var part = new TableRows(name, table, firstRow, rows, weights);
        int columns = table.Columns;
        if (columns > SmallWidth && rows < columns)
        {
            var (values, mean) = part.Scaled(isCentered);
            return new TableSpectrum(MatrixSpectrum.OfRows(values, rows, columns, threads), mean, rows, isCentered);
        }
        var sums = part.Sum(isCentered, threads);
        return new TableSpectrum(
            MatrixSpectrum.OfSymmetric(sums.Covariance(isCentered), columns, threads),
            isCentered ? sums.Mean() : new double[columns], rows, isCentered);
    }

    /// <summary>Columns × columns: the weighted mean of (e − mean)(e − mean)ᵀ.</summary>
    public double[] Covariance() => _spectrum.Matrix();

    /// <summary>The projection at a rank from 1 to <see cref="Largest"/>.</summary>
    public TableProjection Project(int rank)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rank, Largest);
        return new TableProjection(
            Array.ConvertAll(_spectrum.Vectors(rank).ToArray(), v => (float)v), Array.ConvertAll(Mean, v => (float)v));
    }
}
