namespace Microsoft.ML.Trainers;

/// <summary>A loss of linear regression. Only the default one, the squared error, is here.</summary>
public interface ISupportSdcaRegressionLoss
{
}
