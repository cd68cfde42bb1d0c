namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>The rows of a field, or the matrix of a product, as rank rules see them.</summary>
internal sealed class FactorCandidate : IFactorCandidate
{
    private FactorCandidate(string name, IReadOnlyList<double> energies, double total, int largest)
        => (Name, Energies, Total, Largest) = (name, energies, total, largest);

    public string Name { get; }

    public IReadOnlyList<double> Energies { get; }

    public double Total { get; }

    public int Largest { get; }

    public bool IsTable => Table is not null;

    /// <summary>How much the loss is expected to grow when all energy is lost: half the mean square of the gradient times the energy.</summary>
    public double Weight { get; private init; } = 1;

    /// <summary>The field's spectrum, or null.</summary>
    public TableSpectrum? Table { get; private init; }

    /// <summary>The field, or −1.</summary>
    public int Field { get; private init; } = -1;

    /// <summary>The matrix's spectrum, or null.</summary>
    public LayerSpectrum? Layer { get; private init; }

    /// <summary>The product, or null.</summary>
    public TracedProduct? Product { get; private init; }

    private Func<int, long> Size { get; init; } = _ => 0;

    public long Parameters(int rank) => Size(rank);

    public static FactorCandidate Of(FieldVectors field, int index, TableSpectrum spectrum, double gradientSquare)
        => new(field.Name, spectrum.Energies, spectrum.Total, spectrum.Largest)
        {
            Table = spectrum,
            Field = index,
            Weight = WeightOf(gradientSquare, spectrum.Total),
            Size = rank => rank == 0 ? (long)field.Rows * field.Width : ((long)field.Rows + field.Width) * rank + field.Width,
        };

    public static FactorCandidate Of(TracedProduct product, LayerSpectrum spectrum, double gradientSquare)
    {
        long inputs = product.Folded.Columns, outputs = product.Output.Columns;
        return new FactorCandidate(product.Weight, spectrum.Energies, spectrum.Total, spectrum.Largest)
        {
            Layer = spectrum,
            Product = product,
            Weight = WeightOf(gradientSquare * product.Output.RowsPerExample, spectrum.Total),
            Size = rank => rank == 0 ? inputs * outputs : (inputs + outputs) * rank,
        };
    }

    // Where no gradient was seen a matrix still counts for a little.
    private static double WeightOf(double gradientSquare, double total)
        => double.IsFinite(gradientSquare * total) && gradientSquare * total > 0 ? gradientSquare * total / 2 : 1e-12;
}
