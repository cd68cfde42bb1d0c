using Microsoft.ML.LowRank.Autodiff;

namespace Microsoft.ML.LowRank.Core.Tests.Autodiff;

internal static class WholeGradients
{
    /// <summary>The gradient of a parameter, that of a table spread over all its rows.</summary>
    public static float[] GradientOf(this Workspace memory, Plan plan, Parameter parameter)
    {
        var gradient = new float[parameter.Tensor.Count];
        var dense = plan.Gradients!.OfParameters.FirstOrDefault(p => p.Parameter == parameter);
        if (dense.Gradient is not null)
        {
            memory[dense.Gradient].Read(gradient);
            return gradient;
        }
        var (_, range) = plan.Gradients.Tables.Single(t => t.Table == parameter);
        var rows = memory.Rows(range);
        int width = parameter.Tensor.Columns;
        var compact = new float[rows.Count * width];
        memory.GradientOf(parameter).Read(compact);
        for (int i = 0; i < rows.Count; i++)
            compact.AsSpan(i * width, width).CopyTo(gradient.AsSpan(rows.Rows[i] * width));
        return gradient;
    }
}
