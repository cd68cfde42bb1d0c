using System.CommandLine;
using Microsoft.ML.LowRank.Samples.Cli;
using Microsoft.ML.LowRank.Samples.Ctr;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;
using Spectre.Console;

namespace Microsoft.ML.LowRank.Samples.Saving;

/// <summary>
/// What <see cref="SecondProcess"/> runs. It registers nothing and uses no type of this package: that
/// <c>mlContext.Model.Load</c> alone brings the model back is what it shows.
/// </summary>
internal sealed class ScoreSavedVerb : IVerb
{
    public const string Name = "score-saved";
    public const string ModelOption = "--model";
    public const string PredictionsOption = "--predictions";

    /// <summary>Says that the rows are those of the verb ctr.</summary>
    public const string CtrOption = "--for-ctr";

    private const string PackageAssembly = "Microsoft.ML.LowRank";

    private readonly Option<string> _model = new(ModelOption) { Required = true };
    private readonly Option<string> _predictions = new(PredictionsOption) { Required = true };
    private readonly Option<bool> _isCtr = new(CtrOption);
    private readonly DataOptions _data = new();
    private readonly CtrDataOptions _ctrData;
    private readonly IAnsiConsole _console;

    public ScoreSavedVerb(IAnsiConsole console)
    {
        _console = console;
        _ctrData = new CtrDataOptions(_data);
        Command = new CliCommand(Name, "Loads a saved model, scores the test rows and writes the predictions.")
        {
            Hidden = true,
        };
        Command.Options.Add(_model);
        Command.Options.Add(_predictions);
        Command.Options.Add(_isCtr);
        _data.AddTo(Command);
        _ctrData.AddTo(Command);
        Command.SetAction(Run);
    }

    public CliCommand Command { get; }

    private static bool IsPackageLoaded => AppDomain.CurrentDomain.GetAssemblies()
        .Any(assembly => assembly.GetName().Name == PackageAssembly);

    private static IDataView TestRows(Dataset data) => data.View(data.RowsOf(Part.Test));

    private int Run(ParseResult parsed)
    {
        var test = parsed.GetValue(_isCtr) ? _ctrData.Read(parsed).Load().View(Part.Test) : TestRows(_data.Read(parsed).Load());
        bool wasLoaded = IsPackageLoaded;
        var context = new MLContext();
        var model = context.Model.Load(parsed.GetRequiredValue(_model), out _);
        bool broughtIn = !wasLoaded && IsPackageLoaded;
        Predictions.Of(model, test).Write(parsed.GetRequiredValue(_predictions));
        _console.WriteLine(broughtIn
            ? $"{PackageAssembly} was not in the process until the model was loaded."
            : $"{PackageAssembly} was in the process before the model was loaded.");
        return ExitCodes.Success;
    }
}
