using System.Runtime.InteropServices;
using Microsoft.ML.LowRank.Quality.Harness;

namespace Microsoft.ML.LowRank.Quality.Stacking;

/// <summary>
/// Keeps the base learners' predictions of a trial: another way to combine them then costs no fit, however much later it is
/// thought of.
/// </summary>
/// <param name="trial">The trial.</param>
/// <param name="learners">Those that were asked for; what was kept of others is fitted anew.</param>
internal sealed class BaseStore(Trial trial, IReadOnlyList<string> learners)
{
    private readonly string _outOfFold = Path.Combine(trial.Folder, trial.Name + ".oof");
    private readonly string _test = Path.Combine(trial.Folder, trial.Name + ".test");

    private string Wanted => string.Join('\n', learners);

    public BaseFit? Read()
    {
        // Written last, so where it is the other is whole.
        if (!File.Exists(_test))
            return null;
        using var reader = new BinaryReader(File.OpenRead(_test));
        if (reader.ReadString() != Wanted)
            return null;
        double seconds = reader.ReadDouble();
        var average = ReadPredictions(reader);
        int count = reader.ReadInt32();
        var test = new Dictionary<string, LearnerPredictions>();
        for (int i = 0; i < count; i++)
            test.Add(reader.ReadString(), ReadPredictions(reader));
        using var stream = File.OpenRead(_outOfFold);
        return new BaseFit(OutOfFoldPredictions.Load(stream), test, average, seconds);
    }

    public void Write(BaseFit fit)
    {
        using (var stream = File.Create(_outOfFold))
            fit.OutOfFold.Save(stream);
        string unfinished = _test + ".tmp";
        using (var writer = new BinaryWriter(File.Create(unfinished)))
        {
            writer.Write(Wanted);
            writer.Write(fit.Seconds);
            WritePredictions(writer, fit.Average);
            writer.Write(fit.Test.Count);
            foreach (var (name, predictions) in fit.Test)
            {
                writer.Write(name);
                WritePredictions(writer, predictions);
            }
        }
        File.Move(unfinished, _test, overwrite: true);
    }

    private static LearnerPredictions ReadPredictions(BinaryReader reader)
    {
        string column = reader.ReadString();
        var values = new float[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return new LearnerPredictions(values, column);
    }

    private static void WritePredictions(BinaryWriter writer, LearnerPredictions predictions)
    {
        writer.Write(predictions.Column);
        writer.Write(predictions.Values.Length);
        writer.Write(MemoryMarshal.AsBytes(predictions.Values.AsSpan()));
    }
}
