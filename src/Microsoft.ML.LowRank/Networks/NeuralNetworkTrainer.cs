using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank;

/// <summary>A multilayer perceptron over numbers, categories, or both: for a number, two classes or several.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use `NeuralNetwork` of the regression, binary or multiclass trainers.
///
/// ### Input and Output Columns
/// Inputs are a vector of numbers, or columns as they are: text, key, integer, Boolean and floating-point, alone or in vectors.
/// The label is <xref:System.Single>, Boolean or a key. Outputs are those of ML.NET's trainers of the task; the `Score` of several
/// classes holds their probabilities.
///
/// ### Trainer Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Regression, binary and multiclass classification |
/// | Is normalization required? | No: numbers are standardised inside, and so are the labels of a regression |
/// | Is caching required? | No: two passes over the input, epochs read an encoded cache |
/// | Native library | None |
/// | Exportable to ONNX | No, planned |
///
/// ### What is computed
/// Layers $x_{l+1} = \sigma(W_l x_l + b_l)$ over the numbers and a learned vector of `EmbeddingDimension` values per category, and a
/// linear output. The squared, logistic or softmax loss is minimised by Adam in mini-batches. A part of the rows judges every
/// epoch: the learning rate falls when it was not better, training ends after some of these, and the best weights are kept.
/// ]]></format>
/// </remarks>
public sealed partial class NeuralNetworkTrainer : IEstimator<NeuralNetworkTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;
    private readonly NetworkEstimator _estimator;

    internal NeuralNetworkTrainer(IHostEnvironment env, PredictionTask task, Options options)
    {
        options.ThrowIfInvalid("NeuralNetwork", problems => options.ValidateTask(problems, task));
        _host = env.Register(NeuralNetworkTransformer.LoaderSignature);
        _options = options.Copy();
        _estimator = new NetworkEstimator(env, _host, _options, task);
    }

    /// <summary>Trains a network; a part of the rows judges every epoch.</summary>
    /// <param name="input">The training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The rows cannot be used; the message names the place.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled and there is nothing to return, or it shall throw.</exception>
    public NeuralNetworkTransformer Fit(IDataView input) => Fit(input, null);

    /// <summary>Trains a network, with rows of their own to judge every epoch, and from where an earlier one ended.</summary>
    /// <param name="trainData">The training rows.</param>
    /// <param name="validationData">Rows that judge every epoch, or null to take a part of the training rows.</param>
    /// <param name="earlier">
    /// A network of the same layers and task to go on from, or null. Its columns and encoding are taken over; categories that are
    /// new get vectors of their own. Of a compressed network the codes and factors are gone on from.
    /// </param>
    /// <exception cref="ArgumentException">The earlier network is of another task or has other layers or classes.</exception>
    /// <inheritdoc cref="Fit(IDataView)" path="/exception"/>
    public NeuralNetworkTransformer Fit(IDataView trainData, IDataView? validationData, NeuralNetworkTransformer? earlier = null)
    {
        if (earlier is not null && earlier.Model.Task != _estimator.Task)
            throw new ArgumentException($"The network to go on from is for {earlier.Model.Task}, not for {_estimator.Task}.", nameof(earlier));
        var (result, report) = _estimator.Fit(
            trainData, validationData, _options.Network, earlier is null ? null : (earlier.Model, earlier.Columns),
            (encoder, network, scale, decision) => new NeuralNetworkModelParameters(encoder, network, _estimator.Task, scale) { Decision = decision });
        var classes = _estimator.Task == PredictionTask.MulticlassClassification
            ? ClassKeys.Of(trainData.Schema[_options.LabelColumnName]) : null;
        return new NeuralNetworkTransformer(_host, (NeuralNetworkModelParameters)result.Model, result.Columns, classes) { Report = report };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _estimator.GetOutputSchema(inputSchema);
}
