using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("enumerable")]
internal static class EnumerableProbes
{
    private static readonly MLContext Context = new(1);

    private class Base
    {
        public float Inherited;
    }

    private sealed class Derived : Base
    {
        public float Property { get; set; }
        public float ReadOnly => 5;
        public float Field;
        [ColumnName("Renamed")] public float Other;
        [NoColumn] public object? Ignored;
        [LoadColumn(3)] public float Loaded;
        public const float Constant = 1;
        public static float Shared;
        internal float Hidden;
    }

    private sealed class Kinds
    {
        public sbyte A;
        public byte B;
        public short C;
        public ushort D;
        public long E;
        public ulong F;
        public ReadOnlyMemory<char> G;
        public VBuffer<float> H;
        public string[]? I;
        [VectorType(2)] public VBuffer<double> J;
        [KeyType(3)][VectorType(2)] public uint[]? K;
        [VectorType(2, 2)] public int[]? L;
        public bool[]? M;
    }

    private sealed class Unsupported
    {
        public decimal A;
    }

    private sealed class UnsupportedObject
    {
        public Kinds? A;
    }

    private sealed class BadKey
    {
        [KeyType(3)] public float A;
    }

    private sealed class OnlyNumber
    {
        public float Number;
    }

    private sealed class FreshNumber
    {
        public float Number;
        public float Absent;
    }

    private sealed class WrongType
    {
        public int Number;
    }

    private sealed class Named
    {
        [ColumnName("Number")] public float Value { get; set; }
        [ColumnName("Features")] public VBuffer<float> Vector { get; set; }
        public string? Text { get; set; }
        public float[]? Free { get; set; }
        public uint Group { get; set; }
    }

    public static object Everything() => Describe.SchemaAndRows(Everyday.View(Context));
    public static object Members() => Describe.SchemaAndRows(Context.Data.LoadFromEnumerable(
        [new Derived { Property = 1, Field = 2, Other = 3, Loaded = 4, Inherited = 6 }]));

    public static object OtherTypes() => Describe.SchemaAndRows(Context.Data.LoadFromEnumerable(
        [new Kinds
        {
            A = -1, B = 255, C = -2, D = 65535, E = long.MinValue, F = ulong.MaxValue, G = "g".AsMemory(),
            H = new VBuffer<float>(4, 1, [5], [2]), I = ["x", null!, ""], J = new VBuffer<double>(2, [1, 2]), K = [1, 0],
            L = [1, 2, 3, 4], M = [true, false],
        }]));

    public static object NoRows() => Describe.SchemaAndRows(Context.Data.LoadFromEnumerable(Array.Empty<Everyday>()));

    public static object UnsupportedMembers() => new
    {
        number = Describe.Thrown(() => Context.Data.LoadFromEnumerable(Array.Empty<Unsupported>())),
        reference = Describe.Thrown(() => Context.Data.LoadFromEnumerable(Array.Empty<UnsupportedObject>())),
        key = Describe.Thrown(() => Context.Data.LoadFromEnumerable(Array.Empty<BadKey>())),
        nothing = Describe.Thrown(() => Context.Data.LoadFromEnumerable<Everyday>(null!)),
    };

    public static object RowCount() => new
    {
        array = Everyday.View(Context).GetRowCount(),
        lazy = Context.Data.LoadFromEnumerable(Everyday.Rows.Where(r => r.Flag)).GetRowCount(),
        canShuffleArray = Everyday.View(Context).CanShuffle,
        canShuffleLazy = Context.Data.LoadFromEnumerable(Everyday.Rows.Where(r => r.Flag)).CanShuffle,
    };

    public static object VectorOfWrongLength() => new
    {
        tooLong = Length([1, 2, 3, 4]),
        tooShort = Length([1, 2]),
        nothing = Length(null),
    };

    public static object ExplicitSchema()
    {
        var definition = SchemaDefinition.Create(typeof(Everyday));
        definition["Free"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        definition["Number"].ColumnName = "Amount";
        var rows = new[] { new Everyday { Number = 2, Features = [1, 2, 3], Free = [8, 9] } };
        return Describe.SchemaAndRows(Context.Data.LoadFromEnumerable(rows, definition));
    }

    public static object ExplicitSchemaWithWrongType()
    {
        var definition = SchemaDefinition.Create(typeof(OnlyNumber));
        definition["Number"].ColumnType = NumberDataViewType.Int32;
        return Describe.Thrown(() => Context.Data.LoadFromEnumerable([new OnlyNumber()], definition));
    }

    public static object LazyRowsAreReadAgainByEachCursor()
    {
        int passes = 0;
        IEnumerable<OnlyNumber> Rows()
        {
            passes++;
            yield return new OnlyNumber { Number = passes };
        }
        var view = Context.Data.LoadFromEnumerable(Rows());
        return new { first = Describe.Rows(view), second = Describe.Rows(view) };
    }

    public static object BackToObjects() =>
        Context.Data.CreateEnumerable<Named>(Everyday.View(Context), reuseRowObject: false)
            .Select(r => new { r.Value, vector = r.Vector.DenseValues().ToArray(), r.Text, r.Free, r.Group }).ToArray();

    public static object ReusedObjects()
    {
        var rows = Context.Data.CreateEnumerable<OnlyNumber>(Everyday.View(Context), reuseRowObject: true);
        return new { same = rows.Distinct().Count() == 1, values = rows.Select(r => r.Number).ToArray() };
    }

    public static object MissingColumns() => new
    {
        thrown = Describe.Thrown(() => Context.Data.CreateEnumerable<FreshNumber>(Everyday.View(Context), false).ToList()),
        ignored = Context.Data.CreateEnumerable<FreshNumber>(Everyday.View(Context), false, ignoreMissingColumns: true)
            .Select(r => new { r.Number, r.Absent }).ToArray(),
        wrongType = Describe.Thrown(() => Context.Data.CreateEnumerable<WrongType>(Everyday.View(Context), false).ToList()),
        inputRows = Describe.Thrown(() => Context.Data.CreateEnumerable<FreshNumber>(Everyday.View(Context), false)),
    };

    private static object? Length(float[]? features) =>
        Describe.Try(() => Describe.Rows(Context.Data.LoadFromEnumerable([new Everyday { Features = features }]), "Features"));
}
