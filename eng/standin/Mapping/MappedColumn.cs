namespace Microsoft.ML.Data;

/// <summary>A column that a transformer makes of columns of the same row.</summary>
/// <param name="Column">Name, type and annotations.</param>
/// <param name="Inputs">The indices of the input columns that it is made of.</param>
/// <param name="MakeGetter">From a row in which the inputs are active to a getter of the column's raw type.</param>
internal sealed record MappedColumn(DataViewSchema.DetachedColumn Column, int[] Inputs, Func<DataViewRow, Delegate> MakeGetter);
