using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.Transforms;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank;

/// <summary>Learns from the frequencies of classes how much a row of each has to weigh so that none drowns in the others.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this estimator, use `mlContext.Transforms.ClassWeights`.
///
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes, once |
/// | Input column data type | <xref:System.Boolean> or a key: the label |
/// | Output column data type | <xref:System.Single> |
/// | Exportable to ONNX | No |
///
/// Of n rows in K classes, a row of a class of size m gets the weight (n / (K m)) to the given power, and all weights are then scaled so
/// that they sum to n: penalties of a trainer keep their meaning. Classes without rows are not counted. When scoring, a row
/// whose label is missing or of a class that had no rows gets NaN, and where there is no label column at all, as in production,
/// every row gets 1.
/// ]]></format>
/// </remarks>
public sealed class ClassWeightsEstimator : IEstimator<ClassWeightsTransformer>
{
    private const int MaximumClasses = 10_000;
    private const int StopEvery = 1_024;

    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly string _output;
    private readonly string _label;
    private readonly double _power;

    internal ClassWeightsEstimator(IHostEnvironment env, string outputColumnName, string labelColumnName, double power)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        if (outputColumnName == labelColumnName)
            throw new ArgumentException($"The weights cannot take the place of the label column '{labelColumnName}'; give them another name.", nameof(outputColumnName));
        if (!double.IsFinite(power) || power < 0)
            throw new ArgumentOutOfRangeException(nameof(power), power, "The power must be a finite number of 0 or more; 1 makes all classes weigh the same.");
        (_environment, _host) = (env, env.Register(ClassWeightsTransformer.LoaderSignature));
        (_output, _label, _power) = (outputColumnName, labelColumnName, power);
    }

    /// <summary>Counts the classes.</summary>
    /// <param name="input">The training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The label column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or a label is missing; the message names the row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ClassWeightsTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(SchemaShape.Create(input.Schema));
        using var channel = _host.Start("Fit");
        float[] weights = Weigh(Count(input), _power);
        channel.Info(MessageSensitivity.Schema, string.Create(CultureInfo.InvariantCulture,
            $"Weights of the classes of '{_label}' lie between {weights.Where(float.IsFinite).Min():G4} and {weights.Where(float.IsFinite).Max():G4}."));
        return new ClassWeightsTransformer(_output, _label, weights);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The label column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var label = ColumnTypes.Find(inputSchema, _label, "label");
        if (label.Kind != SchemaShape.Column.VectorKind.Scalar || !(label.IsKey || label.ItemType == BooleanDataViewType.Instance))
            throw ColumnTypes.Mismatch(_label, "label", ClassWeightsMapper.Expected, ColumnTypes.Describe(label));
        var columns = inputSchema.ToDictionary(column => column.Name);
        columns[_output] = new SchemaShape.Column(_output, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false);
        return new SchemaShape(columns.Values);
    }

    /// <summary>The weight of a row of each class; NaN for classes without rows.</summary>
    internal static float[] Weigh(long[] counts, double power)
    {
        double rows = counts.Sum(), classes = counts.Count(count => count > 0);
        double[] raised = [.. counts.Select(count => count == 0 ? double.NaN : Math.Pow(rows / (classes * count), power))];
        double total = counts.Zip(raised, (count, weight) => count == 0 ? 0 : count * weight).Sum();
        return [.. raised.Select(weight => (float)(weight * rows / total))];
    }

    private long[] Count(IDataView input)
    {
        var label = input.Schema[_label];
        if (label.Type is KeyDataViewType { Count: > MaximumClasses } key)
            throw ColumnTypes.Mismatch(_label, "label", $"at most {MaximumClasses} classes", $"{key.Count}");
        long[] counts = new long[label.Type is KeyDataViewType { Count: var size } ? (int)size : 2];
        using var cursor = input.GetRowCursor([label]);
        var read = LabelReader.Open(cursor, label);
        long rows = 0;
        while (cursor.MoveNext())
        {
            if (rows++ % StopEvery == 0 && CatalogEnvironment.IsCanceled(_environment))
                throw new OperationCanceledException("The MLContext was told to stop.");
            float found = read();
            if (float.IsNaN(found))
                throw new InvalidOperationException(
                    $"Row {cursor.Position}, label column '{_label}' is missing; remove such rows (FilterRowsByMissingValues).");
            counts[(int)found]++;
        }
        return rows > 0 ? counts : throw new InvalidOperationException("There are no rows to count the classes of.");
    }
}
