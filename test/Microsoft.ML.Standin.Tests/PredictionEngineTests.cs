using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

public class PredictionEngineTests
{
    private readonly MLContext _context = new(seed: 1);

    private static TransformerChain<ITransformer> Identity => new();

    [Fact]
    public void A_prediction_is_made_for_each_object()
    {
        using var engine = _context.Model.CreatePredictionEngine<Source, Target>(Identity);
        Assert.Equal("one", engine.Predict(new Source { Text = "one" }).Text);
        var target = new Target();
        engine.Predict(new Source { Text = "two", Vector = [7] }, ref target);
        Assert.Equal("two", target.Text);
        Assert.Equal([7f], target.Vector!);
        Assert.Equal(["Text", "Vector"], engine.OutputSchema.Select(c => c.Name));
    }

    [Fact]
    public void Missing_columns_are_ignored_unless_they_must_not_be()
    {
        using var engine = _context.Model.CreatePredictionEngine<Source, Wider>(Identity);
        Assert.Equal(3, engine.Predict(new Source { Text = "x" }).Unknown);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Model.CreatePredictionEngine<Source, Wider>(Identity, ignoreMissingColumns: false));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Model.CreatePredictionEngine<Source, Wider>(Identity, new PredictionEngineOptions { IgnoreMissingColumns = false }));
    }

    [Fact]
    public void A_schema_gives_the_sizes_of_vectors()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Vector", new VectorDataViewType(NumberDataViewType.Single, 2));
        using var engine = _context.Model.CreatePredictionEngine<Source, Target>(Identity, builder.ToSchema());
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), engine.OutputSchema["Vector"].Type);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => _context.Model.CreatePredictionEngine<Source, Target>(null!));
        using var engine = _context.Model.CreatePredictionEngine<Source, Target>(Identity);
        Assert.Throws<ArgumentNullException>(() => engine.Predict(null!));
        Assert.Throws<InvalidOperationException>(() => _context.Model.CreatePredictionEngine<Source, Different>(Identity));
    }

    private sealed class Source
    {
        public string? Text { get; set; }

        public float[]? Vector { get; set; }
    }

    private sealed class Target
    {
        public string? Text { get; set; }

        public float[]? Vector { get; set; }
    }

    private sealed class Wider
    {
        public string? Text { get; set; }

        public int Unknown { get; set; } = 3;
    }

    private sealed class Different
    {
        public double Vector { get; set; }
    }
}
