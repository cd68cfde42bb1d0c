using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;

namespace Microsoft.ML.LowRank.Tests.Networks;

/// <summary>A fit that is interrupted and run again gives what an uninterrupted one gives.</summary>
public sealed class CheckpointTests : IDisposable
{
    private static readonly Table Data = NetworkData.Create(400);

    private readonly string _folder = Directory.CreateTempSubdirectory("lowrank-checkpoints-").FullName;

    private string CheckpointPath => Path.Combine(_folder, "training");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void A_fit_whose_handler_throws_goes_on_after_the_last_epoch(int epoch)
    {
        byte[] whole = Fits.Bytes(Fit());
        Interrupt(epoch);
        var resumed = Fit(o => o.CheckpointPath = CheckpointPath);
        Assert.Equal(whole, Fits.Bytes(resumed));
        Assert.Equal(6, resumed.Report!.Epochs.Count);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void What_a_killed_process_leaves_is_gone_on_from(int epoch)
    {
        byte[] whole = Fits.Bytes(Fit());
        var (exitCode, said) = FreshProcess.Call(
            typeof(CheckpointTests), nameof(FitUntilKilled), CheckpointPath, epoch.ToString(CultureInfo.InvariantCulture));
        Assert.True(exitCode != 0 && File.Exists(CheckpointPath), $"The process ended with {exitCode}: {said}");
        // And a part of the next file beside it, as of a kill while it is written.
        File.WriteAllText(CheckpointPath + ".tmp", "half of");
        var resumed = Fit(o => o.CheckpointPath = CheckpointPath);
        Assert.Equal(whole, Fits.Bytes(resumed));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    /// <summary>Called in a process of its own, which it kills in the midst of an epoch; its rows are in a file that has no name.</summary>
    internal static void FitUntilKilled(string path, string epoch) => Fit(o =>
    {
        (o.CheckpointPath, o.CacheMemory, o.CacheFolder) = (path, 0, Path.GetDirectoryName(path));
        o.Progress = new Immediate(progress =>
        {
            if (progress.Epoch == int.Parse(epoch, CultureInfo.InvariantCulture))
                Process.GetCurrentProcess().Kill();
        });
    });

    /// <summary>Other numbers of epochs and threads give no other course.</summary>
    [Fact]
    public void A_longer_fit_goes_on_from_a_shorter_one_that_was_cancelled()
    {
        byte[] whole = Fits.Bytes(Fit());
        using var source = new CancellationTokenSource();
        Fit(o =>
        {
            (o.CheckpointPath, o.CancellationToken, o.MaximumEpochs, o.NumberOfThreads) = (CheckpointPath, source.Token, 5, 1);
            o.Progress = new Immediate(progress =>
            {
                if (progress.Epoch == 3)
                    source.Cancel();
            });
        });
        Assert.True(File.Exists(CheckpointPath));
        Assert.Equal(whole, Fits.Bytes(Fit(o => (o.CheckpointPath, o.NumberOfThreads) = (CheckpointPath, 2))));
    }

    [Fact]
    public void Other_options_rows_or_beginnings_are_refused()
    {
        Interrupt(3);
        byte[] file = File.ReadAllBytes(CheckpointPath);
        Refused(o => o.Architecture = new WideAndDeep { HiddenUnits = [8, 4], Dropout = 0.2, BatchNormalization = true });
        Refused(o => o.LearningRate = 0.02);
        Refused(o => o.FinalRateFactor = 0.5);
        Refused(o => o.Seed = 2);
        Refused(o => o.BatchSize = 64);
        Refused(o => o.ClassWeights = [1, 2]);
        Refused(o => o.NumberOfBins = 8);
        Refused(o => o.Monitor = ValidationMetric.AreaUnderCurve);
        Refused(_ => { }, data: NetworkData.Create(400, seed: 6));
        Refused(_ => { }, earlier: Fit(o => o.MaximumEpochs = 1));
        Assert.Equal(file, File.ReadAllBytes(CheckpointPath));

        void Refused(Action<CtrTrainer.Options> set, Table? data = null, CtrTransformer? earlier = null)
        {
            string said = Fits.Refusal<InvalidOperationException>(() => Fits.Trainer(Fits.Options(o =>
            {
                Usual(o);
                o.CheckpointPath = CheckpointPath;
                set(o);
            })).Fit(new TableView(data ?? Data), null, earlier));
            Assert.Contains(CheckpointPath, said);
            Assert.Contains("other options", said);
        }
    }

    [Fact]
    public void A_damaged_file_is_refused_wherever_the_damage_is()
    {
        Interrupt(3);
        byte[] sound = File.ReadAllBytes(CheckpointPath);
        List<byte[]> damaged = [[], sound[..3], sound[..^1], sound[..(sound.Length / 2)], [.. sound, 0]];
        for (int at = 0; at < sound.Length; at += 1 + (sound.Length / 20))
            damaged.Add([.. sound.Select((value, i) => i == at ? (byte)(value ^ 4) : value)]);
        foreach (byte[] file in damaged)
        {
            File.WriteAllBytes(CheckpointPath, file);
            string said = Fits.Refusal<InvalidDataException>(() => Fit(o => o.CheckpointPath = CheckpointPath));
            Assert.Contains(CheckpointPath, said);
            Assert.Contains("Delete it", said);
        }
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_named_before_any_row_is_read()
    {
        var view = new TableView(Data);
        string path = Path.Combine(_folder, "missing", "training");
        string said = Fits.Refusal<IOException>(() => Fits.Trainer(Fits.Options(o => o.CheckpointPath = path)).Fit(view));
        Assert.Contains(path, said);
        Assert.Equal(0, view.RowsRead);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_is_named()
    {
        Directory.CreateDirectory(CheckpointPath + ".tmp");
        Assert.Contains(CheckpointPath, Fits.Refusal<IOException>(() => Fit(o => o.CheckpointPath = CheckpointPath)));
    }

    /// <summary>Dropout, running means and moments are all part of how training stands.</summary>
    private static void Usual(CtrTrainer.Options o)
    {
        (o.MaximumEpochs, o.Patience) = (6, 6);
        o.Architecture = new DeepFm { HiddenUnits = [8, 4], Dropout = 0.2, BatchNormalization = true };
    }

    private static CtrTransformer Fit(Action<CtrTrainer.Options>? set = null) => Fits.Ctr(Data, o =>
    {
        Usual(o);
        set?.Invoke(o);
    });

    private void Interrupt(int epoch) => Assert.Throws<TimeZoneNotFoundException>(() => Fit(o =>
        (o.CheckpointPath, o.Progress) = (CheckpointPath, new Immediate(progress =>
        {
            if (progress.Epoch == epoch)
                throw new TimeZoneNotFoundException("thrown by the progress handler");
        }))));
}
