namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Whole paths against scikit-learn's Ridge, Lasso and ElasticNet.</summary>
public class LeastSquaresReferenceTests
{
    [Theory]
    [InlineData("well")]
    [InlineData("weighted")]
    [InlineData("unstandardized")]
    [InlineData("no_intercept")]
    public void Coefficients_are_those_of_scikit_learn(string name)
    {
        ForEach(name, (reference, expected, fit, k) =>
        {
            double scale = expected.Coefficients.Max(beta => beta.Max(Math.Abs));
            for (int j = 0; j < reference.Columns; j++)
                Assert.Equal(expected.Coefficients[k][j], fit.Coefficients[k][j], 1e-6 * scale);
            double large = 1e-6 * (1 + expected.Intercepts.Max(Math.Abs));
            Assert.Equal(expected.Intercepts[k], fit.Intercepts[k], large);
        });
    }

    [Theory]
    [InlineData("well")]
    [InlineData("weighted")]
    [InlineData("unstandardized")]
    [InlineData("no_intercept")]
    [InlineData("collinear")]
    [InlineData("wide")]
    public void Objectives_are_no_higher_and_predictions_the_same(string name)
    {
        ForEach(name, (reference, expected, fit, k) =>
        {
            var rows = reference.Data;
            double objective = rows.Objective(
                fit.Coefficients[k], fit.Intercepts[k], fit.L1Ratio, fit.Penalties[k], reference.Standardize);
            Assert.InRange(objective, 0, expected.Objectives[k] * (1 + 1e-9));
            double spread = Math.Sqrt(reference.Y.Max(v => v * v));
            for (int i = 0; i < reference.Rows; i++)
                Assert.Equal(
                    rows.Predict(i, expected.Coefficients[k], expected.Intercepts[k]),
                    rows.Predict(i, fit.Coefficients[k], fit.Intercepts[k]), 1e-6 * spread);
            Assert.InRange(fit.Gaps[k], 0, 1e-12);
        });
    }

    private static void ForEach(string name, Action<PathReference, ReferenceFit, PathFit, int> check)
    {
        var reference = PathReference.Read(name);
        var rows = reference.Data;
        foreach (var expected in reference.Fits)
        {
            var settings = PathSettings.LeastSquares with
            {
                L1Ratios = [expected.Ratio],
                Penalties = expected.Penalties,
                Standardize = reference.Standardize,
                FitIntercept = reference.Intercept,
            };
            var fit = LeastSquaresPaths.Fit(
                rows.Segments(), rows.AllColumns, rows.Columns, [new FoldSplit([0], [], [])], settings)[0][0];
            for (int k = 0; k < expected.Penalties.Length; k++)
                check(reference, expected, fit, k);
        }
    }
}
