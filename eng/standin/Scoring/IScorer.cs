using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>A model that gives scores for features.</summary>
internal interface IScorer
{
    int FeatureCount { get; }

    int ScoreCount { get; }

    void Score(in VBuffer<float> features, float[] scores);

    void Save(BinaryWriter writer);
}

/// <summary>What linear models have in common.</summary>
internal static class Products
{
    public static float Dot(in VBuffer<float> features, float[] weights)
    {
        var values = features.GetValues();
        var slots = features.GetIndices();
        float sum = 0;
        for (int i = 0; i < values.Length; i++)
            sum += values[i] * weights[features.IsDense ? i : slots[i]];
        return sum;
    }

    public static void Save(BinaryWriter writer, float[][] weights, float[] biases)
    {
        writer.Write(biases.Length);
        writer.Write(weights[0].Length);
        Array.ForEach(biases, writer.Write);
        foreach (float[] row in weights)
            Array.ForEach(row, writer.Write);
    }

    public static (float[][] Weights, float[] Biases) Load(BinaryReader reader)
    {
        int count = reader.ReadInt32(), features = reader.ReadInt32();
        float[] biases = Read(reader, count);
        var weights = new List<float[]>();
        while (weights.Count < count)
            weights.Add(Read(reader, features));
        return ([.. weights], biases);
    }

    private static float[] Read(BinaryReader reader, int count)
    {
        var values = new List<float>();
        while (values.Count < count)
            values.Add(reader.ReadSingle());
        return [.. values];
    }
}
