using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.LowRank.Stacking;
using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>Stacks as files: chains within chains, keys of every kind, and files that lie.</summary>
public class StackingPersistenceTests
{
    private readonly MLContext _context = new(1);
    private readonly Table _table = StackData.Create(90);

    [Fact]
    public void A_stack_within_a_chain_with_chains_within_it_comes_back_whole()
    {
        var cities = _context.Transforms.Conversion.MapValueToKey("CityKey", "City")
            .Append(_context.Transforms.Conversion.MapKeyToVector("CityKey"))
            .Append(_context.Transforms.Concatenate("Features", "Features", "CityKey"))
            .Append(Learners.Ridge(_context));
        var inner = _context.Regression.Trainers.RegularizedStacking(Learners.NumberOptions(
            [new("a", Learners.Ridge(_context)), new("b", Learners.Ridge(_context, features: "Extra"))], o => o.NumberOfFolds = 3));
        var stack = _context.Transforms.NormalizeMinMax("Features").Append(_context.Regression.Trainers.RegularizedStacking(
            Learners.NumberOptions([new("cities", cities), new("stack of stacks", inner)], o => o.PassthroughColumnName = "Extra")));
        var data = StackData.View(_table);
        var model = stack.Fit(data);
        byte[] file = ModelStore.MLNet.Save(_context, model, data.Schema);
        var loaded = ModelStore.MLNet.Load(new MLContext(2), file, out _);
        Assert.Equal(StackData.Scores(model, data), StackData.Scores(loaded, data));
        var found = RegularizedStackingTransformer.In(loaded)!;
        Assert.Equal(model.LastTransformer.LearnerNames, found.LearnerNames);
        Assert.Equal(model.LastTransformer.Model.GetWeights().ToArray(), found.Model.GetWeights().ToArray());
        Assert.Null(found.Report);
        Assert.Null(found.OutOfFold);
        Assert.IsType<RegularizedStackingTransformer>(found.GetLearner("stack of stacks")[0]);
    }

    [Fact]
    public void Keys_that_stand_for_numbers_lead_back_to_them_after_loading()
    {
        float[] values = [0.5f, -3, 1e6f];
        var keys = ((TableColumn<uint>)_table["ClassKey"]).Values;
        var data = StackData.View(_table.With(Table.Numbers("Value", [.. keys.Select(key => values[key - 1])])));
        var chain = _context.Transforms.Conversion.MapValueToKey("ClassKey", "Value")
            .Append(_context.MulticlassClassification.Trainers.RegularizedStacking(new RegularizedStackingTrainer.Options
            {
                Learners = [new("a", Learners.Softmax(_context, label: "ClassKey")), new("b", Learners.Softmax(_context, 20, "ClassKey"))],
                LabelColumnName = "ClassKey",
                Penalties = PenaltyKinds.Ridge,
                NumberOfPenalties = 5,
                Seed = 1,
            }))
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var model = chain.Fit(data);
        var loaded = ModelStore.MLNet.Load(new MLContext(2), ModelStore.MLNet.Save(_context, model, data.Schema), out _);
        float[] predicted = [.. StackData.Read(loaded.Transform(data), "PredictedLabel").Select(row => row[0])];
        Assert.Subset(values.ToHashSet(), predicted.ToHashSet());
        Assert.Equal(StackData.Read(model.Transform(data), "PredictedLabel").Select(row => row[0]), predicted);
        int right = predicted.Zip(keys).Count(pair => pair.First == values[pair.Second - 1]);
        Assert.InRange(right, 60, 90);
    }

    [Fact]
    public void A_file_of_a_sound_digest_that_contradicts_itself_is_refused()
    {
        var data = StackData.View(_table);
        var number = Learners.FitNumber(data, [new("a", Learners.Ridge(_context)), new("b", Learners.Ridge(_context, features: "Extra"))]);
        var classes = _context.MulticlassClassification.Trainers.RegularizedMetaLearner(new RegularizedMetaLearnerTrainer.Options
        {
            LabelColumnName = "Class",
            FeatureColumnName = "Margins",
            MetaLearner = MetaLearner.Average,
            Seed = 1,
        }).Fit(data).Model;
        ITransformer[] models = [.. number.GetLearner(number.LearnerNames[0])];
        RegularizedStackingTransformer Stack(IReadOnlyList<FittedLearner> learners, ClassKeys? keys = null, string? passthrough = null)
            => new(_context, number.Model, learners, keys, passthrough);
        RegularizedMetaLearnerTransformer Meta(ClassKeys? keys, string features = "Margins") => new(_context, classes, keys, features, null);
        FittedLearner[] both = [new(0, "a", models), new(1, "b", models)];
        var lies = new Dictionary<string, ITransformer>
        {
            ["a learner that is not there"] = Stack([new(0, "a", models), new(99, "b", models)]),
            ["a learner below none"] = Stack([new(-1, "a", models), new(1, "b", models)]),
            ["a learner without models"] = Stack([new(0, "a", []), new(1, "b", models)]),
            ["a used learner that is missing"] = Stack([new(1, "b", models)]),
            ["classes of a number"] = Stack(both, new ClassKeys(3, null, null)),
            ["a passed-through column without values"] = Stack(both, null, "Extra"),
            ["no classes"] = Meta(null),
            ["two classes for three"] = Meta(new ClassKeys(2, null, null)),
            ["fewer names than classes"] = Meta(new ClassKeys(3, nameof(TextDataViewType), ["a", "b"])),
            ["names of no known type"] = Meta(new ClassKeys(3, "Alien", ["a", "b", "c"])),
            ["a number that is none"] = Meta(new ClassKeys(3, nameof(Int32), ["1", "x", "3"])),
            ["a number too large"] = Meta(new ClassKeys(3, nameof(Byte), ["1", "2", "300"])),
            ["no column of predictions"] = Meta(new ClassKeys(3, null, null), ""),
        };
        foreach (var (lie, model) in lies)
        {
            byte[] file = ModelStore.MLNet.Save(_context, model, data.Schema);
            var thrown = Record.Exception(() => ModelStore.MLNet.Load(new MLContext(2), file, out _));
            Assert.True(Chain(thrown).OfType<InvalidDataException>().Any(), $"{lie}: {thrown?.ToString() ?? "it was loaded"}");
        }
        // And what does not lie is loaded.
        ModelStore.MLNet.Load(new MLContext(2), ModelStore.MLNet.Save(_context, Stack(both), data.Schema), out _);
        ModelStore.MLNet.Load(new MLContext(2), ModelStore.MLNet.Save(_context, Meta(new ClassKeys(3, null, null)), data.Schema), out _);
    }

