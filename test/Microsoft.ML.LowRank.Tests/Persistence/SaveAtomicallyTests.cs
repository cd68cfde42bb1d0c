using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Tests.LowRankCompress;

namespace Microsoft.ML.LowRank.Tests.Persistence;

public sealed class SaveAtomicallyTests : IDisposable
{
    private readonly MLContext _context = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("lowrank-save-").FullName;

    private string Target => Path.Combine(_folder, "model.zip");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private (ITransformer Model, DataViewSchema Schema) Model(int rank = 2)
    {
        var data = Rows.View(_context, Rows.LowRank(50, 4));
        return (_context.Transforms.LowRankCompress("Z", "Features", rank).Fit(data), data.Schema);
    }

    private int LoadedRank() => ((LowRankCompressTransformer)_context.Model.Load(Target, out _)).GetProjection().Rank;

    [Fact]
    public void A_new_file_is_written_and_an_old_one_replaced_leaving_nothing_else()
    {
        foreach (int rank in new[] { 2, 3 })
        {
            var (model, schema) = Model(rank);
            _context.Model.SaveAtomically(model, schema, Target);
            Assert.Equal(rank, LoadedRank());
            Assert.Equal([Target], Directory.GetFileSystemEntries(_folder));
        }
    }

    [Fact]
    public void A_save_that_fails_leaves_the_old_file_and_no_other()
    {
        var (model, schema) = Model();
        _context.Model.SaveAtomically(model, schema, Target);
        byte[] before = File.ReadAllBytes(Target);
        Assert.Throws<IOException>(() => _context.Model.SaveAtomically(new Watched(model, () => throw new IOException("No space left on device.")), schema, Target));
        Assert.Equal(before, File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Until_the_new_file_is_whole_the_old_one_is_what_a_killed_process_leaves()
    {
        var (model, schema) = Model();
        _context.Model.SaveAtomically(model, schema, Target);
        byte[] before = File.ReadAllBytes(Target);
        bool looked = false;
        _context.Model.SaveAtomically(new Watched(model, afterWriting: () =>
        {
            looked = true;
            Assert.Equal(before, File.ReadAllBytes(Target));
            string other = Assert.Single(Directory.GetFiles(_folder), path => path != Target);
            Assert.StartsWith(".model.zip.", Path.GetFileName(other), StringComparison.Ordinal);
        }), schema, Target);
        Assert.True(looked);
        Assert.Equal(2, LoadedRank());
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_IOException()
    {
        var (model, schema) = Model();
        Assert.ThrowsAny<IOException>(
            () => _context.Model.SaveAtomically(model, schema, Path.Combine(_folder, "none", "model.zip")));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void The_watcher_of_a_folder_sees_a_change_of_the_file()
    {
        var (model, schema) = Model();
        _context.Model.SaveAtomically(model, schema, Target);
        using var seen = new ManualResetEventSlim();
        using var watcher = new FileSystemWatcher(_folder, "model.zip") { NotifyFilter = NotifyFilters.LastWrite };
        watcher.Changed += (_, _) => seen.Set();
        watcher.EnableRaisingEvents = true;
        _context.Model.SaveAtomically(model, schema, Target);
        Assert.True(seen.Wait(TimeSpan.FromSeconds(30)));
    }

    [SkippableFact]
    public void A_link_stays_a_link_and_permissions_stay()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need rights on Windows, and files have no mode.");
        var (model, schema) = Model();
        string real = Path.Combine(_folder, "real.zip");
        _context.Model.SaveAtomically(model, schema, real);
        SetMode(real);
        File.CreateSymbolicLink(Target, real);
        _context.Model.SaveAtomically(Model(3).Model, schema, Target);
        Assert.NotNull(new FileInfo(Target).LinkTarget);
        Assert.Equal(3, LoadedRank());
        AssertMode(real);
    }

    [SkippableFact]
    public void A_folder_that_is_not_writable_leaves_the_old_file()
    {
        Skip.If(OperatingSystem.IsWindows(), "Folders have no mode on Windows.");
        Skip.If(Environment.UserName == "root", "Root may write everywhere.");
        var (model, schema) = Model();
        _context.Model.SaveAtomically(model, schema, Target);
        MakeReadOnly(_folder, true);
        try
        {
            Assert.Throws<UnauthorizedAccessException>(() => _context.Model.SaveAtomically(Model(3).Model, schema, Target));
        }
        finally
        {
            MakeReadOnly(_folder, false);
        }
        Assert.Equal(2, LoadedRank());
    }

    [SkippableFact]
    public void A_disk_that_became_read_only_leaves_the_old_file()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs a mount.");
        string disk = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;
        Skip.IfNot(Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk), "Mounting is not permitted here.");
        try
        {
            string target = Path.Combine(disk, "model.zip");
            var (model, schema) = Model();
            _context.Model.SaveAtomically(model, schema, target);
            byte[] before = File.ReadAllBytes(target);
            Skip.IfNot(Run("mount", "-o", "remount,ro", disk), "Mounting again is not permitted here.");
            var e = Record.Exception(() => _context.Model.SaveAtomically(Model(3).Model, schema, target));
            Assert.True(e is IOException or UnauthorizedAccessException, $"{e}");
            Assert.Equal(before, File.ReadAllBytes(target));
            Assert.Equal([target], Directory.GetFileSystemEntries(disk));
        }
        finally
        {
            Run("umount", disk);
        }
    }

    [SkippableFact]
    public void A_full_disk_leaves_the_old_file()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs a mount of limited size.");
        string disk = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;
        Skip.IfNot(Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk), "Mounting is not permitted here.");
        try
        {
            string target = Path.Combine(disk, "model.zip");
            var (model, schema) = Model();
            _context.Model.SaveAtomically(model, schema, target);
            byte[] before = File.ReadAllBytes(target);
            var wide = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(i => new Wide(i)));
            var large = _context.Transforms.LowRankCompress("Z", "Features", 40).Fit(wide);
            Assert.ThrowsAny<IOException>(() => _context.Model.SaveAtomically(large, wide.Schema, target));
            Assert.Equal(before, File.ReadAllBytes(target));
            Assert.Equal([target], Directory.GetFileSystemEntries(disk));
        }
        finally
        {
            Run("umount", disk);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static void SetMode(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
    }

    private static void AssertMode(string path)
    {
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
    }

    private static void MakeReadOnly(string folder, bool readOnly)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute | (readOnly ? 0 : UnixFileMode.UserWrite));
    }

    private sealed class Wide
    {
        public Wide(int seed)
        {
            var random = new Random(seed);
            Features = [.. Enumerable.Range(0, 1000).Select(_ => random.NextSingle())];
        }

        [VectorType(1000)]
        public float[] Features { get; set; }
    }

    /// <summary>A model whose save is interrupted when most of it was written.</summary>
    private sealed class Watched(ITransformer inner, Action afterWriting) : ITransformer
    {
        public bool IsRowToRowMapper => inner.IsRowToRowMapper;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => inner.GetRowToRowMapper(inputSchema);

        public IDataView Transform(IDataView input) => inner.Transform(input);

        public void Save(ModelSaveContext ctx)
        {
            inner.Save(ctx);
            afterWriting();
        }
    }
}
