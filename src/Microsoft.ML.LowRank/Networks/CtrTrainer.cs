using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank;

/// <summary>Click-through-rate models: factorisation machines and deep networks over columns of categories and numbers.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use `Ctr` of the binary trainers.
///
/// ### Input and Output Columns
/// Inputs are columns as they are: text, key, integer, Boolean and floating-point, alone or in vectors. The label is Boolean.
/// Outputs are `PredictedLabel`, `Score` (the log-odds) and `Probability`.
///
/// ### Trainer Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Binary classification |
/// | Is normalization required? | No: vocabularies, bins and scales are fitted inside |
/// | Is caching required? | No: two passes over the input, epochs read an encoded cache |
/// | Native library | None |
/// | Exportable to ONNX | No, planned |
///
/// ### What is computed
/// Every value of a categorical field has a vector of `EmbeddingDimension` values, which is learned; numbers are binned (each bin
/// is a category) or scale a vector of their field. The architecture makes log-odds of the vectors; the log loss plus
/// $\frac{\lambda}{2} \sum \|e\|^2$ over the vectors in the batch is minimised by Adam in mini-batches. A part of the rows judges
/// every epoch: the learning rate falls when it was not better, training ends after some of these, and the best weights are kept.
/// Values never seen in training have a vector of their own, and so have missing values.
/// ]]></format>
/// </remarks>
public sealed partial class CtrTrainer : IEstimator<CtrTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;
    private readonly NetworkEstimator _estimator;

    internal CtrTrainer(IHostEnvironment env, Options options)
    {
        options.ThrowIfInvalid("Ctr");
        _host = env.Register(CtrTransformer.LoaderSignature);
        _options = options.Copy();
        _estimator = new NetworkEstimator(env, _host, _options, PredictionTask.BinaryClassification);
    }

    /// <summary>Trains a model; a part of the rows judges every epoch.</summary>
    /// <param name="input">The training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The rows cannot be used; the message names the place.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled and there is nothing to return, or it shall throw.</exception>
    public CtrTransformer Fit(IDataView input) => Fit(input, null);

    /// <summary>Trains a model, with rows of their own to judge every epoch, and from where an earlier model ended.</summary>
    /// <param name="trainData">The training rows.</param>
    /// <param name="validationData">Rows that judge every epoch, or null to take a part of the training rows.</param>
    /// <param name="earlier">
    /// A model of the same architecture to go on from, or null. Its columns and encoding are taken over; values that are new get
    /// vectors of their own. Of a compressed model the codes and factors are gone on from.
    /// </param>
    /// <exception cref="ArgumentException">The earlier model has another architecture.</exception>
    /// <inheritdoc cref="Fit(IDataView)" path="/exception"/>
    public CtrTransformer Fit(IDataView trainData, IDataView? validationData, CtrTransformer? earlier = null)
    {
        var (result, report) = _estimator.Fit(
            trainData, validationData, _options.Architecture, earlier is null ? null : (earlier.Model, earlier.Columns),
            (encoder, network, _, decision) => new CtrModelParameters(encoder, network) { Decision = decision });
        return new CtrTransformer(_host, (CtrModelParameters)result.Model, result.Columns) { Report = report };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _estimator.GetOutputSchema(inputSchema);
}
