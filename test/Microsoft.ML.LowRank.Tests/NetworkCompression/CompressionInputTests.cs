using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Networks;
using Microsoft.ML.LowRank.Tests.Stacking;
using static Microsoft.ML.LowRank.Tests.NetworkCompression.CompressedModels;

namespace Microsoft.ML.LowRank.Tests.NetworkCompression;

/// <summary>What cannot be compressed, and compressions that are cancelled.</summary>
public sealed class CompressionInputTests
{
    private readonly MLContext _context = new(1);
    private static readonly CtrTransformer Model = Ctr();

    [Fact]
    public void A_model_without_a_network_is_told_what_it_has()
    {
        var chain = _context.Transforms.CopyColumns("Copy", "Price").Append(_context.Transforms.NormalizeMinMax("Features")).Fit(View);
        string message = Fits.Refusal<ArgumentException>(() => Compress(chain));
        Assert.Contains("no network", message);
        Assert.Contains("at step 1", message);
        Assert.Contains("NormalizingTransformer at step 2", message);
    }

    [Fact]
    public void Nulls_and_bad_options_are_refused()
    {
        Assert.Equal("model", Assert.Throws<ArgumentNullException>(() => _context.Model.LowRankCompress(null!, View)).ParamName);
        Assert.Equal("calibrationData", Assert.Throws<ArgumentNullException>(() => _context.Model.LowRankCompress(Model, null!)).ParamName);
        string message = Fits.Refusal<ArgumentException>(() => Compress(Model, o => (o.LearningRate, o.Patience, o.LabelColumnName) = (0, 0, "")));
        foreach (string said in (string[])["LowRankCompress", "LearningRate is 0", "Patience is 0", "LabelColumnName is empty"])
            Assert.Contains(said, message);
    }

    [Theory]
    [InlineData("Site", "'Site'", "input")]
    [InlineData("Label", "'Label'", "label")]
    public void A_missing_column_is_named(string column, params string[] said)
    {
        string message = Fits.Refusal<ArgumentOutOfRangeException>(() => Compress(Model, data: Rows.Without(column)));
        Assert.All(said, word => Assert.Contains(word, message));
    }

    [Fact]
    public void A_column_of_another_type_is_named()
    {
        string Refused(TableColumn column, Action<NetworkCompressionOptions>? set = null)
            => Fits.Refusal<ArgumentOutOfRangeException>(() => Compress(Model, set, Rows.Replacing(column)));
        Assert.Contains("'Site' must hold text", Refused(Table.Numbers("Site", new float[Rows.Count])));
        Assert.Contains("'Label' must hold Boolean", Refused(Table.Numbers("Label", new float[Rows.Count])));
        Assert.Contains("weight column 'Site'", Fits.Refusal<ArgumentOutOfRangeException>(() => Compress(Model, o => o.ExampleWeightColumnName = "Site")));
        Assert.Contains("'Absent'", Fits.Refusal<ArgumentOutOfRangeException>(() => Compress(Model, o => o.ExampleWeightColumnName = "Absent")));
    }

    [Fact]
    public void Validation_rows_are_checked_as_well()
    {
        string message = Fits.Refusal<ArgumentOutOfRangeException>(
            () => _context.Model.LowRankCompress(Model, View, Options(), new TableView(Rows.Without("Price"))));
        Assert.Contains("'Price'", message);
    }

    [Fact]
    public void Classes_of_another_mapping_are_refused()
    {
        var model = _context.MulticlassClassification.Trainers.NeuralNetwork(Neural("Class")).Fit(View);
        void SetLabel(NetworkCompressionOptions options) => options.LabelColumnName = "Class";
        string Refused(Table data) => Fits.Refusal<ArgumentOutOfRangeException>(() => Compress(model, SetLabel, data));
        Assert.Contains("3 classes", Refused(Rows.Replacing(Table.Keys("Class", 4, new uint[Rows.Count]))));
        var mapped = _context.Transforms.Conversion.MapValueToKey("Class", "Word").Fit(Worded(["high", "low", "middle"])).Transform(Worded(["high", "low", "middle"]));
        Assert.Contains("'low' as class 1", Fits.Refusal<ArgumentOutOfRangeException>(() => _context.Model.LowRankCompress(model, mapped, Options(SetLabel))));

        static TableView Worded(string[] words) => new(Rows.With(Table.Texts("Word", [.. Enumerable.Range(0, Rows.Count).Select(row => words[row % 3])])));
    }

    [Fact]
    public void No_rows_one_class_and_no_weights_are_refused()
    {
        Assert.Contains("no rows", Fits.Refusal<InvalidOperationException>(() => Compress(Model, data: Rows.Select([]))));
        Assert.Contains("'Label' has the same value", Fits.Refusal<InvalidOperationException>(
            () => Compress(Model, data: Rows.Replacing(Table.Booleans("Label", new bool[Rows.Count])))));
        Assert.Contains("positive weight", Fits.Refusal<InvalidOperationException>(
            () => Compress(Model, o => o.ExampleWeightColumnName = "Weight", Rows.Replacing(Table.Numbers("Weight", new float[Rows.Count])))));
    }

