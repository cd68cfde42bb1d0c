using Microsoft.ML.LowRank.Quality.Harness;

namespace Microsoft.ML.LowRank.Quality.Ctr.Compression;

/// <summary>What is noted of a network that was compressed, by name.</summary>
internal sealed class CompressionValues
{
    public const string Original = "original";
    public const string Compressed = "compressed";
    public const string FineTuned = "fine-tuned";
    public const string Control = "control";
    public const string Calibration = "Σp/Σy";
    public const string Parameters = "parameters";
    public const string Bytes = "bytes";
    public const string Microseconds = "µs per row";
    public const string Epochs = "epochs";

    /// <summary>The networks that are judged: as it was, made smaller, trained, and the original trained as long.</summary>
    public static IReadOnlyList<string> Networks { get; } = [Original, Compressed, FineTuned, Control];

    private readonly Dictionary<string, double> _values = [];

    public IReadOnlyDictionary<string, double> All => _values;

    public double this[string network, string what] => _values[Name(network, what)];

    public static string Name(string network, string what) => $"{network}: {what}";

    public void Add(string network, JudgedScores scores)
    {
        Add(network, Scores.Auc, scores.Auc);
        Add(network, Scores.LogLoss, scores.LogLoss);
        Add(network, Calibration, scores.Calibration);
    }

    /// <summary>What is not finite has no place in a log.</summary>
    public void Add(string network, string what, double value)
    {
        if (double.IsFinite(value))
            _values[Name(network, what)] = value;
    }
}
