using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Samples.Learning;

/// <summary>What a model says of some rows: their scores, and in a binary task their probability.</summary>
internal sealed class Predictions
{
    private readonly List<float[]> _rows = [];

    public int Count => _rows.Count;

    public static Predictions Of(ITransformer model, IDataView data)
    {
        var scored = model.Transform(data);
        var score = scored.Schema["Score"];
        var probability = scored.Schema.GetColumnOrNull("Probability");
        DataViewSchema.Column[] columns = probability is { } column ? [score, column] : [score];
        var predictions = new Predictions();
        using var cursor = scored.GetRowCursor(columns);
        var getters = columns.Select(c => Reader(cursor, c)).ToArray();
        while (cursor.MoveNext())
            predictions._rows.Add([.. getters.SelectMany(get => get())]);
        return predictions;
    }

    /// <summary>Writes one line per row; read back, the numbers are the same to the last bit.</summary>
    public void Write(string path)
    {
        using var csv = new CsvWriter(new StreamWriter(path), CultureInfo.InvariantCulture);
        foreach (float[] row in _rows)
        {
            foreach (float value in row)
                csv.WriteField(value.ToString("R", CultureInfo.InvariantCulture));
            csv.NextRecord();
        }
    }

    public static Predictions Read(string path)
    {
        using var parser = new CsvParser(new StreamReader(path), new CsvConfiguration(CultureInfo.InvariantCulture));
        var predictions = new Predictions();
        while (parser.Read())
            predictions._rows.Add([.. parser.Record!.Select(cell => float.Parse(cell, CultureInfo.InvariantCulture))]);
        return predictions;
    }

    /// <summary>
    /// The largest difference between two numbers that should be equal; infinite when the rows are not as many or not as
    /// wide, or a number is missing on one side only.
    /// </summary>
    public double LargestDifference(Predictions other)
    {
        if (Count != other.Count)
            return double.PositiveInfinity;
        double largest = 0;
        foreach (var (mine, theirs) in _rows.Zip(other._rows))
        {
            if (mine.Length != theirs.Length)
                return double.PositiveInfinity;
            for (int i = 0; i < mine.Length; i++)
                largest = Math.Max(largest, Difference(mine[i], theirs[i]));
        }
        return largest;
    }

    private static double Difference(float a, float b)
    {
        if (a.Equals(b))
            return 0;
        double difference = Math.Abs((double)a - b);
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }

    private static Func<IEnumerable<float>> Reader(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            var vector = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> buffer = default;
            return () =>
            {
                vector(ref buffer);
                return buffer.DenseValues();
            };
        }
        var scalar = cursor.GetGetter<float>(column);
        float value = 0;
        return () =>
        {
            scalar(ref value);
            return [value];
        };
    }
}
