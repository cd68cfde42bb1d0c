using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>What the trainers of networks share: the seed, and a fit from its checks to its report.</summary>
/// <param name="environment">Asked whether the fit is to stop.</param>
/// <param name="host">The trainer's own.</param>
/// <param name="options">A copy that nobody changes.</param>
/// <param name="task">What is predicted.</param>
internal sealed class NetworkEstimator(IHostEnvironment environment, IHost host, NetworkTrainingOptions options, PredictionTask task)
{
    private readonly int _seed = options.Seed ?? host.Rand.Next();

    public PredictionTask Task => task;

    /// <summary>Fits a network, and tells the log and the caller's progress of it.</summary>
    public Fitted Fit(IDataView trainData, IDataView? validationData, CtrArchitecture architecture,
        (NetworkModelParameters Model, IReadOnlyList<InputColumn> Columns)? earlier, Func<FeatureEncoder, Network, OutputScale, MetricDecision?, NetworkModelParameters> make)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        NetworkSchema.RequireUsable(trainData.Schema, options, task);
        if (validationData is not null)
            NetworkSchema.RequireAlike(trainData.Schema, validationData.Schema, options, task);
        options.CancellationToken.ThrowIfCancellationRequested();
        using var channel = host.Start("Fit");
        var reporter = new FitReporter(channel, options.Progress, trainData.GetRowCount());
        var fit = new NetworkFit(options, task, _seed, reporter, new FitStop(environment, options));
        var result = fit.Run(trainData, validationData, architecture, earlier, make);
        return new Fitted(result, NetworkTrainingReport.Of(result, reporter));
    }

    /// <summary>The schema of what a fitted network makes.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return NetworkSchema.Promise(inputSchema, options, task);
    }

    /// <summary>What a fit gave.</summary>
    public sealed record Fitted(NetworkFit.Result Result, NetworkTrainingReport Report);
}
