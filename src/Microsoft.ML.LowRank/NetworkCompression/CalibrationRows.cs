using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Scoring;

namespace Microsoft.ML.LowRank.NetworkCompression;

/// <summary>Reads the rows that a network is compressed with as its training read those that it was trained on.</summary>
/// <param name="model">The network, which says how values are encoded and labels are scaled.</param>
/// <param name="columns">The columns that it reads.</param>
/// <param name="classes">What its outputs stand for where there are several classes.</param>
/// <param name="options">Which columns hold label and weight, and which rows judge.</param>
internal sealed class CalibrationRows(
    NetworkModelParameters model, IReadOnlyList<InputColumn> columns, ClassKeys? classes, NetworkCompressionOptions options)
{
    private readonly LabelSettings _settings = LabelSettings.Of(options);

    /// <summary>Rows that were left out because label or weight was missing.</summary>
    public long SkippedCount { get; private set; }

    /// <param name="data">The rows.</param>
    /// <param name="validation">Rows that judge, or null to take a part of the others.</param>
    /// <param name="seed">Decides which.</param>
    /// <param name="advance">Called now and then with the number of rows that were read.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type than in training.</exception>
    /// <exception cref="InvalidOperationException">There is nothing in the rows to learn from.</exception>
    public EncodedRows Read(IDataView data, IDataView? validation, ulong seed, Action<long> advance)
    {
        var rows = Open(data);
        var judging = validation is null ? null : Open(validation);
        var encoded = new EncodedRows(model.Encoder, model.Scale, options.CacheMemory, options.CacheFolder);
        try
        {
            encoded.Add(rows, validation is null ? EncodedRows.Part(seed, options.ValidationFraction) : null, advance);
            rows.Require();
            if (judging is not null)
                encoded.AddJudging(judging, advance);
            encoded.Complete();
            SkippedCount = rows.SkippedCount + (judging?.SkippedCount ?? 0);
            return encoded;
        }
        catch
        {
            encoded.Dispose();
            throw;
        }
    }

    private LabelledRows Open(IDataView data)
    {
        NetworkSchema.RequireLabel(SchemaShape.Create(data.Schema), _settings, model.Task);
        if (model.Task == PredictionTask.MulticlassClassification)
            RequireClasses(data.Schema[_settings.Label]);
        return new LabelledRows(data, _settings, model.Task, columns);
    }

    /// <summary>Keys of another mapping would be other classes.</summary>
    private void RequireClasses(DataViewSchema.Column label)
    {
        var found = ClassKeys.Of(label);
        if (found.Count != model.ScoreCount)
            throw ColumnTypes.Mismatch(label.Name, "label", $"{model.ScoreCount} classes, as when the network was trained", $"{found.Count}");
        if (classes?.Values is not { } expected || found.Values is null)
            return;
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i] != found.Values[i])
                throw ColumnTypes.Mismatch(label.Name, "label", $"'{expected[i]}' as class {i + 1}, as when the network was trained", $"'{found.Values[i]}'");
        }
    }
}
