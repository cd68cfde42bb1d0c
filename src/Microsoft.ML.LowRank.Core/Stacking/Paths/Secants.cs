namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// The last steps and by how much each changed the gradient: what a curvature that was taken elsewhere is corrected by
/// (BFGS; Nocedal &amp; Wright, 2006, chapter 6).
/// </summary>
internal sealed class Secants
{
    private const int Most = 6;

    // Cosine of the angle between a step and its change below which the change is little more than rounding.
    private const double LeastCosine = 1e-8;

    private readonly List<(double[] Step, double[] Change, double Along)> _pairs = [];

    public void Clear() => _pairs.Clear();

    public void Add(double[] from, double[] to, double[] gradientFrom, double[] gradientTo)
    {
        var step = new double[from.Length];
        var change = new double[from.Length];
        for (int j = 0; j < step.Length; j++)
        {
            step[j] = to[j] - from[j];
            change[j] = gradientTo[j] - gradientFrom[j];
        }
        double along = ShortVectors.Dot(step, change);
        double lengths = Math.Sqrt(ShortVectors.Dot(step, step) * ShortVectors.Dot(change, change));
        if (!(along > LeastCosine * lengths))
            return;
        if (_pairs.Count == Most)
            _pairs.RemoveAt(0);
        _pairs.Add((step, change, along));
    }

    /// <summary>
    /// H becomes H − (Hs)(Hs)ᵀ/sᵀHs + yyᵀ/yᵀs for every step s and change y: then it maps the last s to y.
    /// </summary>
    public void Correct(double[] matrix)
    {
        foreach (var (step, change, along) in _pairs)
        {
            int size = step.Length;
            var image = new double[size];
            for (int j = 0; j < size; j++)
                image[j] = ShortVectors.Dot(matrix.AsSpan(j * size, size), step);
            double predicted = ShortVectors.Dot(step, image);
            for (int j = 0; j < size; j++)
            {
                var row = matrix.AsSpan(j * size, size);
                if (predicted > 0)
                    ShortVectors.AddScaled(-image[j] / predicted, image, row);
                ShortVectors.AddScaled(change[j] / along, change, row);
            }
        }
    }
}
