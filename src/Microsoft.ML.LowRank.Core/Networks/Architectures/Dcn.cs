using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>
/// Crosses x ← x₀ (w · x) + b + x beside a multilayer perceptron (Wang and others, Deep &amp; Cross Network for Ad Click
/// Predictions, ADKDD 2017).
/// </summary>
public sealed class Dcn : DeepArchitecture
{
    /// <summary>Number of cross layers.</summary>
    /// <value>Default: 3.</value>
    public int Crosses { get; set; } = 3;

    internal override Value Trace(NetworkBuilder network)
    {
        var x0 = network.Fields.Flat();
        var x = x0;
        for (int l = 0; l < Crosses; l++)
        {
            var projection = network.Product($"cross.{l}.weight", x, 1);
            x = x0.TimesColumn(projection).PlusRow(network.Bias($"cross.{l}.bias", x0.Columns)) + x;
        }
        var deep = network.Hidden("deep", x0, HiddenUnits, Layers);
        return network.Dense("output", network.Joined(x, deep), network.Shape.Outputs);
    }

    internal override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        RequirePositive(problems, nameof(Crosses), Crosses);
    }
}
