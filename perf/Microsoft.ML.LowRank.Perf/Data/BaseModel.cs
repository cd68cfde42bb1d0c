using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>
/// One base model: a variant of its family. Variants come in rounds of eight: the family's best setting, others at a
/// distance from it, runs of the same setting again, and in some families one that is badly scaled, one that failed
/// (near the mean everywhere) or one that diverged.
/// </summary>
internal sealed class BaseModel
{
    private readonly SmoothError _bias;
    private readonly double _learned;
    private readonly double _scale;
    private readonly double _offset;

    public BaseModel(int index)
    {
        int families = ModelFamily.All.Length;
        FamilyIndex = index % families;
        Family = ModelFamily.All[FamilyIndex];
        int variant = index / families;
        int role = variant % 8;
        // By the model's own number, so that it is the same one in tables of other widths.
        var random = new SplitMix64(0x5EED0000 + (ulong)index);
        double distance = role switch { 0 => 0.3, 1 => 1.0, 3 => 0.6, 5 => 1.2, 6 => 0.8, 7 => 1.6, _ => 0 };
        _bias = new SmoothError(ref random, 3, Family.OwnBias * distance);
        _learned = Math.Clamp(1 - (0.12 * distance * random.NextDouble()), 0, 1);
        OwnVariance = Family.OwnVariance * (0.7 + (0.4 * distance));

        bool linear = Family.Name == "linear";
        if (role is 2 or 4)
        {
            // Run again with another seed. Penalties on linear models hardly matter with so many rows: twins, too.
            Twin = index - (linear || role == 2 ? role * families : 3 * families);
            TwinDeviation = Family.Twin * (linear || role == 2 ? 1 : 3);
        }
        else if (linear && role is 6 or 7)
        {
            Twin = index - (role * families);
            TwinDeviation = Family.Twin * (role - 4);
        }
        (_scale, _offset) = (Family.Name, role) switch
        {
            ("neighbours", 6) => (0.85, 0.0),
            ("networks", 6) => (1.0, 3.0),
            ("kernel", 6) => (1.08, -1.5),
            ("random trees", 7) => (0.02, 0.0),
            _ => (1.0, 0.0),
        };
        if ((Family.Name, role) == ("networks", 7))
            OwnVariance = 9;
    }

    public ModelFamily Family { get; }

    public int FamilyIndex { get; }

    /// <summary>The model of which this is another run, an earlier one; or null.</summary>
    public int? Twin { get; }

    public double TwinDeviation { get; }

    public double OwnVariance { get; }

    /// <summary>The prediction, given the error that the family shares and one of the model's own.</summary>
    public double Predict(in ExamScores.Parts signal, ReadOnlySpan<double> x, double shared, double own)
    {
        double deviation = signal.Linear
            + (_learned * ((Family.Curved * signal.Curved) + (Family.Stepped * signal.Stepped) + (Family.Wavy * signal.Wavy)))
            + shared + _bias.At(x) + own;
        double expected = ExamScores.Expected(Family.Shrinkage * deviation);
        return ExamScores.Mean + _offset + (_scale * (expected - ExamScores.Mean));
    }
}
