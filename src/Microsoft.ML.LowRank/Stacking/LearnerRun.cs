using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>What has become of one base learner: its out-of-fold predictions and its models, or why it failed.</summary>
internal sealed class LearnerRun(StackingLearner learner, int rows, int width, int folds)
{
    private int _foldsDone;

    public StackingLearner Learner => learner;

    public string Name => learner.Name;

    /// <summary>Rows × width; NaN where the learner gave nothing.</summary>
    public float[] Values { get; private set; } = NewValues(rows, width);

    /// <summary>Whether the values are probabilities. Settled when all folds are done.</summary>
    public bool AreProbabilities { get; private set; }

    /// <summary>The models of the folds; null where they are not kept.</summary>
    public ITransformer?[] FoldModels { get; } = new ITransformer?[folds];

    /// <summary>The models that score: one that was fitted to all rows, or those of the folds.</summary>
    public ITransformer[] Models { get; set; } = [];

    /// <summary>Why the learner is left out; null while it is not.</summary>
    public string? Failure { get; set; }

    /// <summary>The exception behind <see cref="Failure"/>.</summary>
    public Exception? Exception { get; set; }

    /// <summary>Whether every fold has been fitted.</summary>
    public bool IsComplete => _foldsDone == folds;

    /// <summary>True when earlier predictions were used in place of fits.</summary>
    public bool IsReused { get; private set; }

    /// <summary>The models of all folds; none where one is missing.</summary>
    public ITransformer[] CompleteFoldModels()
        => FoldModels.All(model => model != null) ? [.. FoldModels.OfType<ITransformer>()] : [];

    public void CompleteFold(bool fromProbability)
    {
        // Folds of one learner may run side by side; whether a column is a probability is the same in all of them.
        if (fromProbability)
            AreProbabilities = true;
        Interlocked.Increment(ref _foldsDone);
    }

    public void Reuse(float[] values, bool areProbabilities)
    {
        (Values, AreProbabilities, IsReused, _foldsDone) = (values, areProbabilities, true, folds);
    }

    /// <summary>
    /// Scores of several classes are taken for probabilities when they are all in [0, 1] and sum to one in every row.
    /// </summary>
    public void SettleProbabilities()
    {
        if (width == 1 || IsReused)
            return;
        AreProbabilities = true;
        for (int row = 0; row < rows && AreProbabilities; row++)
        {
            double sum = 0;
            for (int c = 0; c < width; c++)
            {
                float p = Values[(row * width) + c];
                AreProbabilities &= float.IsNaN(p) || (p >= 0 && p <= 1.0001f);
                sum += p;
            }
            AreProbabilities &= double.IsNaN(sum) || Math.Abs(sum - 1) < 1e-3;
        }
    }

    /// <summary>Rows of <paramref name="expected"/> for which there is a finite prediction.</summary>
    public long CountPresent(IReadOnlyList<int> segments, bool[] expected)
    {
        long present = 0;
        for (int row = 0; row < rows; row++)
        {
            if (segments[row] >= 0 && expected[segments[row]] && IsPresent(row))
                present++;
        }
        return present;
    }

    public bool IsPresent(int row)
    {
        for (int c = 0; c < width; c++)
        {
            if (!float.IsFinite(Values[(row * width) + c]))
                return false;
        }
        return true;
    }

    private static float[] NewValues(int rows, int width)
    {
        var values = new float[checked(rows * width)];
        Array.Fill(values, float.NaN);
        return values;
    }
}
