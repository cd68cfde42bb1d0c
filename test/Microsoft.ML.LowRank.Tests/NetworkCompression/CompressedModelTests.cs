using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Networks;
using Microsoft.ML.LowRank.Tests.Stacking;
using static Microsoft.ML.LowRank.Tests.NetworkCompression.CompressedModels;

namespace Microsoft.ML.LowRank.Tests.NetworkCompression;

/// <summary>What <c>LowRankCompress</c> makes of models, and what the models it makes can do.</summary>
public sealed class CompressedModelTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void A_network_alone_becomes_smaller_and_the_original_stays()
    {
        var model = Ctr();
        byte[] before = Fits.Bytes(model);
        float[] scores = Scores(model);
        var result = Compress(model);
        var network = Assert.Single(result.Networks);
        Assert.Equal("the model", network.Name);
        var compressed = Assert.IsType<CtrTransformer>(result.Model);
        Assert.False(result.IsPartial);
        Assert.Equal(model.Model.ParameterCount, network.Report.Before.Parameters);
        Assert.Equal(compressed.Model.ParameterCount, network.Report.After.Parameters);
        Assert.True(compressed.Model.ParameterCount < 0.8 * model.Model.ParameterCount);
        Assert.Equal(Fits.Bytes(compressed).Length, network.Report.After.FileBytes);
        Assert.Equal(before, Fits.Bytes(model));
        Assert.Equal(scores, Scores(model));
        Assert.NotEqual(scores, Scores(compressed));
    }

    /// <summary>At full rank, without training, only rounding can differ: codes, folding, the order of fields and all else is exact.</summary>
    [Fact]
    public void Nothing_but_rounding_changes_where_nothing_is_lost()
    {
        var model = Ctr();
        var result = Compress(model, o => (o.Ranks, o.FeatureEpochs, o.FineTuningEpochs) = (RankRule.Energy(1), 0, 0));
        float[] before = Scores(model), after = Scores(result.Model);
        for (int row = 0; row < before.Length; row++)
            Assert.Equal(before[row], after[row], 1e-4f);
    }

    /// <summary>Sparse vectors lie behind the categories, whatever the order of these becomes.</summary>
    [Fact]
    public void Sparse_vectors_stay_where_they_are()
    {
        var model = WideTrainer().Fit(new TableView(Wide));
        var result = Compress(model, o => (o.Ranks, o.FeatureEpochs, o.FineTuningEpochs) = (RankRule.Energy(1), 0, 0), Wide);
        Assert.NotNull(NetworkOf(result.Model).Network.Tables);
        float[] before = Scores(model, Wide), after = Scores(Reloaded(result.Model, Wide), Wide);
        for (int row = 0; row < before.Length; row++)
            Assert.Equal(before[row], after[row], 1e-4f);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_the_context_decides_without_one()
    {
        var model = Ctr();
        byte[] Bytes(int? seed, int context) => Fits.Bytes((CtrTransformer)new MLContext(context).Model
            .LowRankCompress(model, View, Options(o => o.Seed = seed)).Model);
        Assert.Equal(Bytes(3, 1), Bytes(3, 2));
        Assert.Equal(Bytes(null, 1), Bytes(null, 1));
        Assert.NotEqual(Bytes(null, 1), Bytes(null, 2));
    }

    [Theory]
    [InlineData(PredictionTask.Regression, "Number")]
    [InlineData(PredictionTask.BinaryClassification, "Label")]
    [InlineData(PredictionTask.MulticlassClassification, "Class")]
    public void Networks_of_every_task_are_compressed_saved_and_loaded(PredictionTask task, string label)
    {
        var options = Neural(label);
        NeuralNetworkTransformer model = task switch
        {
            PredictionTask.Regression => _context.Regression.Trainers.NeuralNetwork(options).Fit(View),
            PredictionTask.BinaryClassification => _context.BinaryClassification.Trainers.NeuralNetwork(options).Fit(View),
            _ => _context.MulticlassClassification.Trainers.NeuralNetwork(options).Fit(View),
        };
        var result = Compress(model, o => o.LabelColumnName = label);
        var compressed = (NeuralNetworkTransformer)result.Model;
        Assert.True(compressed.Model.ParameterCount < model.Model.ParameterCount);
        var report = result.Networks[0].Report;
        Assert.Equal(task == PredictionTask.BinaryClassification, !double.IsNaN(report.Qualities[0].AreaUnderCurve));
        var loaded = Reloaded(compressed);
        Assert.Equal(Scores(compressed), Scores(loaded));
        Assert.Equal(model.GetOutputSchema(Rows.Schema).Select(column => (column.Name, column.Type.ToString())),
            loaded.GetOutputSchema(Rows.Schema).Select(column => (column.Name, column.Type.ToString())));
    }

    [Fact]
    public void A_chain_keeps_its_other_steps_and_what_they_are_for()
    {
        var chain = TextChain(_context);
        var result = _context.Model.LowRankCompress(chain, new TableView(Named), Options(o => o.LabelColumnName = "Key"));
        Assert.Equal("step 3", Assert.Single(result.Networks).Name);
        var (before, after) = (chain.ToList(), ((IEnumerable<ITransformer>)result.Model).ToList());
        foreach (int step in (int[])[0, 1, 3])
            Assert.Same(before[step], after[step]);
        Assert.True(NetworkOf(after[2]).ParameterCount < NetworkOf(before[2]).ParameterCount);
        // The text of the label is only asked for by the step that is not for scoring.
        foreach (var model in (ITransformer[])[result.Model, Reloaded(result.Model, Named)])
        {
            Assert.Equal(3, ((TransformerChain<ITransformer>)model).GetModelFor(TransformerScope.Scoring).Count());
            Assert.Equal(Scores(result.Model, Named), Scores(model, Rows));
        }
    }

    [Fact]
    public void Chains_within_chains_are_found()
    {
        var inner = new TransformerChain<ITransformer>(TextChain(_context).Skip(1).Take(2).ToArray());
        var outer = new TransformerChain<ITransformer>(TextChain(_context).First(), inner);
        var result = _context.Model.LowRankCompress(outer, new TableView(Named), Options(o => o.LabelColumnName = "Key"));
        Assert.Equal("step 2 of the chain at step 2", Assert.Single(result.Networks).Name);
        var compressed = ((IEnumerable<ITransformer>)result.Model).Last();
        Assert.True(NetworkOf(compressed).ParameterCount < NetworkOf(inner).ParameterCount);
    }

    [Fact]
    public void The_networks_of_a_stack_are_compressed_and_it_goes_on_as_a_stack()
    {
        var stack = Stack(_context);
        float[] before = Scores(stack);
        var result = Compress(stack);
        Assert.Equal("step 2 of learner 'deep' of the stack", Assert.Single(result.Networks).Name);
        var compressed = (RegularizedStackingTransformer)result.Model;
        Assert.Equal(stack.LearnerNames, compressed.LearnerNames);
        Assert.Same(stack.GetLearner("linear")[0], compressed.GetLearner("linear")[0]);
        Assert.True(NetworkOf(compressed.GetLearner("deep")[0]).ParameterCount < NetworkOf(stack.GetLearner("deep")[0]).ParameterCount);
        Assert.Equal(stack.Model.GetWeights().ToArray(), compressed.Model.GetWeights().ToArray());
        Assert.NotNull(compressed.Report);
        Assert.Equal(before, Scores(stack));
        Assert.NotEqual(before, Scores(compressed));
        Assert.Equal(Scores(compressed), Scores(Reloaded(compressed)));
    }

    [Fact]
    public void The_models_of_all_folds_are_compressed_and_the_page_has_them_all()
    {
        var stack = Stack(_context, StackingFinalModels.AverageFolds);
        var chain = new TransformerChain<ITransformer>(_context.Transforms.CopyColumns("Copy", "Price").Fit(View), stack);
        var result = Compress(chain);
        Assert.Equal(Enumerable.Range(1, 3).Select(fold => $"step 2 of learner 'deep', fold {fold}, of the stack at step 2"),
            result.Networks.Select(network => network.Name));
        string text = result.ToString();
        Assert.All(result.Networks, network => Assert.Contains($"Matrices: {network.Name}", text));
        string path = Path.GetTempFileName();
        result.SaveHtml(path);
        Assert.Contains("fold 3", File.ReadAllText(path));
        File.Delete(path);
        Assert.Equal(Scores(result.Model), Scores(Reloaded(result.Model)));
    }

    [Fact]
    public void A_new_process_scores_as_this_one()
    {
        var compressed = Compress(new TransformerChain<ITransformer>(_context.Transforms.CopyColumns("Copy", "Price").Fit(View), Ctr()),
            o => o.QuantizeTables = true).Model;
        string folder = Directory.CreateTempSubdirectory().FullName;
        string model = Path.Combine(folder, "model.zip"), scores = Path.Combine(folder, "scores.txt");
        _context.Model.Save(compressed, Rows.Schema, model);
        var (exitCode, said) = FreshProcess.Call(typeof(CompressedModelTests), nameof(ScoreInto), model, scores);
        Assert.True(exitCode == 0, said);
        Assert.Equal(Scores(compressed), File.ReadAllLines(scores).Select(line => float.Parse(line, CultureInfo.InvariantCulture)));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Called in a process of its own.</summary>
    internal static void ScoreInto(string model, string scores) => File.WriteAllLines(scores,
        Scores(new MLContext(7).Model.Load(model, out _)).Select(score => score.ToString("R", CultureInfo.InvariantCulture)));

    [Fact]
    public void PredictionEngine_and_many_threads_score_as_Transform_does()
    {
        var model = Compress(Ctr()).Model;
        float[] scores = Scores(model);
        var engine = PredictionEngineProbe.For<NetworkData.Row, ScoredRows.TwoClasses>();
        Parallel.For(0, 6, _ =>
        {
            Assert.Equal(scores, Scores(model));
            var table = engine.CreateScorer(new MLContext(1), model, Rows.Schema)(Rows.Select(Enumerable.Range(0, 40)));
            for (int row = 0; row < table.Count; row++)
                Assert.Equal(scores[row], table["Score"].GetNumbers(row)[0], 1e-4);
        });
    }

    [Fact]
    public void A_compressed_model_is_compressed_again()
    {
        var once = Compress(Ctr());
        var twice = Compress(once.Model, o => o.QuantizeTables = true);
        Assert.Equal(once.Networks[0].Report.After.Parameters, twice.Networks[0].Report.Before.Parameters);
        Assert.True(twice.Networks[0].Report.After.FileBytes < once.Networks[0].Report.After.FileBytes);
        var thrice = Compress(Reloaded(twice.Model), o => o.FineTuningEpochs = 0);
        Assert.All(Scores(thrice.Model), score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void Bytes_are_saved_and_loaded()
    {
        var result = Compress(Ctr(), o => o.QuantizeTables = true);
        Assert.Contains(((CtrTransformer)result.Model).Model.Layers, layer => layer.IsQuantized);
        var loaded = Reloaded(result.Model);
        Assert.Contains(NetworkOf(loaded).Layers, layer => layer.IsQuantized);
        Assert.Equal(Scores(result.Model), Scores(loaded));
    }

    [Fact]
    public void Rows_that_are_given_judge_and_then_all_others_are_trained_on()
    {
        var model = Ctr();
        var own = new MLContext(1).Model.LowRankCompress(model, View, Options(), new TableView(NetworkData.Create(200, seed: 9)));
        Assert.Equal(Rows.Count, own.Networks[0].Report.RowCount);
        var split = Compress(model).Networks[0].Report;
        Assert.InRange(split.RowCount, 240, 290);
        Assert.NotEqual(own.Networks[0].Report.Qualities[0].AreaUnderCurve, split.Qualities[0].AreaUnderCurve);
        Assert.Empty(Compress(model, o => o.ValidationFraction = 0).Networks[0].Report.Qualities);
    }

    /// <summary>The rows that judged the epochs judge the compression: the original has the loss there that its best epoch had.</summary>
    [Fact]
    public void With_the_trainers_seed_the_same_rows_judge()
    {
        var model = Ctr();
        double trained = model.Report!.Epochs[model.Report.BestEpoch - 1].ValidationLoss;
        Assert.Equal(trained, Compress(model).Networks[0].Report.Qualities[0].Loss, 1e-5);
        Assert.NotEqual(trained, Compress(model, o => o.Seed = 2).Networks[0].Report.Qualities[0].Loss, 1e-5);
    }

    [Fact]
    public void Weights_and_the_memory_of_the_cache_are_as_told()
    {
        var model = Ctr();
        string folder = Directory.CreateTempSubdirectory().FullName;
        byte[] Bytes(Action<NetworkCompressionOptions> set) => Fits.Bytes((CtrTransformer)Compress(model, set).Model);
        byte[] usual = Bytes(_ => { });
        Assert.Equal(usual, Bytes(o => (o.CacheMemory, o.CacheFolder) = (0, folder)));
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        Assert.NotEqual(usual, Bytes(o => o.ExampleWeightColumnName = "Weight"));
        Directory.Delete(folder);
    }

    [Fact]
    public void Progress_rises_to_the_end_and_names_the_network()
    {
        var seen = new List<TrainingProgress>();
        Compress(Stack(_context, StackingFinalModels.AverageFolds), o => o.Progress = new Immediate(seen.Add));
        Assert.Equal(seen.Select(p => p.FractionDone).Order(), seen.Select(p => p.FractionDone));
        Assert.Equal(1, seen[^1].FractionDone);
        Assert.Contains(seen, p => p.Stage == "Fine-tuning, step 2 of learner 'deep', fold 2, of the stack");
    }

    private ITransformer Reloaded(ITransformer model, Table? data = null)
        => ModelStore.MLNet.Load(new MLContext(2), ModelStore.MLNet.Save(_context, model, (data ?? Rows).Schema), out _);
}
