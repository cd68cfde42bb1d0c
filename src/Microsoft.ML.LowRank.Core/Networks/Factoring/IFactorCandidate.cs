namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>A matrix that may be factored, as rank rules see it.</summary>
internal interface IFactorCandidate
{
    /// <summary>What messages call it.</summary>
    string Name { get; }

    /// <summary>The energy that every direction holds, descending.</summary>
    IReadOnlyList<double> Energies { get; }

    /// <summary>The sum of all energies; 0 for a matrix that any rank restores.</summary>
    double Total { get; }

    /// <summary>The largest rank, at least 1.</summary>
    int Largest { get; }

    /// <summary>Whether it is an embedding table and not a layer.</summary>
    bool IsTable { get; }

    /// <summary>What its relative loss is multiplied by where matrices are weighed against each other.</summary>
    double Weight => 1;

    /// <summary>Parameters of the matrix alone: as it is at rank 0, else of its factors.</summary>
    long Parameters(int rank);
}
