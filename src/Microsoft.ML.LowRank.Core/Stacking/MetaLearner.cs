namespace Microsoft.ML.LowRank;

/// <summary>How the predictions of several models become one.</summary>
public enum MetaLearner
{
    /// <summary>
    /// The four stages: models that repeat others are left out, statistics over the rest are added, penalised linear models
    /// are fitted to all of it, and their predictions are blended (Mohammad and Meherab, 2026, arXiv 2602.12469).
    /// </summary>
    Regularized = 0,

    /// <summary>Weights that are not negative and sum to one, by least squares: the Super Learner (van der Laan, Polley and
    /// Hubbard, 2007).</summary>
    NonNegative = 1,

    /// <summary>Greedy selection with replacement (Caruana, Niculescu-Mizil, Crew and Ksikes, 2004), by squared error.</summary>
    EnsembleSelection = 2,

    /// <summary>The mean of all predictions.</summary>
    Average = 3,

    /// <summary>A mean in which a model weighs the more the smaller its error is.</summary>
    InverseErrorAverage = 4,

    /// <summary>The single model with the smallest error.</summary>
    BestSingle = 5,
}

/// <summary>The penalties of the linear meta-models; several are fitted side by side.</summary>
[Flags]
public enum PenaltyKinds
{
    /// <summary>No penalised model: that stage is switched off, and what is left is averaged by inverse error.</summary>
    None = 0,

    /// <summary>Squares of the coefficients.</summary>
    Ridge = 1,

    /// <summary>Magnitudes of the coefficients, so that many are exactly 0.</summary>
    Lasso = 2,

    /// <summary>A mixture of both, in the share that cross-validation chooses.</summary>
    ElasticNet = 4,

    /// <summary>All three.</summary>
    All = Ridge | Lasso | ElasticNet,
}

/// <summary>Which penalty of a path is taken.</summary>
public enum PenaltyChoice
{
    /// <summary>The one with the smallest cross-validated error.</summary>
    Minimum = 0,

    /// <summary>The largest whose error is within one standard error of the smallest: a simpler model that is hardly worse.</summary>
    OneStandardError = 1,
}

/// <summary>How the predictions of the penalised models are blended.</summary>
public enum MetaBlend
{
    /// <summary>Weights proportional to the inverse of the out-of-fold error, to a power.</summary>
    InverseError = 0,

    /// <summary>Weights that are not negative and sum to one, by least squares on out-of-fold predictions.</summary>
    NonNegative = 1,

    /// <summary>No blend: the one with the smallest out-of-fold error.</summary>
    Best = 2,
}

/// <summary>What the penalised models of a classification are fitted to.</summary>
public enum MetaLoss
{
    /// <summary>Logistic loss: probabilities come out calibrated. A few passes over the predictions per penalty.</summary>
    Logistic = 0,

    /// <summary>
    /// Squared error on labels of 0 and 1, then a logistic curve through the out-of-fold predictions: much faster, and
    /// nearly as good where classes are not rare.
    /// </summary>
    Squared = 1,
}