    [Fact]
    public void A_weight_that_is_missing_is_an_error_or_skipped()
    {
        float[] weights = [.. Enumerable.Range(0, Rows.Count).Select(row => row == 7 ? float.NaN : 1)];
        var data = Rows.Replacing(Table.Numbers("Weight", weights));
        Assert.Contains("row 7", Fits.Refusal<InvalidOperationException>(() => Compress(Model, o => o.ExampleWeightColumnName = "Weight", data)));
        var report = Compress(Model, o => (o.ExampleWeightColumnName, o.SkipInvalidRows, o.ValidationFraction) = ("Weight", true, 0), data).Networks[0].Report;
        Assert.Equal(Rows.Count - 1, report.RowCount);
    }

    [Fact]
    public void Too_few_rows_and_too_small_a_budget_are_refused()
    {
        Assert.Contains("rows", Fits.Refusal<InvalidOperationException>(() => Compress(
            Model, o => (o.Ranks, o.ValidationFraction) = (RankRule.Fixed(0, 6), 0), Rows.Select(Enumerable.Range(0, 5)))));
        Assert.Contains("parameters", Fits.Refusal<InvalidOperationException>(() => Compress(Model, o => o.Ranks = RankRule.ParameterBudget(3))));
    }

    [Fact]
    public void Of_several_networks_the_one_that_cannot_be_compressed_is_named()
    {
        string message = Fits.Refusal<InvalidOperationException>(() => Compress(
            new TransformerChain<ITransformer>(Model, Ctr()), o => o.Ranks = RankRule.ParameterBudget(3)));
        Assert.StartsWith("The network at step 1 cannot be compressed.", message);
    }

    [Fact]
    public void A_network_with_a_number_that_is_not_finite_is_refused()
    {
        var broken = Ctr(o => o.Seed = 3);
        ((CpuTensor)broken.Model.Network.Parameters.Find("deep.0.weight")!.Tensor).Span[5] = float.NaN;
        Assert.Contains("'deep.0.weight'", Fits.Refusal<InvalidOperationException>(() => Compress(broken)));
    }

    [Fact]
    public void What_was_cancelled_before_is_not_begun()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Compress(Model, o => o.CancellationToken = source.Token));
    }

    [Theory]
    [InlineData("Encoding rows", false)]
    [InlineData("Calibrating", false)]
    [InlineData("Matching features", true)]
    [InlineData("Fine-tuning", true)]
    public void Once_there_is_a_compressed_network_cancelling_gives_the_best_so_far(string stage, bool gives)
    {
        NetworkCompressionResult Run(CancellationBehavior behavior, List<string>? log = null)
        {
            using var source = new CancellationTokenSource();
            var context = new MLContext(1);
            context.Log += (_, e) => log?.Add(e.Message);
            return context.Model.LowRankCompress(Model, View, Options(o =>
            {
                (o.CancellationToken, o.OnCancellation, o.FineTuningEpochs, o.FeatureEpochs) = (source.Token, behavior, 3, 2);
                o.Progress = Cancelling(stage, source);
            }));
        }
        Assert.Throws<OperationCanceledException>(() => Run(CancellationBehavior.Throw));
        if (!gives)
        {
            Assert.Throws<OperationCanceledException>(() => Run(CancellationBehavior.ReturnBestSoFar));
            return;
        }
        var log = new List<string>();
        var result = Run(CancellationBehavior.ReturnBestSoFar, log);
        Assert.True(result.IsPartial);
        Assert.True(result.Networks[0].Report.IsPartial);
        Assert.True(NetworkOf(result.Model).ParameterCount < Model.Model.ParameterCount);
        Assert.All(Scores(result.Model), score => Assert.True(float.IsFinite(score)));
        Assert.Contains(log, message => message.Contains("cancelled", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Encoding rows, step 2", 1)]
    [InlineData("Fine-tuning, step 1", 1)]
    [InlineData("Fine-tuning, step 2", 2)]
    public void Networks_behind_the_one_that_was_cancelled_stay_as_they_are(string stage, int compressed)
    {
        using var source = new CancellationTokenSource();
        var last = Ctr(o => o.Seed = 4);
        var result = Compress(new TransformerChain<ITransformer>(Model, last), o =>
            (o.CancellationToken, o.FineTuningEpochs, o.Progress) = (source.Token, 3, Cancelling(stage, source)));
        Assert.True(result.IsPartial);
        Assert.Equal(compressed, result.Networks.Count);
        var step = ((IEnumerable<ITransformer>)result.Model).Last();
        Assert.Equal(compressed == 1, ReferenceEquals(last, step));
    }

    private static Immediate Cancelling(string stage, CancellationTokenSource source) => new(progress =>
    {
        if (progress.Stage == stage)
            source.Cancel();
    });
}
