namespace Microsoft.ML.LowRank.Compression;

/// <summary>How the basis of a <see cref="LowRankProjection"/> is found.</summary>
public enum LowRankMethod
{
    /// <summary><see cref="Exact"/> up to 4,096 columns, <see cref="Randomized"/> above.</summary>
    Automatic = 0,

    /// <summary>Covariance in one pass over the rows, then its leading eigenvectors.</summary>
    Exact = 1,

    /// <summary>
    /// Block Krylov iteration on random start vectors (Musco and Musco, 2015, https://arxiv.org/abs/1504.05477).
    /// Never forms a columns × columns matrix and never makes a sparse row dense.
    /// </summary>
    Randomized = 2,

    /// <summary>
    /// The columns are first weighted by how much they matter for the target, as Fisher-weighted SVD does for the
    /// rows of a weight matrix (Hsu et al., 2022, https://arxiv.org/abs/2207.00112), then as <see cref="Exact"/>.
    /// </summary>
    FisherWeighted = 3,
}
