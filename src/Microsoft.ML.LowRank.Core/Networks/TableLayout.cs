using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>Where the rows of a compressed network's tables lie.</summary>
internal sealed class TableLayout
{
    /// <param name="form">What the tables are.</param>
    /// <param name="categories">Number of categorical fields.</param>
    /// <param name="offsets">The encoder's first row of every field, and the number of all rows at the end.</param>
    /// <exception cref="InvalidDataException">The form is not that of these fields.</exception>
    public TableLayout(TableForm form, int categories, int[] offsets)
    {
        form.Require(categories);
        Form = form;
        Fields = new FieldArrangement(form.Order, offsets);
        var ranges = new IdRange[form.Groups.Length];
        int first = 0;
        for (int g = 0; g < ranges.Length; g++)
        {
            int end = first + form.Groups[g].Fields;
            ranges[g] = new IdRange(first, end - first, Fields.Offsets[first], Fields.Offsets[end] - Fields.Offsets[first]);
            first = end;
        }
        Ranges = ranges;
        // Where every field stands, to put restored vectors into the order that the architecture knows.
        PlaceOf = new int[categories];
        for (int place = 0; place < categories; place++)
            PlaceOf[form.Order[place]] = place;
    }

    public TableForm Form { get; }

    public FieldArrangement Fields { get; }

    /// <summary>The fields and rows of every group.</summary>
    public IReadOnlyList<IdRange> Ranges { get; }

    /// <summary>For every field of the encoder its place.</summary>
    public int[] PlaceOf { get; }
}
