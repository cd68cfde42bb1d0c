namespace Microsoft.ML.LowRank;

/// <summary>What became of a field's rows or of a layer's matrix when a network was compressed.</summary>
public sealed record CompressedMatrix
{
    /// <summary>The field, or the name of the matrix in the model file.</summary>
    public required string Name { get; init; }

    /// <summary>Whether rows are looked up by ids.</summary>
    public bool IsTable { get; init; }

    /// <summary>Rows: inputs of a layer, or rows of a field.</summary>
    public int Rows { get; init; }

    /// <summary>Columns: outputs of a layer, or values of a vector.</summary>
    public int Columns { get; init; }

    /// <summary>The rank that was kept; 0 where the matrix was left alone.</summary>
    public int Rank { get; init; }

    /// <summary>Share of the energy that the kept directions hold; 1 where the matrix was left alone.</summary>
    public double EnergyKept { get; init; } = 1;

    /// <summary>
    /// E‖y − ŷ‖² / E‖y − E y‖² of what the layer gives, or of the vectors that are looked up, on calibration rows and before any training.
    /// </summary>
    public double RelativeError { get; init; }

    /// <summary>Parameters before; of a layer that reads fields as many as it had for their whole vectors.</summary>
    public long ParametersBefore { get; init; }

    /// <summary>Parameters after.</summary>
    public long ParametersAfter { get; init; }

    /// <summary>Why it was left alone; null where it was not.</summary>
    public string? Reason { get; init; }

    /// <summary>The energy of every direction, descending; empty where it was not looked at.</summary>
    public IReadOnlyList<double> Spectrum { get; init; } = [];
}
