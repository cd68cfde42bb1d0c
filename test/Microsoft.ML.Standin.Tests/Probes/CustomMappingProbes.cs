using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Standin.Tests;

[CustomMappingFactoryAttribute(Contract)]
internal sealed class DoublingFactory : CustomMappingFactory<DoublingFactory.Input, DoublingFactory.Output>
{
    public const string Contract = "Doubling";

    internal sealed class Input
    {
        public float Number { get; set; }
        public string? Text { get; set; }
    }

    internal sealed class Output
    {
        public float Twice { get; set; }
        [VectorType(2)] public float[]? Both { get; set; }
        public string? Upper { get; set; }
    }

    public override Action<Input, Output> GetMapping() => Map;

    public static void Map(Input input, Output output)
    {
        output.Twice = 2 * input.Number;
        output.Both = [input.Number, 1];
        output.Upper = input.Text?.ToUpperInvariant();
    }
}

[Probes("custommapping")]
internal static class CustomMappingProbes
{
    private static readonly MLContext Context = new(1);

    private static IDataView Rows => Everyday.View(Context);

    private sealed class NumberOnly
    {
        public float Number { get; set; }
    }

    private sealed class AbsentInput
    {
        public float Nothing { get; set; }
    }

    private static CustomMappingEstimator<DoublingFactory.Input, DoublingFactory.Output> Doubling(string? contract = null) =>
        Context.Transforms.CustomMapping<DoublingFactory.Input, DoublingFactory.Output>(DoublingFactory.Map, contract);

    public static object Mapped() => Describe.Fitted(Doubling(), Rows);

    public static object ReplacesAColumn() => Describe.Fitted(
        Context.Transforms.CustomMapping<NumberOnly, NumberOnly>((input, output) => output.Number = -input.Number, null),
        Rows, "Number");

    public static object Bad() => new
    {
        absent = Describe.Thrown(() => Context.Transforms
            .CustomMapping<AbsentInput, NumberOnly>((_, output) => output.Number = 1, null).Fit(Rows)),
        noMapping = Describe.Thrown(() => Context.Transforms.CustomMapping<NumberOnly, NumberOnly>(null!, null)),
    };

    public static object SavedWithoutContract() =>
        Describe.Thrown(() => Context.Model.Save(Doubling().Fit(Rows), Rows.Schema, Stream.Null));

    public static object SavedAndLoaded()
    {
        Context.ComponentCatalog.RegisterAssembly(typeof(DoublingFactory).Assembly);
        using var stream = new MemoryStream();
        Context.Model.Save(Doubling(DoublingFactory.Contract).Fit(Rows), Rows.Schema, stream);
        stream.Position = 0;
        return Describe.SchemaAndRows(Context.Model.Load(stream, out _).Transform(Rows), "Twice", "Both", "Upper");
    }

    public static object LoadedWithoutRegistration()
    {
        using var stream = new MemoryStream();
        Context.Model.Save(Doubling("Unknown contract").Fit(Rows), Rows.Schema, stream);
        stream.Position = 0;
        return Describe.Thrown(() => new MLContext(1).Model.Load(stream, out _));
    }
}
