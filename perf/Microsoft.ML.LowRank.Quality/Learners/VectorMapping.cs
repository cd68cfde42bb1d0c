using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Quality.Learners;

/// <summary>Makes a vector of another, row by row.</summary>
/// <param name="values">The values of the row, all of them.</param>
/// <param name="result">What to fill; it holds zeros.</param>
internal delegate void VectorFunction(ReadOnlySpan<float> values, Span<float> result);

/// <summary>A function of a vector column as an estimator, by ML.NET's custom mapping.</summary>
internal static class VectorMapping
{
    /// <param name="context">The context.</param>
    /// <param name="output">The new column, or the one that is replaced.</param>
    /// <param name="input">The column that is read.</param>
    /// <param name="size">The size of the new vector.</param>
    /// <param name="function">Called from several threads.</param>
    public static IEstimator<ITransformer> Of(
        MLContext context, string output, string input, int size, VectorFunction function)
    {
        var from = SchemaDefinition.Create(typeof(InputVector), SchemaDefinition.Direction.Write);
        from[0].ColumnName = input;
        var to = SchemaDefinition.Create(typeof(OutputVector), SchemaDefinition.Direction.Read);
        to[0].ColumnName = output;
        to[0].ColumnType = new VectorDataViewType(NumberDataViewType.Single, size);
        return context.Transforms.CustomMapping<InputVector, OutputVector>(Map, null, from, to);

        void Map(InputVector source, OutputVector target)
        {
            var values = source.Values;
            float[]? dense = values.IsDense ? null : new float[values.Length];
            if (dense is not null)
                values.CopyTo(dense);
            var editor = VBufferEditor.Create(ref target.Values, size);
            editor.Values.Clear();
            function(dense ?? values.GetValues(), editor.Values);
            target.Values = editor.Commit();
        }
    }

    private sealed class InputVector
    {
        public VBuffer<float> Values { get; set; }
    }

    private sealed class OutputVector
    {
        public VBuffer<float> Values;
    }
}
