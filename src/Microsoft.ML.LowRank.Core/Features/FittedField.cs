namespace Microsoft.ML.LowRank.Features;

/// <summary>What is known of a field after training rows were seen, and the local rows of its values.</summary>
internal sealed record FittedField(FeatureField Field, Fingerprinter Hashing)
{
    /// <summary>Local row of a row without a value.</summary>
    public const int MissingRow = 0;

    /// <summary>Local row of a value that is not known.</summary>
    public const int UnknownRow = 1;

    /// <summary>Local row of the first value.</summary>
    public const int FirstRow = 2;

    /// <summary>The known values; null where there is none.</summary>
    public Vocabulary? Vocabulary { get; init; } = Field.HasVocabulary ? Vocabulary.Empty : null;

    /// <summary>Their texts, when they are kept.</summary>
    public VocabularyTexts? Texts { get; init; }

    /// <summary>Where bins begin, but for the first.</summary>
    public float[] Edges { get; init; } = [];

    /// <summary>Mean of a standardised number.</summary>
    public double Mean { get; init; }

    /// <summary>Standard deviation of a standardised number.</summary>
    public double Deviation { get; init; }

    /// <summary>Whether training rows lacked a standardised number; then a further number says so.</summary>
    public bool HasMissing { get; init; }

    /// <summary>Rows of the embedding table.</summary>
    public int Rows => Field.Kind switch
    {
        FieldKind.SparseVector => Field.SlotCount,
        FieldKind.Category when Field.HashBits > 0 => FirstRow + (1 << Field.HashBits),
        FieldKind.Number when Field.Encoding == NumericEncoding.Standardized => 0,
        FieldKind.Number when Field.Encoding == NumericEncoding.QuantileBins => FirstRow + Edges.Length + 1,
        _ => checked(FirstRow + Vocabulary!.Count),
    };

    /// <summary>Local row of a category's value.</summary>
    public int RowOf(ulong fingerprint) => Vocabulary is null
        ? FirstRow + (int)(fingerprint >> (64 - Field.HashBits))
        : RowAt(Vocabulary.IndexOf(fingerprint));

    /// <summary>Local row of a place in the vocabulary, or of none (−1).</summary>
    public static int RowAt(int index) => index >= 0 ? FirstRow + index : UnknownRow;

    /// <summary>Local row of a number that is binned or looked up.</summary>
    /// <param name="value">Not NaN.</param>
    public int RowOf(float value) => Vocabulary is null
        ? FirstRow + NumericCodes.Bin(Edges, value)
        : RowOf(CodeOf(value, out _));

    /// <summary>Fingerprint of the code that stands for a number.</summary>
    public ulong CodeOf(float value, out uint check) =>
        Hashing.Integer((ulong)NumericCodes.LogarithmSquare(value), out check);

    /// <summary>A finite number, standardised; 0 when all training rows had the same.</summary>
    public float Standardize(float value) => Deviation > 0
        ? (float)Math.Clamp((value - Mean) / Deviation, float.MinValue, float.MaxValue)
        : 0;
}
