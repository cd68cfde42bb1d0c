using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Samples.Tables;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>The rows of a set as networks see them.</summary>
internal interface IEncodedRows : IDisposable
{
    /// <summary>Rows of all parts.</summary>
    int RowCount { get; }

    FeatureEncoder Encoder { get; }

    RowCache this[Part part] { get; }
}
