namespace Microsoft.ML.LowRank;

/// <summary>What is learned, and how rows are divided so that every one is judged by a model that has not seen it.</summary>
public abstract class CrossFitOptions : TrainingOptions
{
    /// <summary>
    /// Name of the label column: <see cref="float"/> for regression, Boolean for two classes, a key for several.
    /// </summary>
    /// <value>Default: <c>Label</c>.</value>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>Name of a <see cref="float"/> column with the weight of each row, finite and not negative.</summary>
    /// <value>Default: null, all rows weigh the same.</value>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>
    /// Folds, at least 3. Every row is predicted by models that have not seen its fold. Ignored when
    /// <see cref="FoldColumnName"/> gives the folds. With <see cref="TimeColumnName"/>: how many stretches of time are
    /// predicted, each from all that came before it.
    /// </summary>
    /// <value>Default: 5.</value>
    public int NumberOfFolds { get; set; } = 5;

    /// <summary>
    /// Name of a column (text, key or integer) whose equal values are never divided between folds: visits of one patient,
    /// items of one shop. At most one of this, <see cref="TimeColumnName"/> and <see cref="FoldColumnName"/> may be set.
    /// </summary>
    /// <value>Default: null, rows are independent.</value>
    public string? SamplingKeyColumnName { get; set; }

    /// <summary>
    /// Name of a column of times (a date or a number): rows are then predicted from earlier ones only. The first stretch of
    /// time cannot be predicted, and serves for training alone. Rows of equal time stay together.
    /// </summary>
    /// <value>Default: null, order does not matter.</value>
    public string? TimeColumnName { get; set; }

    /// <summary>
    /// Time before a stretch that is left out of the training for it, in the unit of <see cref="TimeColumnName"/> (days for
    /// dates), for labels that become known late. Not negative. Ignored without <see cref="TimeColumnName"/>.
    /// </summary>
    /// <value>Default: 0.</value>
    public double TimeGap { get; set; }

    /// <summary>Name of a column (text, key or integer) that says which fold a row is in; it needs at least 3 values.</summary>
    /// <value>Default: null, folds are drawn.</value>
    public string? FoldColumnName { get; set; }

    /// <summary>
    /// Gives every fold its share of every class. Ignored in regression, and where groups, times or a column make the folds.
    /// </summary>
    /// <value>Default: true.</value>
    public bool Stratify { get; set; } = true;

    /// <summary>Seed of the folds, and of the contexts that base learners given as recipes get.</summary>
    /// <value>Default: null, drawn from the <c>MLContext</c>.</value>
    public int? Seed { get; set; }

    /// <summary>
    /// Leaves out, and counts, training rows whose label, weight, time, group or fold is missing. When false such a row is
    /// an error that names it.
    /// </summary>
    /// <value>Default: false.</value>
    public bool SkipInvalidRows { get; set; }

    internal override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        if (string.IsNullOrEmpty(LabelColumnName))
            problems.Add($"{nameof(LabelColumnName)} is empty.");
        ValidateName(problems, nameof(ExampleWeightColumnName), ExampleWeightColumnName);
        ValidateFolds(problems);
    }

    internal static void ValidateName(ICollection<string> problems, string option, string? name)
    {
        if (name is { Length: 0 })
            problems.Add($"{option} is empty; leave it null when there is no such column.");
    }

    internal static void ValidateEnum<T>(ICollection<string> problems, string option, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            problems.Add($"{option} is {Convert.ToInt32(value, null)}, which is not a {typeof(T).Name}.");
    }

    private void ValidateFolds(ICollection<string> problems)
    {
        if (NumberOfFolds < 3)
            problems.Add($"{nameof(NumberOfFolds)} is {NumberOfFolds}; it must be at least 3.");
        ValidateName(problems, nameof(SamplingKeyColumnName), SamplingKeyColumnName);
        ValidateName(problems, nameof(TimeColumnName), TimeColumnName);
        ValidateName(problems, nameof(FoldColumnName), FoldColumnName);
        int ways = new[] { SamplingKeyColumnName, TimeColumnName, FoldColumnName }.Count(name => name != null);
        if (ways > 1)
            problems.Add($"Only one of {nameof(SamplingKeyColumnName)}, {nameof(TimeColumnName)} and {nameof(FoldColumnName)} " +
                "can make the folds; unset the others.");
        if (!(TimeGap >= 0) || double.IsInfinity(TimeGap))
            problems.Add($"{nameof(TimeGap)} is {TimeGap}; it must be finite and not negative.");
    }
}
