using System.Diagnostics;
using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>What the look-ahead cursor costs and saves, with LowRankCompress as the transformer.</summary>
internal sealed class CursorBenchmark : IBenchmark
{
    private const int Rank = 16;
    private const int Repeats = 9;

    public string Name => "cursor";

    public string Title => "Scoring through ML.NET: the look-ahead cursor";

    public string Description =>
        """
        Rows of dense floats in memory (`LoadFromEnumerable`), compressed to 16 values by `LowRankCompress`, read on one
        thread, in turn: the input's columns alone; the compressed column through `Transform`, whose cursor reads a block
        of rows ahead; the same beside the pass-through label; and the compressed column computed row by row on a single
        cursor through the row mapper, which is what a transformer without look-ahead does. Nanoseconds per row, medians;
        the ratio is row by row ÷ look-ahead.
        """;

    public string Run(TextWriter progress)
    {
        var table = new MarkdownTable(
            "width", "rows", "input alone", "look-ahead", "look-ahead + label", "row by row", "ratio");
        foreach (var (width, rows) in new[] { (16, 200_000), (64, 100_000), (256, 40_000), (1024, 10_000) })
        {
            progress.WriteLine($"cursor {width}");
            table.Add(Measure(width, rows));
        }
        return table.ToString();
    }

    private static string[] Measure(int width, int count)
    {
        var context = new MLContext(seed: 1);
        var definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        var data = context.Data.LoadFromEnumerable(Generate(width, count), definition);
        var model = context.Transforms.LowRankCompress("Z", "Features", Rank).Fit(data);
        var view = model.Transform(data);
        var mapper = ((ITransformer)model).GetRowToRowMapper(data.Schema);
        DataViewSchema.Column features = data.Schema["Features"], code = view.Schema["Z"], label = view.Schema["Label"];

        var times = new double[4][];
        Func<double>[] runs =
        [
            () => Time(data.GetRowCursor([features]), c => c.GetGetter<VBuffer<float>>(features), null),
            () => Time(view.GetRowCursor([code]), c => c.GetGetter<VBuffer<float>>(code), null),
            () => Time(view.GetRowCursor([code, label]), c => c.GetGetter<VBuffer<float>>(code), label),
            () => TimeRows(data.GetRowCursor([features]), mapper, code),
        ];
        foreach (var run in runs)
            run();
        for (int i = 0; i < runs.Length; i++)
            times[i] = new double[Repeats];
        for (int repeat = 0; repeat < Repeats; repeat++)
            for (int i = 0; i < runs.Length; i++)
                times[i][repeat] = runs[i]() / count;
        double[] medians = [.. times.Select(t => t.Order().ElementAt(Repeats / 2))];
        return [$"{width}", $"{count}", .. medians.Select(m => $"{m:F0}"), $"{medians[3] / medians[1]:F2}"];
    }

    private static List<Row> Generate(int width, int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(i => new Row
        {
            Label = i % 2 == 0,
            Features = [.. Enumerable.Range(0, width).Select(_ => random.NextSingle())],
        })];
    }

    private static double Time(
        DataViewRowCursor cursor, Func<DataViewRow, ValueGetter<VBuffer<float>>> open, DataViewSchema.Column? label)
    {
        using (cursor)
        {
            var getter = open(cursor);
            var passed = label is { } column ? cursor.GetGetter<bool>(column) : null;
            VBuffer<float> value = default;
            bool flag = false;
            long start = Stopwatch.GetTimestamp();
            while (cursor.MoveNext())
            {
                getter(ref value);
                passed?.Invoke(ref flag);
            }
            return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        }
    }

    private static double TimeRows(DataViewRowCursor cursor, IRowToRowMapper mapper, DataViewSchema.Column code)
    {
        using var row = mapper.GetRow(cursor, [code]);
        var getter = row.GetGetter<VBuffer<float>>(code);
        VBuffer<float> value = default;
        long start = Stopwatch.GetTimestamp();
        while (cursor.MoveNext())
            getter(ref value);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    private sealed class Row
    {
        public bool Label { get; set; }

        public float[] Features { get; set; } = [];
    }
}
