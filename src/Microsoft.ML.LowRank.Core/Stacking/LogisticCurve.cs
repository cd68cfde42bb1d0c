using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Log-odds = Slope · line + Offset (Platt, 1999).</summary>
internal readonly record struct LogisticCurve(double Slope, double Offset)
{
    private const int MostSteps = 25;
    private const double LargestSlope = 1e4;

    /// <summary>A curve per column, each of which is a line fitted to labels of 0 and 1, by Newton's method; every step is a
    /// pass over the rows.</summary>
    public static LogisticCurve[] Fit(IRowSource lines, CancellationToken cancellation)
    {
        var curves = new LogisticCurve[lines.Columns];
        // As steep as lines between 0 and 1 are at a half.
        Array.Fill(curves, new LogisticCurve(4, -2));
        bool moved = true;
        for (int step = 0; step < MostSteps && moved; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var sums = Array.ConvertAll(curves, _ => new Sums());
            foreach (var block in lines.Read())
            {
                for (int row = 0; row < block.Rows; row++)
                {
                    if (block.Segments![row] < 0)
                        continue;
                    for (int i = 0; i < curves.Length; i++)
                        sums[i].Add(curves[i], block.Values[(row * block.Columns) + i],
                            block.Targets![row * block.TargetCount], block.Weights?[row] ?? 1);
                }
            }
            moved = false;
            for (int i = 0; i < curves.Length; i++)
            {
                var next = sums[i].Improve(curves[i]);
                moved |= Math.Abs(next.Slope - curves[i].Slope) > 1e-6 * Math.Max(1, Math.Abs(curves[i].Slope))
                    || Math.Abs(next.Offset - curves[i].Offset) > 1e-6 * Math.Max(1, Math.Abs(curves[i].Offset));
                curves[i] = next;
            }
        }
        return curves;
    }

    public LinearPart Apply(LinearPart part)
    {
        double slope = Slope;
        return new LinearPart(Array.ConvertAll(part.Coefficients, w => w * slope), (part.Intercept * slope) + Offset);
    }

    /// <summary>Gradient and curvature of the logistic loss in both parameters.</summary>
    private sealed class Sums
    {
        private double _gradientSlope, _gradientOffset, _slopes, _mixed, _offsets, _weight;

        public void Add(LogisticCurve curve, double line, double target, double weight)
        {
            double p = BaseLayout.Logistic((curve.Slope * line) + curve.Offset);
            double residual = weight * (p - target), curvature = weight * p * (1 - p);
            _gradientSlope += residual * line;
            _gradientOffset += residual;
            _slopes += curvature * line * line;
            _mixed += curvature * line;
            _offsets += curvature;
            _weight += weight;
        }

        public LogisticCurve Improve(LogisticCurve curve)
        {
            // A little ridge keeps lines that separate the classes from an infinite slope.
            double ridge = 1e-9 * _weight;
            double a = _slopes + ridge, c = _offsets + ridge;
            double determinant = (a * c) - (_mixed * _mixed);
            double gradient = _gradientSlope + (ridge * curve.Slope);
            if (!(determinant > 0))
                return curve;
            double slope = ((c * gradient) - (_mixed * _gradientOffset)) / determinant;
            double offset = ((a * _gradientOffset) - (_mixed * gradient)) / determinant;
            // Far from the end Newton's steps are too long where the curve is flat.
            double shrink = Math.Min(1, 8 / Math.Max(Math.Abs(slope), Math.Abs(offset)));
            var next = new LogisticCurve(curve.Slope - (shrink * slope), curve.Offset - (shrink * offset));
            return double.IsFinite(next.Offset) && Math.Abs(next.Slope) < LargestSlope ? next : curve;
        }
    }
}
