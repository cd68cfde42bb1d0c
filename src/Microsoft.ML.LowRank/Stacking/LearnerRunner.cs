using System.Collections.Concurrent;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Fits base learners: once per fold for predictions of rows that they have not seen, and on all rows for the model that
/// scores. Estimators made by the caller run one after the other; recipes run side by side.
/// </summary>
internal sealed class LearnerRunner(
    IDataView data, StackRows rows, PredictionTask task, int width, RegularizedStackingTrainer.Options options, int seed,
    Action<string, double> report, Func<bool> stop)
{
    /// <summary>The column by which predictions find their rows. No trainer takes row ids for features.</summary>
    private const string IndexColumn = "StackingRow";

    /// <summary>A learner that predicts fewer of the rows than this is no use to the meta-learner.</summary>
    private const double LeastCoverage = 0.5;

    private readonly object _gate = new();
    private IReadOnlyList<LearnerRun> _runs = [];
    private volatile bool _isStopped;
    private int _fitsDone;
    private int _fitsPlanned;

    private FoldSplit[] Splits => rows.Folds.BaseSplits;

    private bool AveragesFolds => options.FinalModels == StackingFinalModels.AverageFolds;

    /// <summary>A fit that may be cancelled and is to give what it has then keeps the models of the folds for that case.</summary>
    private bool KeepsFolds => AveragesFolds
        || (options.CancellationToken.CanBeCanceled && options.OnCancellation == CancellationBehavior.ReturnBestSoFar);

    /// <summary>The share of the whole that the folds are taken for.</summary>
    public const double ShareOfFolds = 0.75;

    private const double ShareOfLastFits = 0.24;

    /// <summary>Fits every fold of every learner, and says of each what became of it.</summary>
    /// <exception cref="OperationCanceledException">Told to stop before any learner was through.</exception>
    public IReadOnlyList<LearnerRun> RunFolds()
    {
        var runs = options.Learners.Select(learner => new LearnerRun(learner, rows.Count, width, Splits.Length)).ToList();
        _runs = runs;
        foreach (var run in runs)
            TryReuse(run);
        var jobs = (from run in runs
                    where !run.IsComplete
                    from fold in Enumerable.Range(0, Splits.Length)
                    select (Run: run, Fold: fold)).ToList();
        _fitsPlanned = Math.Max(1, jobs.Count);
        RunAll(jobs.Where(job => !job.Run.Learner.IsRecipe), jobs.Where(job => job.Run.Learner.IsRecipe),
            job => job.Run, job => RunFold(job.Run, job.Fold), ShareOfFolds, 0, "Base learners, fold by fold");
        foreach (var run in runs.Where(run => run.Failure == null && run.IsComplete))
            Judge(run);
        return runs;
    }

    /// <summary>Makes the models that score of those learners that the meta-learner uses.</summary>
    /// <returns>False when told to stop before all were made; models of folds stand in where there are any.</returns>
    public bool MakeModels(IReadOnlyList<LearnerRun> used)
    {
        foreach (var run in used.Where(run => run.Models.Length == 0))
        {
            if (AveragesFolds)
                run.Models = run.CompleteFoldModels();
            if (run.IsReused)
                run.Models = FindEarlier(run.Name, AveragesFolds ? Splits.Length : 1) ?? [];
        }
        var todo = used.Where(run => run.Models.Length == 0).ToList();
        _fitsDone = 0;
        _fitsPlanned = Math.Max(1, todo.Count);
        RunAll(todo.Where(run => !run.Learner.IsRecipe), todo.Where(run => run.Learner.IsRecipe),
            run => run, Refit, ShareOfLastFits, ShareOfFolds, "Base learners, on all rows");
        var missing = used.Where(run => run.Failure == null && run.Models.Length == 0).ToList();
        foreach (var run in missing)
            run.Models = run.CompleteFoldModels();
        return missing.Count == 0;
    }

    /// <summary>Disposes of the models that were kept and do not score.</summary>
    public void Release(IReadOnlyList<LearnerRun> used)
    {
        foreach (var run in _runs)
        {
            var scoring = used.Contains(run) ? run.Models : [];
            // Reused models belong to the earlier stack.
            var made = run.FoldModels.OfType<ITransformer>().Concat(run.IsReused ? [] : run.Models);
            foreach (var model in made.Except(scoring).OfType<IDisposable>())
                model.Dispose();
        }
    }

    private void RunAll<TJob>(IEnumerable<TJob> inTurn, IEnumerable<TJob> sideBySide, Func<TJob, LearnerRun> runOf,
        Action<TJob> fit, double share, double from, string stage)
    {
        void Do(TJob job)
        {
            var run = runOf(job);
            if (stop() || run.Failure != null)
                return;
            try
            {
                fit(job);
            }
            catch (Exception) when (_isStopped)
            {
                // Its rows ended early, and what it made of that is not its fault.
                return;
            }
            catch (Exception e) when (IsLearnersFault(e))
            {
                Fail(run, e);
            }
            lock (_gate)
                report(stage, from + (share * ++_fitsDone / _fitsPlanned));
        }
        foreach (var job in inTurn)
            Do(job);
        int threads = options.NumberOfThreads == 0 ? Environment.ProcessorCount : options.NumberOfThreads;
        // Jobs are taken in order, so that the first learners are through first.
        var partition = Partitioner.Create(sideBySide, EnumerablePartitionerOptions.NoBuffering);
        try
        {
            Parallel.ForEach(partition, new ParallelOptions { MaxDegreeOfParallelism = threads }, Do);
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e.InnerExceptions[0]).Throw();
        }
    }

    private void TryReuse(LearnerRun run)
    {
        if (options.OutOfFold?.Find(run.Name) is { } earlier)
            run.Reuse(earlier.Values, earlier.AreProbabilities);
    }

    private ITransformer[]? FindEarlier(string name, int count)
    {
        var earlier = RegularizedStackingTransformer.In(options.EarlierModel)?.FindModels(name);
        return earlier?.Length == count ? earlier : null;
    }

    private void RunFold(LearnerRun run, int fold)
    {
        var split = Splits[fold];
        var training = new RowPartView(data, rows.Index, rows.Folds.Segments, Mask(split.Training), GoOn);
        var model = Create(run.Learner, fold).Fit(training);
        RequireRowByRow(model);
        bool areProbabilities = Predict(run, model, split);
        if (KeepsFolds)
            run.FoldModels[fold] = model;
        else
            (model as IDisposable)?.Dispose();
        run.CompleteFold(areProbabilities);
    }

    private bool Predict(LearnerRun run, ITransformer model, FoldSplit split)
    {
        bool[] mask = Mask(split.Validation);
        var scored = model.Transform(new RowPartView(data, rows.Index, rows.Folds.Segments, mask, GoOn, IndexColumn));
        var column = LearnerOutput.Find(scored.Schema, task, width);
        if (scored.Schema.GetColumnOrNull(IndexColumn) is not { } indexColumn || indexColumn.Type != RowIdDataViewType.Instance)
            throw new InvalidOperationException(
                "Its chain removes columns that it does not know, and with them the one that tells rows apart; select columns " +
                "before or after the stack, not within a learner.");
        using var cursor = scored.GetRowCursor([column, indexColumn]);
        var read = LearnerOutput.Open(cursor, column);
        var readIndex = cursor.GetGetter<DataViewRowId>(indexColumn);
        DataViewRowId id = default;
        while (cursor.MoveNext())
        {
            readIndex(ref id);
            read(run.Values.AsSpan(checked((int)id.Low) * width, width));
        }
        return column.Name == Scoring.ScoreColumns.Probability;
    }

    private void Refit(LearnerRun run)
    {
        var everything = new bool[rows.Folds.Base.SegmentCount];
        Array.Fill(everything, true);
        // The input itself where that will do: only it can be read by several cursors at once.
        var view = rows.SkippedCount == 0 && !options.CancellationToken.CanBeCanceled
            ? data : new RowPartView(data, rows.Index, rows.Folds.Segments, everything, GoOn);
        var model = Create(run.Learner, Splits.Length).Fit(view);
        RequireRowByRow(model);
        if (_isStopped)
            throw new OperationCanceledException("The fit was cancelled.");
        run.Models = [model];
    }

    /// <summary>Ends a learner's reading when the fit is told to stop.</summary>
    private void GoOn()
    {
        bool isStopped = true;
        try
        {
            isStopped = stop();
        }
        finally
        {
            if (isStopped)
                _isStopped = true;
        }
        if (isStopped)
            throw new OperationCanceledException("The fit was cancelled.");
    }

    private IEstimator<ITransformer> Create(StackingLearner learner, int fold)
    {
        var random = new SplitMix64(((ulong)(uint)seed << 32) | (uint)fold);
        ulong mixed = random.Next();
        foreach (char c in learner.Name)
            mixed = new SplitMix64(mixed ^ c).Next();
        return learner.Make((int)(mixed & int.MaxValue));
    }

    private void Judge(LearnerRun run)
    {
        bool[] expected = Mask([.. Splits.SelectMany(split => split.Validation)]);
        long all = rows.Folds.Segments.LongCount(segment => segment >= 0 && expected[segment]);
        long present = run.CountPresent(rows.Folds.Segments, expected);
        if (present < LeastCoverage * all)
            Fail(run, new InvalidOperationException(
                $"It gave a finite prediction for {present} of {all} rows only; at least half are needed."));
        run.SettleProbabilities();
    }

    private void Fail(LearnerRun run, Exception e)
    {
        if (options.OnLearnerFailure == LearnerFailure.Throw)
            throw new InvalidOperationException($"Base learner '{run.Name}' failed: {ReasonOf(e)}", e);
        lock (_gate)
        {
            run.Failure ??= ReasonOf(e);
            run.Exception ??= e;
        }
    }

    /// <summary>The message, and that of the first cause: ML.NET reports what its threads threw as the cause of a general one.</summary>
    private static string ReasonOf(Exception e)
    {
        string cause = e.GetBaseException().Message;
        return e.Message.Contains(cause, StringComparison.Ordinal) ? e.Message : $"{e.Message} {cause}";
    }

    private static void RequireRowByRow(ITransformer model)
    {
        if (!model.IsRowToRowMapper)
            throw new InvalidOperationException("A step of it does not make rows one by one, so it cannot serve single rows.");
    }

    private static bool IsLearnersFault(Exception e)
        => e is not (OperationCanceledException or OutOfMemoryException or StackOverflowException or AccessViolationException);

    private bool[] Mask(int[] segments)
    {
        var mask = new bool[rows.Folds.Base.SegmentCount];
        foreach (int segment in segments)
            mask[segment] = true;
        return mask;
    }
}
