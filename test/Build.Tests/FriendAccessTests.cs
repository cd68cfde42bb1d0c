using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace LowRank.Build.Tests;

/// <summary>The tool is run as the build runs it, on this assembly in place of ML.NET's.</summary>
public sealed class FriendAccessTests : IDisposable
{
    private static readonly string ThisAssembly = typeof(FriendAccessTests).Assembly.Location;
    private readonly string _folder = Directory.CreateTempSubdirectory("friend-access").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Listed_members_are_public_in_the_copy_and_nothing_else_is()
    {
        string type = typeof(Closed).FullName!;
        var (exitCode, error) = Run($"# a comment\n{type} Opened # another\n{type}+Inner -\n{type} .ctor\n{type} Value\n");

        Assert.True(exitCode == 0, error);
        Copied(copy =>
        {
            var opened = copy.GetType(type, throwOnError: true)!;
            Assert.True(opened.IsVisible);
            Assert.True(copy.GetType(type + "+Inner", throwOnError: true)!.IsVisible);
            Assert.Equal(["get_Value", "Opened"], DeclaredMethods(opened, BindingFlags.Public));
            Assert.Equal(["LeftClosed", "set_Value"], DeclaredMethods(opened, BindingFlags.NonPublic));
            Assert.Single(opened.GetConstructors());
            Assert.False(copy.GetType(typeof(AlsoClosed).FullName!, throwOnError: true)!.IsVisible);
        });
    }

    [Theory]
    [InlineData("{0} NoSuchMember", "NoSuchMember")]
    [InlineData("No.Such.Type -", "No.Such.Type")]
    [InlineData("{0} Opened\nNo.Such.Type Opened", "No.Such.Type")]
    [InlineData("{0}", "(1)")]
    public void A_line_that_tells_no_truth_fails_with_a_sentence_and_writes_nothing(string list, string named)
    {
        var (exitCode, error) = Run(list.Replace("{0}", typeof(Closed).FullName, StringComparison.Ordinal));

        Assert.Equal(1, exitCode);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Contains(" error : ", error, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Trim(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Output));
    }

    private string Output => Path.Combine(_folder, "opened");

    private static IEnumerable<string> DeclaredMethods(Type type, BindingFlags visibility) =>
        type.GetMethods(visibility | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Select(method => method.Name).Order(StringComparer.OrdinalIgnoreCase);

    private (int ExitCode, string Error) Run(string list)
    {
        string listPath = Path.Combine(_folder, "list.txt");
        File.WriteAllText(listPath, list);
        string tool = Path.Combine(AppContext.BaseDirectory, "FriendAccess.dll");
        var info = new ProcessStartInfo("dotnet", [tool, listPath, Output, ThisAssembly]) { RedirectStandardError = true };
        using var process = Process.Start(info)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }

    private void Copied(Action<Assembly> check)
    {
        string[] runtime = Directory.GetFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll");
        string[] ours = Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Where(path => path != ThisAssembly).ToArray();
        using var context = new MetadataLoadContext(new PathAssemblyResolver([.. runtime, .. ours]));
        check(context.LoadFromAssemblyPath(Path.Combine(Output, Path.GetFileName(ThisAssembly))));
    }
}

#pragma warning disable CA1812, CA1852, CA1822 // Never used: the shape is all that matters.
internal class Closed
{
    private Closed()
    {
    }

    internal int Value { get; private set; }

    internal void Opened() => Value++;

    internal void LeftClosed() => Value--;

    private sealed class Inner;
}

internal sealed class AlsoClosed;
