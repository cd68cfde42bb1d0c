using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;

namespace Microsoft.ML.LowRank.Tests.Networks;

/// <summary>Small fits, their scores and their bytes.</summary>
internal static class Fits
{
    public static CtrTrainer.Options Options(Action<CtrTrainer.Options>? set = null)
    {
        var options = new CtrTrainer.Options
        {
            Architecture = new DeepFm { HiddenUnits = [8, 4] },
            CategoricalColumnNames = NetworkData.Categories,
            NumericColumnNames = NetworkData.Numbers,
        }.Run(new RunOptions());
        set?.Invoke(options);
        return options;
    }

    public static CtrTransformer Ctr(Table table, Action<CtrTrainer.Options>? set = null)
        => Trainer(Options(set)).Fit(new TableView(table));

    /// <summary>Reads these columns of categories alone.</summary>
    public static CtrTransformer Categories(Table table, string[] names, Action<CtrTrainer.Options>? set = null) => Ctr(table, o =>
    {
        (o.CategoricalColumnNames, o.NumericColumnNames) = (names, null);
        set?.Invoke(o);
    });

    public static CtrTrainer Trainer(CtrTrainer.Options options) => new MLContext(1).BinaryClassification.Trainers.Ctr(options);

    public static float[] Scores(ITransformer model, Table table) => StackData.Scores(model, new TableView(table));

    public static byte[] Bytes(NetworkModelParameters model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    public static byte[] Bytes(CtrTransformer model) => Bytes(model.Model);

    /// <summary>The message of what a fit throws.</summary>
    public static string Refusal<T>(Action fit)
        where T : Exception => Assert.Throws<T>(fit).Message;
}
