using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>The two networks that are compared, as the peer has them: hidden layers of 400, vectors of 16.</summary>
internal static class ClickNetworks
{
    private const int Dimension = 16;

    /// <summary>The peer's name, the one that is printed, and the architecture with its defaults.</summary>
    public static readonly (string Name, string Title, CtrArchitecture Architecture)[] All =
        [("DeepFm", "DeepFM", new DeepFm()), ("Dcn2", "DCNv2, 3 full crosses", new Dcn2())];

    /// <summary>A new network, its parameters made.</summary>
    public static Network Make(CtrArchitecture architecture)
    {
        var shape = new NetworkShape(ClickIds.Fields, ClickIds.TableRows, 0, 0, 0, 1);
        var network = new Network(architecture, shape, Dimension, new ParameterSet(new CpuBackend(), seed: 1));
        network.Trace(isTraining: false);
        return network;
    }
}
