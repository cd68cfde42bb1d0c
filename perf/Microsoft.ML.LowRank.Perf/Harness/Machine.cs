using System.Runtime.InteropServices;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>What the numbers were measured on.</summary>
internal static class Machine
{
    /// <summary>One line: processor, caches, system, runtime, kernels.</summary>
    public static string Description =>
        $"{Processor()}, {Environment.ProcessorCount} processors{Caches()}; {RuntimeInformation.OSDescription}; "
        + $"{RuntimeInformation.FrameworkDescription}; kernels {KernelVariants.Default.Name}";

    private static string Processor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        var line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal))
            : null;
        var name = line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown processor";
        var family = Value("cpu family");
        var model = Value("model\t");
        return family is null ? name : $"{name} (family {family}, model {model})";

        static string? Value(string key) => File.ReadLines(CpuInfo)
            .FirstOrDefault(text => text.StartsWith(key, StringComparison.Ordinal))?.Split(':')[1].Trim();
    }

    private static string Caches()
    {
        const string Folder = "/sys/devices/system/cpu/cpu0/cache";
        if (!Directory.Exists(Folder))
        {
            return string.Empty;
        }

        var sizes = Directory.GetDirectories(Folder, "index*").Order(StringComparer.Ordinal)
            .Where(index => Read(index, "type") != "Instruction")
            .Select(index => $"L{Read(index, "level")} {Read(index, "size")}");
        return $" ({string.Join(", ", sizes)})";

        static string Read(string index, string file) => File.ReadAllText(Path.Combine(index, file)).Trim();
    }
}
