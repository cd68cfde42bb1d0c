using System.Reflection;
using System.Runtime.InteropServices;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>The few functions of OpenBLAS that we compare with; only the benchmarks call it.</summary>
internal static unsafe partial class OpenBlas
{
    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101;
    private const int Plain = 111;
    private const int Transposed = 112;

    private static readonly bool IsInstalled =
        NativeLibrary.TryLoad(Library, Assembly.GetExecutingAssembly(), null, out _);

    /// <summary>
    /// After this time its idle workers sleep. They spin for a number of processor ticks: here about 0.1 s, in which
    /// they take a core from whoever comes next (after 45 ms our 8 µs products took 20 µs in the mean).
    /// </summary>
    public static TimeSpan TimeToSleep => TimeSpan.FromMilliseconds(250);

    /// <summary>Version and the kernels it chose.</summary>
    /// <exception cref="PeerMissingException">It is not installed.</exception>
    public static string Description => IsInstalled
        ? $"{Marshal.PtrToStringUTF8(Configuration())?.Trim()}, core {Marshal.PtrToStringUTF8(CoreName())}"
        : throw new PeerMissingException($"{Library} cannot be loaded. Install the package libopenblas0-pthread.");

    public static void SetThreads(int threads) => SetNumberOfThreads(threads);

    /// <summary>C = op(A)·op(B), row-major.</summary>
    public static void Multiply(
        bool transposeA, bool transposeB, int m, int n, int k, float* a, int lda, float* b, int ldb, float* c, int ldc) =>
        Sgemm(
            RowMajor, transposeA ? Transposed : Plain, transposeB ? Transposed : Plain, m, n, k, 1f, a, lda, b, ldb, 0f,
            c, ldc);

    /// <summary>y = Wx, or y = xW.</summary>
    public static void MultiplyVector(bool transpose, int rows, int columns, float* w, int stride, float* x, float* y) =>
        Sgemv(RowMajor, transpose ? Transposed : Plain, rows, columns, 1f, w, stride, x, 1, 0f, y, 1);

    [LibraryImport(Library, EntryPoint = "openblas_get_config")]
    private static partial nint Configuration();

    [LibraryImport(Library, EntryPoint = "openblas_get_corename")]
    private static partial nint CoreName();

    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    private static partial void SetNumberOfThreads(int threads);

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    private static partial void Sgemm(
        int order, int transposeA, int transposeB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb,
        float beta, float* c, int ldc);

    [LibraryImport(Library, EntryPoint = "cblas_sgemv")]
    private static partial void Sgemv(
        int order, int transpose, int m, int n, float alpha, float* a, int lda, float* x, int incX, float beta, float* y,
        int incY);
}
