using System.Diagnostics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank.Data;

/// <summary>
/// Tells the caller's <see cref="IProgress{T}"/> and ML.NET's log how a fit goes. A fit has parts (columns, say) of equal
/// weight, and a part has stages (passes over the rows), of which each is taken for half of what is left, because how
/// many will follow is not known. The share done never goes back, and is 1 only in the last report.
/// </summary>
internal sealed class FitReporter(IChannel channel, IProgress<TrainingProgress>? progress, long? rowsPerPass)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly long _started = Stopwatch.GetTimestamp();
    private long _lastReport;
    private long _stageStarted;
    private string _part = "";
    private string _stage = "";
    private double _from;
    private double _to;
    private double _partEnd;
    private double _done;

    public void StartPart(string name, int index, int count)
    {
        _part = name;
        _stage = "";
        _from = _to = index / (double)count;
        _partEnd = (index + 1.0) / count;
    }

    /// <summary>Called for every block of rows; most calls report nothing.</summary>
    public void Advance(string stage, long rows)
    {
        if (stage != _stage)
        {
            _stage = stage;
            _stageStarted = Stopwatch.GetTimestamp();
            (_from, _to) = (_to, (_to + _partEnd) / 2);
            channel.Trace(MessageSensitivity.Schema, $"{stage}, {_part}");
        }
        else if (Stopwatch.GetElapsedTime(_lastReport) < Interval)
        {
            return;
        }
        double share = rowsPerPass > 0 ? Math.Min(1, rows / (double)rowsPerPass) : 0;
        Send(rows, _from + (_to - _from) * share);
    }

    /// <summary>Says how much of the whole fit is done, where its steps are few and their number is known.</summary>
    public void Step(string stage, double done)
    {
        if (stage != _stage)
            channel.Trace(MessageSensitivity.Schema, stage);
        _stage = stage;
        Send(0, done, isForeseeable: true);
    }

    /// <summary>Says how far a pass over the rows is that takes a share of the fit which is known; most calls report nothing.</summary>
    public void Pass(string stage, double from, double to, long rows)
    {
        if (stage != _stage)
        {
            channel.Trace(MessageSensitivity.Schema, stage);
            (_stage, _stageStarted) = (stage, Stopwatch.GetTimestamp());
        }
        else if (Stopwatch.GetElapsedTime(_lastReport) < Interval)
        {
            return;
        }
        double share = rowsPerPass > 0 ? Math.Min(1, rows / (double)rowsPerPass) : 0;
        Send(rows, from + (to - from) * share, isForeseeable: true);
    }

    /// <summary>Passes on how far training is; the whole of it lies between two shares of the fit.</summary>
    public void Train(TrainingProgress training, double from, double to)
    {
        if (training.Stage != _stage)
            channel.Trace(MessageSensitivity.Schema, training.Stage);
        _stage = training.Stage;
        _lastReport = Stopwatch.GetTimestamp();
        _done = Math.Max(_done, from + (to - from) * training.FractionDone);
        double seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        progress?.Report(training with
        {
            FractionDone = _done,
            TimeLeft = _done > 0 ? TimeSpan.FromSeconds(seconds * (1 - _done) / _done) : null,
        });
    }

    public void Finish(long rows)
    {
        _stage = "Done";
        Send(rows, 1);
    }

    public void Info(string message) => channel.Info(MessageSensitivity.Schema, message);

    public void Warning(string message) => channel.Warning(MessageSensitivity.Schema, message);

    private void Send(long rows, double done, bool isForeseeable = false)
    {
        _lastReport = Stopwatch.GetTimestamp();
        if (progress == null)
            return;
        _done = Math.Max(_done, done);
        double stageSeconds = Stopwatch.GetElapsedTime(_stageStarted).TotalSeconds;
        double totalSeconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        progress.Report(new TrainingProgress
        {
            Stage = _stage,
            FractionDone = _done,
            Rows = rows,
            RowsPerSecond = rows > 0 && stageSeconds > 0 ? rows / stageSeconds : null,
            TimeLeft = (rowsPerPass > 0 || isForeseeable) && _done > 0 ? TimeSpan.FromSeconds(totalSeconds * (1 - _done) / _done) : null,
        });
    }
}
