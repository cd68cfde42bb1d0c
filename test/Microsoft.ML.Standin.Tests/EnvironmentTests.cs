using Microsoft.ML.Runtime;

namespace Microsoft.ML.Standin.Tests;

public class EnvironmentTests
{
    [Fact]
    public void Messages_reach_the_log_with_source_and_kind()
    {
        var context = new MLContext();
        var messages = new List<LoggingEventArgs>();
        context.Log += (sender, message) =>
        {
            Assert.Same(context, sender);
            messages.Add(message);
        };
        var host = ((IHostEnvironment)context).Register("Part").Register("Inner").Register("Innermost");
        using (var channel = host.Start("Work"))
        {
            channel.Info(MessageSensitivity.None, "{0} of {1}", 1, 2);
            channel.Warning(MessageSensitivity.Schema, "careful {0}");
        }

        Assert.Equal(
            ["Channel started", "1 of 2", "careful {0}", "Channel finished", "Channel disposed"],
            messages.Select(m => m.RawMessage.Split('.')[0]));
        Assert.Equal(
            [ChannelMessageKind.Trace, ChannelMessageKind.Info, ChannelMessageKind.Warning, ChannelMessageKind.Trace, ChannelMessageKind.Trace],
            messages.Select(m => m.Kind));
        Assert.Equal("[Source=Part; Innermost; Work, Kind=Info] 1 of 2", messages[1].Message);
        Assert.Equal("Part; Innermost; Work", messages[1].Source);
        messages.Clear();
        using (((IHostEnvironment)context).Start("Root"))
            Assert.Equal("Root", messages.Single().Source);
    }

    [Fact]
    public void Random_numbers_follow_from_the_seed_and_the_order_of_registration()
    {
        int[] Draw(MLContext context)
        {
            IHostEnvironment env = context;
            var first = env.Register("A").Rand;
            var second = env.Register("B").Rand;
            return [second.Next(1000), first.Next(1000), second.Next(), first.Next(5, 9), env.Register("C", seed: 3).Rand.Next(1000)];
        }

        Assert.Equal(Draw(new MLContext(7)), Draw(new MLContext(7)));
        Assert.NotEqual(Draw(new MLContext(7)), Draw(new MLContext(8)));
        Assert.Equal("239 208 280656115 5 174", string.Join(' ', Draw(new MLContext(7))));
    }

    [Fact]
    public void Progress_is_checked_against_its_header()
    {
        var progress = ((IHostEnvironment)new MLContext()).StartProgressChannel("Work");
        progress.SetHeader(new ProgressHeader(["Loss"], ["rows"]), entry => entry.SetProgress(0, 1));
        progress.Checkpoint(0.5, 10);
        progress.Checkpoint(0.5, 10, 100);
        Assert.Throws<InvalidOperationException>(() => progress.Checkpoint(0.5, 10, 100, 1));
        progress.Dispose();
        Assert.Throws<InvalidOperationException>(() => progress.Checkpoint(0.5));
    }

    [Fact]
    public void What_a_context_is_told_of_the_machine_it_keeps()
    {
        var context = new MLContext { GpuDeviceId = 2, FallbackToCpu = true, TempFilePath = "there" };
        Assert.Equal((2, true, "there"), (context.GpuDeviceId, context.FallbackToCpu, context.TempFilePath));
        Assert.Null(new MLContext().GpuDeviceId);
        Assert.False(new MLContext().FallbackToCpu);
        Assert.Equal(Path.GetTempPath(), new MLContext().TempFilePath);
    }

    [Fact]
    public void Names_must_not_be_empty()
    {
        IHostEnvironment env = new MLContext();
        Assert.Throws<ArgumentOutOfRangeException>(() => env.Register(""));
        Assert.Throws<ArgumentOutOfRangeException>(() => env.StartProgressChannel(""));
    }
}
