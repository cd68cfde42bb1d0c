using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>Recipes run side by side and give what they give one after the other.</summary>
public class RecipeTests
{
    private readonly Table _table = StackData.Create(90);

    // Sdca shuffles by the seed of its context, so that a context of another seed shows.
    private static List<StackingLearner> Recipes =>
    [
        new("sdca", context => context.Regression.Trainers.Sdca(new()
        {
            LabelColumnName = "Number",
            NumberOfThreads = 1,
            MaximumNumberOfIterations = 5,
        })),
        new("compressed", context => context.Transforms.LowRankCompress("Codes", "Features", 2)
            .Append(context.Regression.Trainers.Sdca(new()
            {
                LabelColumnName = "Number",
                FeatureColumnName = "Codes",
                NumberOfThreads = 1,
                MaximumNumberOfIterations = 5,
            }))),
        new("ridge", context => Learners.Ridge(context)),
    ];

    private byte[] Fit(Action<RegularizedStackingTrainer.Options> change)
    {
        var data = StackData.View(_table);
        var model = Learners.FitNumber(data, Recipes, change);
        return ModelStore.MLNet.Save(new MLContext(1), model, data.Schema);
    }

    [Theory]
    [InlineData(StackingFinalModels.Refit)]
    [InlineData(StackingFinalModels.AverageFolds)]
    public void One_thread_and_four_and_another_run_give_the_same_bytes(StackingFinalModels final)
    {
        byte[] one = Fit(o => (o.NumberOfThreads, o.FinalModels) = (1, final));
        AssertSame(one, Fit(o => (o.NumberOfThreads, o.FinalModels) = (4, final)));
        AssertSame(one, Fit(o => (o.NumberOfThreads, o.FinalModels) = (4, final)));
    }

    /// <summary>A learner that draws a random number from its context.</summary>
    private StackingLearner Drawing(string name) => new(name, context =>
    {
        float drawn = StackData.Read(context.Data.TrainTestSplit(StackData.View(_table), 0.5).TestSet, "Id").Sum(row => row[0]) % 50;
        return IdLearner.Of(id => (float)_table["Predictions"].GetNumbers(id)[0] + (0.01f * drawn));
    });

    [Fact]
    public void Another_seed_another_name_and_another_fold_give_a_recipe_another_context()
    {
        var data = StackData.View(_table);
        float[] Predictions(int seed, string name = "a") => Learners
            .FitNumber(data, [Drawing(name)], o => (o.Seed, o.FoldColumnName) = (seed, "Part")).OutOfFold!.GetPredictions(name).ToArray();
        Assert.NotEqual(Predictions(1), Predictions(1, "b"));
        var shifts = Predictions(1).Select((p, row) => Math.Round(p - _table["Predictions"].GetNumbers(row)[0], 2));
        Assert.True(shifts.Distinct().Count() >= 3, "The folds drew the same numbers.");
        Assert.Equal(Predictions(1), Predictions(1));
        Assert.NotEqual(Predictions(1), Predictions(2));
    }

    [Fact]
    public void A_recipes_predictions_depend_on_no_other_learner()
    {
        var data = StackData.View(_table);
        float[] alone = Learners.FitNumber(data, [Recipes[1]]).OutOfFold!.GetPredictions("compressed").ToArray();
        Assert.Equal(alone, Learners.FitNumber(data, Recipes).OutOfFold!.GetPredictions("compressed").ToArray());
    }

    [Fact]
    public void The_seed_comes_from_the_context_when_none_is_given()
    {
        var data = StackData.View(_table);
        float[] Scores(int seed) => StackData.Scores(Learners.FitNumber(data, Recipes, o => o.Seed = null, new MLContext(seed)), data);
        Assert.Equal(Scores(4), Scores(4));
        Assert.NotEqual(Scores(4), Scores(5));
    }

    [Fact]
    public void Fits_of_given_estimators_never_run_side_by_side_and_those_of_recipes_may()
    {
        var data = StackData.View(_table);
        int running = 0, most = 0;
        IdLearner Watching(int slot) => new(_ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            Thread.Yield();
            Interlocked.Decrement(ref running);
            return id => (float)_table["Predictions"].GetNumbers(id)[slot];
        });
        Learners.FitNumber(data, [new("a", Watching(0)), new("b", Watching(2))], o => o.NumberOfThreads = 4);
        Assert.Equal(1, most);

        using var meeting = new CountdownEvent(2);
        IdLearner Meeting(int slot) => new(_ =>
        {
            // Each waits for another to begin; one after the other they would wait for ever.
            if (!meeting.IsSet)
            {
                meeting.Signal();
                Assert.True(meeting.Wait(TimeSpan.FromMinutes(1)), "No other fit began.");
            }
            return id => (float)_table["Predictions"].GetNumbers(id)[slot];
        });
        Learners.FitNumber(data, [new("a", _ => Meeting(0)), new("b", _ => Meeting(2))],
            o => (o.NumberOfThreads, o.OnLearnerFailure) = (2, LearnerFailure.Throw));
    }

    [Fact]
    public void Fitting_twice_gives_equal_models_where_the_learners_do()
    {
        var data = StackData.View(_table);
        var context = new MLContext(1);
        var estimator = context.Regression.Trainers.RegularizedStacking(Learners.NumberOptions(
            [
                new("ridge", Learners.Ridge(context)),
                new("codes", context.Transforms.LowRankCompress("Features", "Features", 2).Append(Learners.Ridge(context))),
            ], o => o.Seed = null));
        byte[] FitAndSave() => ModelStore.MLNet.Save(context, estimator.Fit(data), data.Schema);
        AssertSame(FitAndSave(), FitAndSave());
    }

    private static void AssertSame(byte[] expected, byte[] found)
    {
        // Zip files hold the time of writing; what they hold beside it is compared.
        Assert.Equal(Entries(expected), Entries(found));

        static string Entries(byte[] file)
        {
            using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(file));
            return string.Join(Environment.NewLine, zip.Entries.OrderBy(entry => entry.FullName, StringComparer.Ordinal).Select(entry =>
            {
                using var stream = entry.Open();
                return $"{entry.FullName} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(stream))}";
            }));
        }
    }
}
