using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>Columns of a file as fields, encoded as the trainer does by default unless said otherwise.</summary>
internal static class CtrFields
{
    // Single values tell nothing of themselves; together they train the vector of values not seen.
    private const int LeastCount = 2;

    public static FeatureField Category(string name) => new(name, FieldKind.Category) { MinimumCount = LeastCount };

    public static FeatureField Number(string name, NumericEncoding encoding) =>
        new(name, FieldKind.Number) { Encoding = encoding, MinimumCount = LeastCount };

    public static TextColumn Text(RawColumn column) => new(Category(column.Name), Texts(column));

    public static ValueColumn Value(RawColumn column, NumericEncoding encoding = NumericEncoding.QuantileBins) =>
        new(Number(column.Name, encoding), TypeInference.ToNumbers(column));

    public static string[] Texts(RawColumn column) => [.. column.Codes.Select(code => code < 0 ? "" : column.Values[code])];
}
