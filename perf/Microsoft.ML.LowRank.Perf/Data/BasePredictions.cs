using System.Runtime.InteropServices;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>
/// Out-of-fold predictions of many base models for one target, to be stacked: nine families of models that complement
/// each other, each of near-duplicates. A table of fewer models is the left part of a wider one, and a table of fewer
/// rows the upper part of a longer one. The same numbers on every machine, up to the last bits of the mathematics library.
/// </summary>
/// <remarks>
/// Shaped like the published task before any method of ours existed, by these figures of 100,000 × 72: target 62.55 ± 18.66
/// (3.7 % at 100); RMSE of the best model 8.95 (published 9.25), of the others 8.96 to 10.42 and of two bad ones 12.9 and
/// 18.4; of the plain mean 8.72 (8.89); of least squares, held out, 8.62 (ridge 8.63). Correlations mostly 0.92 to 0.99, 38
/// pairs above 0.999; condition number of the correlations 1.7e7, of the standardised columns its root, 4.1e3: with twins
/// that the published rule drops (mean square 0.01 at a variance of 300) it cannot be less.
/// </remarks>
internal sealed class BasePredictions
{
    private const int BlockRows = 4096;

    /// <summary>Makes a table.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="models">How many models; 72 are eight variants of each family.</param>
    /// <param name="set">0 for the rows to fit on, another number for rows that were held out.</param>
    public BasePredictions(int rows, int models, int set = 0)
    {
        Rows = rows;
        Models = models;
        Values = new float[rows * models];
        Target = new float[rows];
        var world = new SplitMix64(20260211);
        // All models learn from the same rows, whose chance errors they therefore share.
        var common = new SmoothError(ref world, 8, 1.2);
        var shared = ModelFamily.All.Select(family => new SmoothError(ref world, 6, family.Bias)).ToArray();
        var all = Enumerable.Range(0, models).Select(index => new BaseModel(index)).ToArray();
        Parallel.For(0, (rows + BlockRows - 1) / BlockRows, block => Fill(block * BlockRows, set, common, shared, all));
    }

    public int Rows { get; }

    public int Models { get; }

    /// <summary>The predictions, row by row.</summary>
    public float[] Values { get; }

    public float[] Target { get; }

    /// <summary>Writes all predictions row by row, then the target, as raw little-endian float32.</summary>
    public void Save(string path)
    {
        using var file = File.Create(path);
        file.Write(MemoryMarshal.AsBytes(Values.AsSpan()));
        file.Write(MemoryMarshal.AsBytes(Target.AsSpan()));
    }

    private void Fill(int firstRow, int set, SmoothError common, SmoothError[] shared, BaseModel[] models)
    {
        // One stream for what happens in the world and one for the models, so that their number does not change the rows.
        ulong seed = ((ulong)set << 40) + (ulong)firstRow + 1;
        var world = new SplitMix64(seed);
        Span<double> x = stackalloc double[ExamScores.Features];
        Span<double> familyError = stackalloc double[shared.Length];
        Span<double> predictions = stackalloc double[models.Length];
        for (int row = firstRow; row < Math.Min(Rows, firstRow + BlockRows); row++)
        {
            ExamScores.Draw(ref world, x);
            var signal = ExamScores.Signal(x);
            Target[row] = (float)ExamScores.Score(signal, x, ref world);
            // Where rows are rare, models vary more.
            double spread = 0.0;
            foreach (double value in x)
                spread += value * value;
            spread = 0.5 + (0.5 * spread / x.Length);
            double everywhere = common.At(x);
            for (int family = 0; family < shared.Length; family++)
                familyError[family] = everywhere + shared[family].At(x)
                    + (ModelFamily.All[family].Variance * spread * world.NextGaussian());

            var own = new SplitMix64(~(((ulong)set << 40) + (ulong)row));
            for (int m = 0; m < models.Length; m++)
            {
                var model = models[m];
                double error = own.NextGaussian();
                predictions[m] = model.Twin is { } twin
                    ? predictions[twin] + (model.TwinDeviation * spread * error)
                    : model.Predict(signal, x, familyError[model.FamilyIndex], model.OwnVariance * spread * error);
                Values[(row * Models) + m] = (float)predictions[m];
            }
        }
    }
}
