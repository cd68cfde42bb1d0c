namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// The units in which all training parts together are computed: (x − centre) / scale of all rows, and a last column of
/// 1 for the intercept, or of 0 when there is none.
/// </summary>
internal sealed class LogisticUnits
{
    public LogisticUnits(LogisticMoments all, int columns, PathSettings settings)
    {
        Columns = columns;
        Intercept = settings.FitIntercept ? 1 : 0;
        Centres = new double[columns];
        Inverses = new double[columns];
        for (int j = 0; j < columns; j++)
        {
            double mean = all.Mean(j);
            double deviation = all.Deviation(j);
            Centres[j] = settings.FitIntercept ? mean : 0;
            double scale = settings.FitIntercept ? deviation : Math.Sqrt((mean * mean) + (deviation * deviation));
            Inverses[j] = scale > 0 ? 1 / scale : 0;
        }
    }

    /// <summary>Columns without the intercept's.</summary>
    public int Columns { get; }

    /// <summary>Columns with the intercept's.</summary>
    public int Width => Columns + 1;

    /// <summary>Value of the intercept's column.</summary>
    public double Intercept { get; }

    public double[] Centres { get; }

    /// <summary>1 / scale; 0 for a column that takes no part.</summary>
    public double[] Inverses { get; }

    /// <summary>Coefficients on the columns' own scale, and the intercept.</summary>
    public (double[] Coefficients, double Intercept) ToRaw(ReadOnlySpan<double> point)
    {
        var raw = new double[Columns];
        double intercept = Intercept * point[Columns];
        for (int j = 0; j < Columns; j++)
        {
            raw[j] = point[j] * Inverses[j];
            intercept -= raw[j] * Centres[j];
        }
        return (raw, intercept);
    }
}
