using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.NetworkCompression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Extension of <see cref="ModelOperationsCatalog"/> that makes the networks of a fitted model smaller.</summary>
public static class NetworkCompressionCatalog
{
    /// <summary>
    /// Compresses every network of a fitted model, after it was trained: vectors of categories become short codes, matrices of layers
    /// products of thin ones, and both are trained for a few epochs on labels and on what the original answers.
    /// </summary>
    /// <remarks>
    /// <format type="text/markdown"><![CDATA[
    /// The model is what `Ctr` or `NeuralNetwork` fitted, a chain with such steps, also nested, or a stack whose base learners have them
    /// (each of their models is compressed, those of the folds too). The original stays as it is and may be used on; steps that are no
    /// networks are the same objects in both models.
    ///
    /// Directions that carry what a layer gives are found on the calibration rows, which should be rows like those of training, best of
    /// all these themselves: see [NetworkCompressionOptions](xref:Microsoft.ML.LowRank.NetworkCompressionOptions) for how ranks are
    /// chosen. A part of the rows, chosen by a hash of the position, judges and is trained on by nothing; with the seed and the rows of
    /// the training these are the rows that judged there. The report says what each stage did on them, and what training longer would
    /// have done for the original.
    /// ]]></format>
    /// </remarks>
    /// <param name="catalog">The model operations of an <see cref="MLContext"/>.</param>
    /// <param name="model">A fitted model.</param>
    /// <param name="calibrationData">Rows as the model takes them, with label, and weight if one is named.</param>
    /// <param name="options">How; null for a quarter of parameters and bytes. Read now: later changes have no effect.</param>
    /// <param name="validationData">Rows that judge, or null to take a part of the calibration rows.</param>
    /// <exception cref="ArgumentException">The options cannot be used, or the model has no network; the message says what there is.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or of another type than in training.</exception>
    /// <exception cref="InvalidOperationException">
    /// The rows cannot be used, or are too few for the rank; nothing is as small as the rank rule asks for; or the network holds numbers
    /// that are not finite.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled before there was a compressed network, or it shall throw.</exception>
    public static NetworkCompressionResult LowRankCompress(
        this ModelOperationsCatalog catalog,
        ITransformer model,
        IDataView calibrationData,
        NetworkCompressionOptions? options = null,
        IDataView? validationData = null)
    {
        var environment = CatalogEnvironment.GetEnvironment(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(calibrationData);
        options = options?.Copy() ?? new NetworkCompressionOptions();
        options.ThrowIfInvalid("LowRankCompress");
        int networks = ModelParts.CountNetworks(model);
        options.CancellationToken.ThrowIfCancellationRequested();
        var host = environment.Register("LowRankCompress");
        using var channel = host.Start("Compress");
        var reporter = new FitReporter(channel, options.Progress, calibrationData.GetRowCount());
        return new ModelCompressor(environment, options, options.Seed ?? host.Rand.Next(), reporter, networks).Run(model, calibrationData, validationData);
    }
}
