using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>
/// The matrix products of a training step and nothing else: for every layer the forward one, that of the weights' gradient and
/// that of the input's, in the network's shapes and order. No network on this engine can be faster than these.
/// </summary>
internal sealed class NetworkProducts(Network network, int rows, int threads)
{
    private readonly CpuBackend _engine = new(threads);
    private readonly Layer[] _layers =
    [
        .. network.Parameters.All
            .Where(parameter => parameter.Kind == ParameterKind.Dense && parameter.Tensor.Rows > 1)
            .Select(parameter => new Layer(new CpuBackend(threads), parameter.Tensor, rows)),
    ];

    public void Run()
    {
        foreach (var layer in _layers)
            _engine.MatMul(layer.X, false, layer.W, false, layer.Y, false);
        foreach (var layer in _layers.Reverse())
        {
            _engine.MatMul(layer.X, true, layer.Y, false, layer.Gradient, true);
            _engine.MatMul(layer.Y, false, layer.W, true, layer.XGradient, false);
        }
    }

    private sealed class Layer
    {
        public Layer(CpuBackend engine, Tensor weight, int rows)
        {
            W = weight;
            X = engine.Allocate(rows, weight.Rows);
            XGradient = engine.Allocate(rows, weight.Rows);
            Y = engine.Allocate(rows, weight.Columns);
            Gradient = engine.Allocate(weight.Rows, weight.Columns);
            // What is all zeros may be faster than numbers are.
            engine.Fill(X, 0.5f);
        }

        public Tensor W { get; }

        public Tensor X { get; }

        public Tensor XGradient { get; }

        public Tensor Y { get; }

        public Tensor Gradient { get; }
    }
}
