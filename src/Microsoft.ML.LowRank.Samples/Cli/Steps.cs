using System.Diagnostics;
using Spectre.Console;

namespace Microsoft.ML.LowRank.Samples.Cli;

/// <summary>The steps of a run, with progress bars where a person watches.</summary>
internal sealed class Steps
{
    private readonly ProgressContext? _bars;

    private Steps(ProgressContext? bars) => _bars = bars;

    /// <summary>Runs something made of steps. Into a file or a pipe no bars are drawn.</summary>
    public static void Run(IAnsiConsole console, Action<Steps> work)
    {
        if (!console.Profile.Capabilities.Interactive)
        {
            work(new Steps(null));
            return;
        }
        console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                new ElapsedTimeColumn())
            .Start(bars => work(new Steps(bars)));
    }

    /// <summary>Runs one step. It may report which share of it is done; otherwise its bar only shows that it goes on.</summary>
    public T Do<T>(string title, Func<Step, T> step)
    {
        var bar = _bars?.AddTask(Markup.Escape(title), maxValue: 1);
        if (bar != null)
            bar.IsIndeterminate = true;
        var result = step(new Step(bar, title));
        if (bar != null)
        {
            bar.IsIndeterminate = false;
            bar.Value = 1;
            bar.StopTask();
        }
        return result;
    }

    /// <summary>A step as it runs.</summary>
    public sealed class Step(ProgressTask? task, string title) : IProgress<double>
    {
        /// <summary>Adds a few words to the title of the bar, as the loss at hand.</summary>
        public void Say(string words)
        {
            if (task != null)
                task.Description = Markup.Escape($"{title}: {words}");
        }

        public void Report(double value)
        {
            if (task == null)
                return;
            Debug.Assert(value is >= 0 and <= 1);
            task.IsIndeterminate = false;
            task.Value = value;
        }
    }
}
