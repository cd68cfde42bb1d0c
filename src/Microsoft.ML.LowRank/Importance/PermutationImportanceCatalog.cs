using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Importance;
using Microsoft.ML.LowRank.Interop;

namespace Microsoft.ML;

/// <summary>Extension of <see cref="ModelOperationsCatalog"/> that says which input columns a model lives on.</summary>
public static class PermutationImportanceCatalog
{
    /// <summary>
    /// Measures what every input column is worth to a fitted model: how much worse a metric becomes when the values of the column
    /// are dealt out to the rows at random, while everything else stays as it is.
    /// </summary>
    /// <remarks>
    /// <format type="text/markdown"><![CDATA[
    /// Whole columns of the input are permuted, texts and vectors as well as numbers, and the whole chain is applied to them; nothing
    /// is fitted again. So it answers for the columns that a user knows, not for the slots of a vector that the pipeline made of them,
    /// and it works for any model. Use rows that the model was not fitted to. Columns that tell the same share their importance
    /// or hide each other's: permute them as one by
    /// [Groups](xref:Microsoft.ML.LowRank.PermutationImportanceOptions.Groups).
    ///
    /// The data are scored once, and once per column and repeat; rows stream, and only the values of the column being permuted are
    /// kept in memory, of at most [MaximumRows](xref:Microsoft.ML.LowRank.PermutationImportanceOptions.MaximumRows) rows.
    /// ]]></format>
    /// </remarks>
    /// <param name="catalog">The model operations of an <see cref="MLContext"/>, whose seed decides the permutations.</param>
    /// <param name="model">Any fitted model, also one of ML.NET's own.</param>
    /// <param name="data">Rows with the columns that the model reads, and those that the metric reads.</param>
    /// <param name="metric">
    /// The metric of scored rows, for example <c>scored =&gt; mlContext.BinaryClassification.Evaluate(scored).AreaUnderRocCurve</c>.
    /// </param>
    /// <param name="columns">The columns to permute; null for all that the model reads, but those of the next two parameters.</param>
    /// <param name="labelColumnName">Name of the label column, which is not permuted unless it is asked for; it need not exist.</param>
    /// <param name="exampleWeightColumnName">Name of a column with the weight of each row, which is not permuted either, or null.</param>
    /// <param name="higherIsBetter">Whether the metric grows as the model gets better. False for an error.</param>
    /// <param name="repeats">Permutations per column.</param>
    /// <exception cref="ArgumentException">A value cannot be used; the message lists every reason.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is not in the data.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or the metric is not a finite number.</exception>
    public static PermutationImportanceResult PermutationImportance(
        this ModelOperationsCatalog catalog,
        ITransformer model,
        IDataView data,
        Func<IDataView, double> metric,
        IReadOnlyList<string>? columns = null,
        string labelColumnName = "Label",
        string? exampleWeightColumnName = null,
        bool higherIsBetter = true,
        int repeats = 5)
        => PermutationImportance(catalog, model, data, metric, new PermutationImportanceOptions
        {
            Columns = columns,
            LabelColumnName = labelColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            HigherIsBetter = higherIsBetter,
            Repeats = repeats,
        });

    /// <summary>
    /// Measures what every input column is worth to a fitted model, with every choice in the caller's hands.
    /// </summary>
    /// <param name="catalog">The model operations of an <see cref="MLContext"/>.</param>
    /// <param name="model">Any fitted model, also one of ML.NET's own.</param>
    /// <param name="data">Rows with the columns that the model reads, and those that the metric reads.</param>
    /// <param name="metric">The metric of scored rows.</param>
    /// <param name="options">What is permuted, and how often.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every reason.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is not in the data, or of a type that cannot be kept.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or the metric is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PermutationImportanceResult PermutationImportance(
        this ModelOperationsCatalog catalog,
        ITransformer model,
        IDataView data,
        Func<IDataView, double> metric,
        PermutationImportanceOptions options)
    {
        var environment = CatalogEnvironment.GetEnvironment(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        return new PermutationImportanceRun(environment, model, data, metric, options).Run();
    }
}
