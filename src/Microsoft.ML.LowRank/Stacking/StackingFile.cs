using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.LowRank.Persistence;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.LowRank.Serialization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Writes and reads a fitted meta-learner with what it needs of ML.NET: one model file of ours with names and numbers, and
/// beside it, written by ML.NET, the models of the base learners where there are any.
/// </summary>
internal static partial class StackingFile
{
    public static void Save(ModelSaveContext ctx, string kind, StackingModel model, ClassKeys? classes,
        string?[] columnNames, IReadOnlyList<FittedLearner> learners)
    {
        using var numbers = new MemoryStream();
        model.Save(numbers);
        var manifest = new Manifest(columnNames, classes, [.. learners.Select(learner => new Learner(learner.Index, learner.Models.Length))]);
        EmbeddedModelFile.Write(ctx, new ModelFile(kind, JsonSerializer.Serialize(manifest, ManifestContext.Default.Manifest),
            new Dictionary<string, ModelTensor> { ["model"] = ModelTensor.Of(numbers.ToArray(), numbers.Length) }));
        foreach (var learner in learners)
        {
            foreach (var (fold, part) in learner.Models.Index())
                ctx.SaveModel(part, FolderOf(learner.Index, fold));
        }
    }

    /// <exception cref="InvalidDataException">The stream does not hold an intact file of this kind.</exception>
    public static (StackingModel Model, ClassKeys? Classes, string?[] ColumnNames, FittedLearner[] Learners) Load(
        IHostEnvironment env, ModelLoadContext ctx, string kind, int columnCount)
    {
        var file = EmbeddedModelFile.Read(ctx, kind);
        Manifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(file.Manifest, ManifestContext.Default.Manifest);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The manifest of the saved {kind} is damaged: {e.Message}", e);
        }
        if (manifest?.Learners == null || manifest.ColumnNames?.Length != columnCount || !file.Tensors.TryGetValue("model", out var tensor))
            throw new InvalidDataException($"The saved {kind} lacks a part; it is damaged.");
        using var numbers = new MemoryStream(tensor.Bytes.ToArray());
        var model = StackingModel.Load(numbers);
        Check(manifest, model, kind);
        var learners = Array.ConvertAll(manifest.Learners, learner => new FittedLearner(learner.Index, model.LearnerNames[learner.Index],
            [.. Enumerable.Range(0, learner.Models).Select(fold => LoadPart(env, ctx, FolderOf(learner.Index, fold)))]));
        return (model, manifest.Classes, manifest.ColumnNames, learners);
    }

    private static void Check(Manifest manifest, StackingModel model, string kind)
    {
        bool hasClasses = model.Task == PredictionTask.MulticlassClassification;
        bool sound = (manifest.Classes != null) == hasClasses
            && (manifest.Classes == null || (manifest.Classes.IsSound && manifest.Classes.Count == model.ClassCount))
            && manifest.Learners.All(l => l != null && l.Index >= 0 && l.Index < model.LearnerNames.Count && l.Models is > 0 and < 10_000)
            && manifest.Learners.DistinctBy(l => l.Index).Count() == manifest.Learners.Length
            && string.IsNullOrEmpty(manifest.ColumnNames[^1]) == (model.PassthroughCount == 0);
        if (!sound)
            throw new InvalidDataException($"The manifest of the saved {kind} contradicts its numbers; the model is damaged.");
    }

    private static ITransformer LoadPart(IHostEnvironment env, ModelLoadContext ctx, string folder)
    {
        ctx.LoadModel<ITransformer, SignatureLoadModel>(env, out var part, folder);
        return part;
    }

    private static string FolderOf(int learner, int fold)
        => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Learner_{learner:000}_{fold:000}");

    internal sealed record Learner(int Index, int Models);

    internal sealed record Manifest(string?[] ColumnNames, ClassKeys? Classes, Learner[] Learners);

    [JsonSerializable(typeof(Manifest))]
    private sealed partial class ManifestContext : JsonSerializerContext;
}
