using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>A column in memory that is a field of a click-through-rate model.</summary>
internal abstract class CtrColumn(FeatureField field)
{
    public FeatureField Field { get; } = field;

    /// <summary>Hands over the values of a row.</summary>
    public abstract void Give(int row, IFeatureSink sink, int field);

    /// <summary>The column as learners of ML.NET know it.</summary>
    public abstract ViewColumn ToView();
}

/// <summary>One text per row; an empty one is missing.</summary>
internal sealed class TextColumn(FeatureField field, string[] values) : CtrColumn(field)
{
    public override void Give(int row, IFeatureSink sink, int field) => sink.Text(field, values[row]);

    public override ViewColumn ToView() => ViewColumn.Of(Field.Name, TextDataViewType.Instance, row => values[row].AsMemory());
}

/// <summary>One number per row; NaN is missing.</summary>
internal sealed class ValueColumn(FeatureField field, float[] values) : CtrColumn(field)
{
    public override void Give(int row, IFeatureSink sink, int field) => sink.Number(field, values[row]);

    public override ViewColumn ToView() => ViewColumn.Of(Field.Name, NumberDataViewType.Single, row => values[row]);
}

/// <summary>Any number of texts per row.</summary>
internal sealed class BagColumn(FeatureField field, string[][] values) : CtrColumn(field)
{
    public override void Give(int row, IFeatureSink sink, int field)
    {
        foreach (string value in values[row])
            sink.Text(field, value);
    }

    /// <summary>ML.NET's learners get an indicator per text.</summary>
    public override ViewColumn ToView()
    {
        string[] texts = [.. values.SelectMany(own => own).Distinct().Order(StringComparer.Ordinal)];
        return ViewColumn.VectorOf(Field.Name, [.. texts.Select(text => new NumberColumn(
            text, [.. values.Select(own => own.Contains(text) ? 1f : 0)]))]);
    }
}
