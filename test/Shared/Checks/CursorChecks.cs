using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>Checks 10-13 and 15: the contract of cursors, on the view that the fitted transformer makes.</summary>
internal static class CursorChecks
{
    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture) =>
    [
        new(fixture, "10 cursors over any columns agree", AnyColumnsAgree),
        new(fixture, "11 inactive columns and wrong types are refused", GettersAreGuarded),
        new(fixture, "12 passes and getters repeat", PassesRepeat),
        new(fixture, "12 values outlive the row and ignore the buffer", ValuesAreOwned),
        new(fixture, "12 rows can be skipped", RowsCanBeSkipped),
        new(fixture, "13 sets of cursors share the rows", SetsShareRows),
        new(fixture, "13 a set can be read in parallel", SetsReadInParallel),
        new(fixture, "15 shuffles when it can", ShufflesWhenItCan),
        new(fixture, "15 keeps the order when it cannot shuffle", KeepsOrderOtherwise),
    ];

    private static IDataView Transformed(CheckRun run, bool canShuffle = true)
        => run.Fit().Transform(new TableView(run.Data, canShuffle));

    private static void AnyColumnsAgree(CheckRun run)
    {
        var view = Transformed(run);
        var all = CursorReader.Read(view);
        var selections = new List<(string Name, List<DataViewSchema.Column> Columns)>
        {
            ("even", [.. view.Schema.Where(column => column.Index % 2 == 0)]),
            ("odd", [.. view.Schema.Where(column => column.Index % 2 == 1)]),
            ("no", []),
        };
        selections.AddRange(view.Schema.Select(column => ($"one ('{column.Name}')",
            new List<DataViewSchema.Column> { column })));
        foreach (var (name, columns) in selections)
        {
            var some = CursorReader.Read(view, columns);
            Expect.That(all.Ids.SequenceEqual(some.Ids),
                $"A cursor over {name} columns has other row ids than one over all.");
            foreach (var (column, read) in columns.Zip(some.Table.Columns))
                Expect.SameRows(new Table(all.Table.Columns[column.Index]), new Table(read), 0,
                    $"All columns and {name} columns");
        }
    }

    private static void GettersAreGuarded(CheckRun run)
    {
        var view = Transformed(run);
        foreach (var column in view.Schema)
        {
            using (var cursor = view.GetRowCursor([column]))
            {
                Expect.That(cursor.IsColumnActive(column), $"Column '{column.Name}' was asked for and is not active.");
                Guarded(() => cursor.GetGetter<DateTimeOffset>(column),
                    $"A getter of the wrong type for '{column.Name}'");
                Guarded(() => cursor.GetGetter<VBuffer<byte>>(column),
                    $"A getter of the wrong vector type for '{column.Name}'");
            }
            using (var cursor = view.GetRowCursor([]))
            {
                // A cursor may have more active than was asked for; what it says is active must then be readable.
                if (cursor.IsColumnActive(column))
                    continue;
                var typed = typeof(DataViewRow)
                    .GetMethod(nameof(DataViewRow.GetGetter))!.MakeGenericMethod(column.Type.RawType);
                Guarded(() => Reflected.Call(typed, cursor, column),
                    $"A getter of the inactive column '{column.Name}'");
            }
        }

        static void Guarded(Action action, string what)
        {
            var thrown = Expect.Refusal(action, what, []);
            Expect.That(thrown is ArgumentException or InvalidOperationException,
                $"{what} ended in {thrown.GetType().Name}; ML.NET throws ArgumentException or InvalidOperationException.");
        }
    }

    private static void PassesRepeat(CheckRun run)
    {
        var view = Transformed(run);
        var first = CursorReader.Read(view);
        var second = CursorReader.Read(view);
        Expect.That(first.Ids.SequenceEqual(second.Ids), "A second pass has other row ids.");
        Expect.SameRows(first.Table, second.Table, 0, "Two passes over one view");

        // Two getters of one column, and one getter called twice, on every row.
        var outputs = run.OutputsIn(view.Schema);
        using var cursor = view.GetRowCursor(outputs);
        var twice = outputs.Concat(outputs).ToList();
        var read = CursorReader.Read(cursor, twice).Table;
        for (int i = 0; i < outputs.Count; i++)
            Expect.SameRows(new Table(read.Columns[i]), new Table(read.Columns[i + outputs.Count]), 0,
                "Two getters of one column");
        Expect.That(!cursor.MoveNext(), "MoveNext is true again after the end.");
    }

    private static void ValuesAreOwned(CheckRun run)
    {
        var view = Transformed(run);
        var outputs = run.OutputsIn(view.Schema);
        var fresh = CursorReader.Read(view, outputs).Table;
        using var cursor = view.GetRowCursor(outputs);
        var reused = CursorReader.Read(cursor, outputs, BufferUse.Reused).Table;
        Expect.SameRows(fresh, reused, 0, "New buffers and a used one");
        // What was handed out earlier must not have changed while later rows were read.
        Expect.SameRows(CursorReader.Read(view, outputs).Table, fresh, 0,
            "Values read now and values kept from before");
        foreach (var column in outputs.Where(column => column.Type.RawType == typeof(VBuffer<float>)))
            IgnoresBuffer(view, column, fresh);
    }

    private static void IgnoresBuffer(IDataView view, DataViewSchema.Column column, Table expected)
    {
        using var cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<float>>(column);
        for (int row = 0; cursor.MoveNext(); row++)
        {
            // Too long, or sparse, and full of what must not shine through.
            var buffer = row % 2 == 0
                ? new VBuffer<float>(1_000, [.. Enumerable.Repeat(777f, 1_000)])
                : new VBuffer<float>(1_000, 2, [777f, 778f], [0, 999]);
            getter(ref buffer);
            var read = new Table(new TableColumn<VBuffer<float>>(column.Name, column.Type, [buffer]));
            Expect.SameRows(expected.Only(column.Name).Select(row), read, 0,
                "A new buffer and one that held other values");
        }
    }

    private static void RowsCanBeSkipped(CheckRun run)
    {
        var view = Transformed(run);
        var outputs = run.OutputsIn(view.Schema);
        var all = CursorReader.Read(view, outputs).Table;
        using var cursor = view.GetRowCursor(outputs);
        using var sparse = new SkippingCursor(cursor, every: 3);
        var some = CursorReader.Read(sparse, cursor, outputs).Table;
        Expect.SameRows(all.Select(Enumerable.Range(0, all.Count).Where(row => row % 3 == 0)), some, 0,
            "All rows and every third");
    }

    private static void SetsShareRows(CheckRun run)
    {
        var view = Transformed(run);
        var serial = CursorReader.Read(view);
        foreach (int n in new[] { 1, 2, 3, 7 })
        {
            var cursors = view.GetRowCursorSet(view.Schema, n);
            Expect.That(cursors.Length >= 1, $"GetRowCursorSet({n}) gave no cursor.");
            Merge(serial, [.. cursors.Select(cursor => ReadAndDispose(cursor, view.Schema))], $"a set of {n}");
        }
    }

    private static void SetsReadInParallel(CheckRun run)
    {
        var view = Transformed(run);
        var serial = CursorReader.Read(view);
        var cursors = view.GetRowCursorSet(view.Schema, 4);
        var parts = new RowsRead[cursors.Length];
        void ReadPart(int i) => parts[i] = ReadAndDispose(cursors[i], view.Schema);
        var threads = Enumerable.Range(0, cursors.Length).Select(i => Task.Factory.StartNew(
            () => ReadPart(i), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Task.WaitAll([.. threads]);
        Merge(serial, parts, "a set read in parallel");
    }

    private static RowsRead ReadAndDispose(DataViewRowCursor cursor, DataViewSchema schema)
    {
        using (cursor)
            return CursorReader.Read(cursor, [.. schema]);
    }

    private static void Merge(RowsRead serial, RowsRead[] parts, string what)
    {
        var ids = parts.SelectMany(part => part.Ids).ToList();
        Expect.That(ids.Distinct().Count() == ids.Count, $"In {what} row ids occur more than once.");
        Expect.That(ids.Count == serial.Ids.Count, $"In {what} there are {ids.Count} rows, not {serial.Ids.Count}.");
        var place = serial.Ids.Select((id, row) => (id, row)).ToDictionary(pair => pair.id, pair => pair.row);
        foreach (var part in parts)
        {
            Expect.That(part.Ids.All(place.ContainsKey),
                $"In {what} there are row ids that a plain cursor does not have.");
            var rows = part.Ids.Select(id => place[id]).ToList();
            for (int i = 0; i < serial.Table.Columns.Count; i++)
            {
                Expect.SameRows(new Table(serial.Table.Columns[i].Select(rows)), new Table(part.Table.Columns[i]),
                    CheckRun.ScoringTolerance, $"A plain cursor and {what}");
            }
            Expect.That(part.Batches.Zip(part.Batches.Skip(1)).All(pair => pair.First <= pair.Second),
                $"In {what} the batches of a cursor fall.");
        }
        var owners = parts.SelectMany((part, i) => part.Batches.Distinct().Select(batch => (batch, i)))
            .GroupBy(pair => pair.batch);
        Expect.That(parts.Length == 1 || owners.All(group => group.Count() == 1),
            $"In {what} two cursors serve one batch.");
    }

    private static void ShufflesWhenItCan(CheckRun run)
    {
        var view = Transformed(run);
        if (!view.CanShuffle)
            throw new CheckNotApplicableException("The transformed view cannot shuffle.");
        var plain = CursorReader.Read(view);
        var shuffled = CursorReader.Read(view, rand: run.NewRandom());
        Expect.That(!plain.Ids.SequenceEqual(shuffled.Ids),
            "CanShuffle is true, but a shuffling cursor keeps the order.");
        Merge(plain, [shuffled with { Batches = [.. shuffled.Ids.Select(_ => 0L)] }], "a shuffled cursor");
        var again = CursorReader.Read(view, rand: run.NewRandom());
        Expect.That(shuffled.Ids.SequenceEqual(again.Ids), "The same random numbers give another order.");
        var set = view.GetRowCursorSet(view.Schema, 3, run.NewRandom())
            .Select(cursor => ReadAndDispose(cursor, view.Schema));
        Merge(plain, [.. set], "a shuffled set");
    }

    private static void KeepsOrderOtherwise(CheckRun run)
    {
        var view = Transformed(run, canShuffle: false);
        Expect.That(!view.CanShuffle, "CanShuffle is true over data that cannot shuffle.");
        var plain = CursorReader.Read(view);
        var asked = CursorReader.Read(view, rand: run.NewRandom());
        Expect.That(plain.Ids.SequenceEqual(asked.Ids), "CanShuffle is false, but the order changed.");
        Expect.SameRows(plain.Table, asked.Table, 0, "Without and with random numbers");
    }

    /// <summary>Moves several rows at a time; values are read from the inner cursor.</summary>
    private sealed class SkippingCursor(DataViewRowCursor inner, int every) : DataViewRowCursor
    {
        private bool _started;

        public override long Position => inner.Position;

        public override long Batch => inner.Batch;

        public override DataViewSchema Schema => inner.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => inner.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
            => inner.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => inner.GetIdGetter();

        public override bool MoveNext()
        {
            for (int i = _started ? every : 1; i > 0; i--)
            {
                if (!inner.MoveNext())
                    return false;
            }
            return _started = true;
        }
    }
}
