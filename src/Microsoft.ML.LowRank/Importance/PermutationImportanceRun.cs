using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank.Importance;

/// <summary>Scores the data once as they are, and once per column and permutation.</summary>
internal sealed class PermutationImportanceRun(
    IHostEnvironment environment, ITransformer model, IDataView data, Func<IDataView, double> metric, PermutationImportanceOptions options)
{
    private readonly IHost _host = environment.Register("PermutationImportance");

    public PermutationImportanceResult Run()
    {
        var units = InputColumns.Choose(model, data.Schema, options);
        ulong seed = (ulong)(options.Seed ?? _host.Rand.Next());
        using var channel = _host.Start("Permute");
        var reporter = new FitReporter(channel, options.Progress, null);
        long total = Count();
        int rows = (int)Math.Min(total, options.MaximumRows);
        var view = new PermutedView(data, total, rows, seed, GoOn);
        double baseline = Measure(view, "as they are");
        double scorings = 1 + ((double)units.Count * options.Repeats), done = 1;
        var columns = new List<ColumnImportance>();
        foreach (var unit in units)
        {
            var values = unit.ToDictionary(column => column.Index, column => ColumnValues.Read(view, column));
            string name = string.Join(" + ", unit.Select(column => column.Name));
            var drops = new double[options.Repeats];
            for (int repeat = 0; repeat < drops.Length; repeat++)
            {
                reporter.Step($"Permuting {name}", done++ / scorings);
                double permuted = Measure(view.With(values, Permute(rows, seed, name, repeat)), $"with {name} permuted");
                drops[repeat] = options.HigherIsBetter ? baseline - permuted : permuted - baseline;
            }
            columns.Add(new ColumnImportance([.. unit.Select(column => column.Name)], drops));
        }
        reporter.Finish(rows);
        return new PermutationImportanceResult
        {
            Baseline = baseline,
            Columns = [.. columns.OrderByDescending(column => column.Mean).ThenBy(column => column.Name, StringComparer.Ordinal)],
            RowCount = rows,
            TotalRowCount = total,
            Repeats = options.Repeats,
            HigherIsBetter = options.HigherIsBetter,
        };
    }

    /// <summary>A random order of the rows; one per seed, name and repeat.</summary>
    internal static int[] Permute(int rows, ulong seed, string name, int repeat)
    {
        ulong state = seed;
        foreach (char letter in name)
            state = new SplitMix64(state ^ letter).Next();
        var random = new SplitMix64(new SplitMix64(state + (ulong)repeat).Next());
        int[] order = [.. Enumerable.Range(0, rows)];
        for (int i = rows - 1; i > 0; i--)
        {
            // The high half of the product is uniform in [0, i].
            int other = (int)Math.BigMul(random.Next(), (ulong)i + 1, out _);
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order;
    }

    private long Count()
    {
        long rows = 0;
        using var cursor = data.GetRowCursor([]);
        while (cursor.MoveNext())
        {
            if (rows++ % 1_024 == 0)
                GoOn();
        }
        return rows > 0 ? rows : throw new InvalidOperationException("The data have no rows; there is nothing to permute.");
    }

    private double Measure(PermutedView view, string how)
    {
        GoOn();
        double value;
        try
        {
            value = metric(model.Transform(view));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // ML.NET's worker threads hide why a cursor ended in an exception of their own.
            GoOn();
            throw;
        }
        return double.IsFinite(value) ? value : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
            $"The metric of the data {how} is {value}; importance needs a finite number. Is one class or the whole label missing?"));
    }

    private void GoOn()
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        if (CatalogEnvironment.IsCanceled(environment))
            throw new OperationCanceledException("The MLContext was told to stop.");
    }
}