    [Theory]
    [InlineData(MetaLearner.Average, PenaltyKinds.All)]
    [InlineData(MetaLearner.Regularized, PenaltyKinds.None)]
    public void An_average_ignores_what_is_passed_through_and_survives_a_file(MetaLearner kind, PenaltyKinds penalties)
    {
        var data = StackData.View(_table);
        StackingLearner[] learners = [new("a", Learners.Ridge(_context)), new("b", Learners.Ridge(_context, features: "Extra"))];
        RegularizedStackingTransformer Fit(string? passed) => Learners.FitNumber(
            data, learners, o => (o.MetaLearner, o.Penalties, o.PassthroughColumnName) = (kind, penalties, passed));
        var model = Fit("Extra");
        Assert.Equal(0, model.Model.PassthroughCount);
        var loaded = ModelStore.MLNet.Load(new MLContext(2), ModelStore.MLNet.Save(_context, model, data.Schema), out _);
        Assert.Equal(StackData.Scores(Fit(null), data), StackData.Scores(loaded, data));
    }

    private static IEnumerable<Exception> Chain(Exception? e)
    {
        for (; e != null; e = e.InnerException)
            yield return e;
    }

    public static TheoryData<string> Kinds =>
        ["Text", "Boolean", "SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Values_of_keys_of_every_type_survive_a_file(string kind)
    {
        var label = kind switch
        {
            "Text" => Key(TextDataViewType.Instance, ["a\u0001".AsMemory(), "\"ß\"".AsMemory(), "".AsMemory()]),
            "Boolean" => Key(BooleanDataViewType.Instance, [true, false, true]),
            "SByte" => Key(NumberDataViewType.SByte, [sbyte.MinValue, (sbyte)0, sbyte.MaxValue]),
            "Byte" => Key(NumberDataViewType.Byte, [(byte)0, (byte)7, byte.MaxValue]),
            "Int16" => Key(NumberDataViewType.Int16, [short.MinValue, (short)0, short.MaxValue]),
            "UInt16" => Key(NumberDataViewType.UInt16, [(ushort)0, (ushort)7, ushort.MaxValue]),
            "Int32" => Key(NumberDataViewType.Int32, [int.MinValue, 0, int.MaxValue]),
            "UInt32" => Key(NumberDataViewType.UInt32, [0u, 7u, uint.MaxValue]),
            "Int64" => Key(NumberDataViewType.Int64, [long.MinValue, 0L, long.MaxValue]),
            "UInt64" => Key(NumberDataViewType.UInt64, [0ul, 7ul, ulong.MaxValue]),
            "Single" => Key(NumberDataViewType.Single, [float.Epsilon, -0.1f, float.MaxValue]),
            _ => Key(NumberDataViewType.Double, [double.Epsilon, -0.1, double.MaxValue]),
        };
        var data = StackData.View(_table.Replacing(label));
        var model = _context.MulticlassClassification.Trainers.RegularizedMetaLearner(new RegularizedMetaLearnerTrainer.Options
        {
            LabelColumnName = "Class",
            FeatureColumnName = "Margins",
            MetaLearner = MetaLearner.Average,
            Seed = 1,
        }).Fit(data);
        var loaded = ModelStore.MLNet.Load(new MLContext(2), ModelStore.MLNet.Save(_context, model, data.Schema), out _);
        string expected = Describe(data.Schema["Class"], "KeyValues");
        foreach (var scored in new[] { model.GetOutputSchema(data.Schema), loaded.GetOutputSchema(data.Schema) })
        {
            Assert.Equal(expected, Describe(scored["PredictedLabel"], "KeyValues"));
            Assert.Equal(expected, Describe(scored["Score"], "TrainingLabelValues"));
            Assert.Equal(kind == "Text", scored["Score"].Annotations.Schema.GetColumnOrNull("SlotNames") != null);
        }

        TableColumn<uint> Key<T>(PrimitiveDataViewType type, T[] values)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add("KeyValues", new VectorDataViewType(type, 3), (ref VBuffer<T> value) => value = new VBuffer<T>(3, values));
            var keys = ((TableColumn<uint>)_table["Class"]).Values;
            return new TableColumn<uint>("Class", new KeyDataViewType(typeof(uint), 3), keys, annotations.ToAnnotations());
        }
    }

    private static string Describe(DataViewSchema.Column column, string annotation)
    {
        var type = (VectorDataViewType)column.Annotations.Schema[annotation].Type;
        return (string)typeof(StackingPersistenceTests).GetMethod(nameof(Values), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type.ItemType.RawType).Invoke(null, [column, annotation])!;
    }

    private static string Values<T>(DataViewSchema.Column column, string annotation)
    {
        VBuffer<T> values = default;
        column.Annotations.GetValue(annotation, ref values);
        return $"{typeof(T).Name}: {string.Join("|", values.DenseValues())}";
    }
}
