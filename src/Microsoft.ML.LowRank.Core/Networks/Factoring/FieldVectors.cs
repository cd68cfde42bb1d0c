using Microsoft.ML.LowRank.Autodiff;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>Where the vectors of a categorical field are held in a network, plain or compressed.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Table">The table of its group of fields.</param>
/// <param name="FirstRow">Its first row in that table.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="IsCode">Whether rows are codes, of which vectors are made.</param>
/// <param name="Up">Width × D, what makes a vector of a code; null where rows are vectors, or nobody needs them restored.</param>
/// <param name="Center">What is added to that, one value per column; null with <paramref name="Up"/>.</param>
/// <param name="MayCenter">Whether a constant may be taken out of the rows; not where several rows are summed.</param>
internal sealed record FieldVectors(
    string Name, Parameter Table, int FirstRow, int Rows, bool IsCode, float[]? Up, float[]? Center, bool MayCenter)
{
    /// <summary>Values of a row.</summary>
    public int Width => Table.Tensor.Columns;
}
