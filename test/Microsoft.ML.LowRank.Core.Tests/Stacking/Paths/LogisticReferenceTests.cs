namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Whole paths against scikit-learn's LogisticRegression.</summary>
public class LogisticReferenceTests
{
    [Theory]
    [InlineData("classes")]
    [InlineData("weighted_classes")]
    [InlineData("classes_no_intercept")]
    public void Coefficients_and_objectives_are_those_of_scikit_learn(string name)
    {
        var reference = PathReference.Read(name);
        var rows = reference.Data;
        foreach (var expected in reference.Fits)
        {
            var settings = PathSettings.Logistic with
            {
                L1Ratios = [expected.Ratio],
                Penalties = expected.Penalties,
                FitIntercept = reference.Intercept,
                Tolerance = 1e-10,
            };
            var fit = LogisticPathsTests.Fit(rows, settings);
            double scale = expected.Coefficients.Max(beta => beta.Max(Math.Abs));
            for (int k = 0; k < expected.Penalties.Length; k++)
            {
                Assert.InRange(fit.Gaps[k], 0, 1e-10);
                for (int j = 0; j < reference.Columns; j++)
                    Assert.Equal(expected.Coefficients[k][j], fit.Coefficients[k][j], 1e-6 * scale);
                Assert.Equal(expected.Intercepts[k], fit.Intercepts[k], 1e-6 * (1 + expected.Intercepts.Max(Math.Abs)));
                double objective = rows.LogLoss(fit.Coefficients[k], fit.Intercepts[k]) +
                    rows.Penalty(fit.Coefficients[k], fit.L1Ratio, fit.Penalties[k], reference.Standardize);
                Assert.InRange(objective, 0, expected.Objectives[k] * (1 + 1e-11));
            }
        }
    }
}
