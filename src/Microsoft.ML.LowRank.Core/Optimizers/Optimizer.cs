using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Optimizers;

/// <summary>
/// Adam, AdamW or momentum over the parameters of a network. Tables change in the rows of the batch alone: one count of
/// steps corrects the bias of all moments, and the moments of other rows stay as they are.
/// </summary>
internal sealed class Optimizer(IComputeBackend engine, OptimizerSettings settings)
{
    private readonly Dictionary<Parameter, (Tensor First, Tensor? Second)> _states = [];

    /// <summary>The learning rate at hand; schedules change it.</summary>
    public double LearningRate { get; set; } = settings.LearningRate;

    /// <summary>The learning rate is multiplied by it in the steps that follow.</summary>
    public double RateFactor { get; set; } = 1;

    /// <summary>Steps taken.</summary>
    public long Steps { get; set; }

    /// <summary>The moments of a parameter, made when they are first asked for.</summary>
    public (Tensor First, Tensor? Second) StateOf(Parameter parameter)
    {
        if (!_states.TryGetValue(parameter, out var state))
        {
            state.First = engine.Allocate(parameter.Tensor.Rows, parameter.Tensor.Columns);
            if (settings.Kind != OptimizerKind.MomentumSgd)
                state.Second = engine.Allocate(parameter.Tensor.Rows, parameter.Tensor.Columns);
            _states.Add(parameter, state);
        }
        return state;
    }

    /// <summary>One step along the gradients of a workspace.</summary>
    public void Step(Gradients gradients, Workspace memory)
    {
        Steps++;
        double norm = settings.LargestNorm > 0 ? Math.Sqrt(SquaredNorm(gradients, memory)) : 0;
        // What is not finite is left as it is: the caller sees it in the loss.
        double scale = norm > settings.LargestNorm && double.IsFinite(norm) ? settings.LargestNorm / norm : 1;
        var dense = Numbers(scale, isTable: false);
        // By index: to enumerate a list that is known by its interface would allocate.
        for (int i = 0; i < gradients.OfParameters.Count; i++)
        {
            var (parameter, gradient) = gradients.OfParameters[i];
            Update(parameter, memory[gradient], null, dense);
        }
        var rows = Numbers(scale, isTable: true);
        for (int i = 0; i < gradients.Tables.Count; i++)
        {
            var (table, range) = gradients.Tables[i];
            Update(table, memory.GradientOf(table), memory.Rows(range), rows);
        }
    }

    private double SquaredNorm(Gradients gradients, Workspace memory)
    {
        double sum = 0;
        for (int i = 0; i < gradients.OfParameters.Count; i++)
            sum += engine.SumOfSquares(memory[gradients.OfParameters[i].Gradient]);
        for (int i = 0; i < gradients.Tables.Count; i++)
            sum += engine.SumOfSquares(memory.GradientOf(gradients.Tables[i].Table));
        return sum;
    }

    private void Update(Parameter parameter, Tensor gradient, RowIndex? rows, in UpdateSettings numbers)
    {
        var (first, second) = StateOf(parameter);
        if (second is null)
            engine.Momentum(parameter.Tensor, first, gradient, rows, numbers);
        else
            engine.Adam(parameter.Tensor, first, second, gradient, rows, numbers);
    }

    private UpdateSettings Numbers(double scale, bool isTable)
    {
        double rate = LearningRate * RateFactor;
        bool isAdam = settings.Kind != OptimizerKind.MomentumSgd;
        double firstBias = 1 - Math.Pow(settings.FirstDecay, Steps);
        double secondBias = Math.Sqrt(1 - Math.Pow(settings.SecondDecay, Steps));
        double decay = settings.Kind == OptimizerKind.AdamW && !isTable ? settings.WeightDecay : 0;
        return new UpdateSettings
        {
            Rate = (float)(isAdam ? rate * secondBias / firstBias : rate),
            FirstDecay = settings.FirstDecay,
            SecondDecay = settings.SecondDecay,
            // m̂ / (√v̂ + ε) with the corrections drawn into the rate; for rows ε is as small as the field has it there.
            Epsilon = (float)(isTable ? settings.Epsilon : settings.Epsilon * secondBias),
            GradientScale = (float)scale,
            Keep = (float)(1 - rate * decay),
        };
    }
}
