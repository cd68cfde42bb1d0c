using System.Buffers.Binary;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>Check 55: damaged files give a typed exception, and never a hang or a flood of memory.</summary>
internal static class DamageChecks
{
    private const int Truncations = 25;
    private const int Flips = 60;
    private const int Sizes = 40;
    private const long AllocationLimit = 64 << 20;
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(2);

    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture) =>
    [
        new(fixture, "55 truncated files are refused",
            run => Damage(run, "truncated", Truncations, Truncate, mayLoad: false)),
        new(fixture, "55 flipped bits are refused or harmless",
            run => Damage(run, "with a flipped bit", Flips, Flip, mayLoad: true)),
        new(fixture, "55 absurd sizes are refused or harmless",
            run => Damage(run, "with an absurd size", Sizes, PutSize, mayLoad: true)),
        new(fixture, "55 half a file is refused", HalfAFile),
    ];

    private static void Damage(CheckRun run, string how, int times, Func<byte[], Random, byte[]> damage, bool mayLoad)
    {
        string signature = run.Fixture.ModelSignature
            ?? throw new CheckNotApplicableException("The fixture names no model signature, so the streams to damage are not known.");
        byte[] sound = run.Save(run.Fit());
        var file = ModelFile.Open(sound);
        var streams = file.StreamsOf(signature).Where(name => file.Streams[name].Length > 0).ToList();
        Expect.That(streams.Count > 0, $"The signature '{signature}' is nowhere in the file.");
        var context = run.NewContext();
        // The first load does what is done once per context.
        TryLoad(run, context, sound);
        for (int i = 0; i < times; i++)
        {
            int seed = run.Fixture.Seed + i;
            var random = new Random(seed);
            string stream = streams[random.Next(streams.Count)];
            byte[] damaged = damage(file.Streams[stream], random);
            string what = $"A model {how} in stream '{stream}' (seed {seed})";
            var outcome = Guard(() => TryLoad(run, context, file.With(stream, damaged)), what);
            if (outcome.Thrown is not null)
                Expect.TypedRefusal(outcome.Thrown, what, []);
            else
                Expect.That(mayLoad, $"{what} was loaded as if it were sound.");
            Expect.That(outcome.Allocated < AllocationLimit + (16L * sound.Length),
                $"{what} made {outcome.Allocated} bytes be allocated for a file of {sound.Length}.");
        }
    }

    private static void HalfAFile(CheckRun run)
    {
        byte[] sound = run.Save(run.Fit());
        var context = run.NewContext();
        foreach (int length in new[] { 0, 1, sound.Length / 2, sound.Length - 1 })
        {
            string what = $"The first {length} of {sound.Length} bytes of a file";
            var outcome = Guard(() => TryLoad(run, context, sound[..length]), what);
            Expect.That(outcome.Thrown is not null, $"{what} were loaded as if they were sound.");
            Expect.TypedRefusal(outcome.Thrown, what, []);
        }
    }

    private static (Exception? Thrown, long Allocated) TryLoad(CheckRun run, MLContext context, byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var model = run.Fixture.Store.Load(context, file, out _);
            run.Score(model);
            (model as IDisposable)?.Dispose();
            return (null, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        catch (Exception e)
        {
            return (e, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    /// <summary>A limit that only a hang reaches.</summary>
    private static T Guard<T>(Func<T> function, string what)
    {
        var task = Task.Factory.StartNew(function, CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        Expect.That(task.Wait(HangLimit), $"{what} was not read or refused within {HangLimit.TotalSeconds} seconds.");
        return task.Result;
    }

    private static byte[] Truncate(byte[] bytes, Random random) => bytes[..random.Next(bytes.Length)];

    private static byte[] Flip(byte[] bytes, Random random)
    {
        byte[] flipped = [.. bytes];
        flipped[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    private static byte[] PutSize(byte[] bytes, Random random)
    {
        int[] sizes = [int.MaxValue, int.MaxValue - 8, -1, int.MinValue, 1 << 30, 0, 1];
        byte[] changed = [.. bytes];
        if (changed.Length >= sizeof(int))
            BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(random.Next(changed.Length - sizeof(int) + 1)),
                sizes[random.Next(sizes.Length)]);
        return changed;
    }
}
