using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel), "Concatenation of columns", ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Joins values and vectors of one type to one vector.</summary>
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "ConcatTransform";
    private readonly string _output;
    private readonly string[] _inputs;

    internal ColumnConcatenatingTransformer(IHostEnvironment env, string output, string[] inputs)
        : base(env.Register(nameof(ColumnConcatenatingTransformer)))
    {
        _output = output;
        _inputs = inputs;
    }

    private static VersionInfo Version => new("ConcatCo", 1, 1, 1, typeof(ColumnConcatenatingTransformer).Assembly.FullName, LoaderSignature);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(_output);
        ctx.Writer.Write(_inputs.Length);
        foreach (string input in _inputs)
            ctx.Writer.Write(input);
    }

    private static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        string output = ctx.Reader.ReadString();
        int count = ctx.Reader.ReadInt32();
        var inputs = new List<string>();
        while (inputs.Count < count)
            inputs.Add(ctx.Reader.ReadString());
        return new ColumnConcatenatingTransformer(env, output, [.. inputs]);
    }

    private protected override RowMap Bind(DataViewSchema inputSchema)
    {
        var columns = Array.ConvertAll(
            _inputs, name => inputSchema.GetColumnOrNull(name) ?? throw Contracts.MissingColumn("input", name));
        var item = PrimitiveTypes.ItemOf(columns[0].Type);
        foreach (var column in columns)
        {
            if (!PrimitiveTypes.ItemOf(column.Type).Equals(item))
                throw Contracts.WrongType("input", column.Name, $"{item}, as '{columns[0].Name}' is", column.Type);
        }

        int[] indices = Array.ConvertAll(columns, column => column.Index);
        if (columns is [{ Type: VectorDataViewType } only])
        {
            return RowMap.Append(inputSchema, new MappedColumn(
                new DataViewSchema.DetachedColumn(_output, only.Type, only.Annotations),
                indices,
                row => Typed.GetterOf(row, row.Schema[only.Index])));
        }

        int[] sizes = Array.ConvertAll(columns, column => column.Type is VectorDataViewType vector ? vector.Size : 1);
        int size = sizes.Contains(0) ? 0 : sizes.Sum();
        var type = new VectorDataViewType((PrimitiveDataViewType)item, size);
        return RowMap.Append(inputSchema, new MappedColumn(
            new DataViewSchema.DetachedColumn(_output, type, Annotate(columns, sizes)),
            indices,
            row => (Delegate)Typed.Call(typeof(ColumnConcatenatingTransformer), nameof(Getter), item.RawType, row, indices)));
    }

    private static DataViewSchema.Annotations Annotate(DataViewSchema.Column[] columns, int[] sizes)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        if (Array.TrueForAll(columns, column => column.IsNormalized()))
            annotations.AddFlag(AnnotationKinds.IsNormalized);
        if (sizes.Contains(0))
            return annotations.ToAnnotations();

        var names = new List<string>();
        var ranges = new List<int>();
        bool named = false;
        for (int i = 0; i < columns.Length; i++)
        {
            ranges.AddRange(columns[i].CategoricalRanges().Select(slot => slot + names.Count));
            string[] own = columns[i].Type is VectorDataViewType ? columns[i].TextsOrNull(AnnotationKinds.SlotNames, sizes[i]) : [null];
            named |= own is not null;
            names.AddRange((own ?? Enumerable.Repeat("", sizes[i])).Select(name => name is null ? columns[i].Name : name.Length == 0 ? "" : $"{columns[i].Name}.{name}"));
        }

        if (named)
            annotations.AddSlotNames(names);
        if (ranges.Count > 0)
            annotations.AddCategoricalRanges([.. ranges]);
        return annotations.ToAnnotations();
    }

    private static Delegate Getter<T>(DataViewRow row, int[] indices)
    {
        var parts = new VBuffer<T>[indices.Length];
        var reads = new Action[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            int part = i;
            var column = row.Schema[indices[i]];
            if (column.Type is VectorDataViewType type)
            {
                var getter = row.GetGetter<VBuffer<T>>(column);
                reads[i] = () =>
                {
                    getter(ref parts[part]);
                    Contracts.Check(
                        type.Size == 0 || parts[part].Length == type.Size,
                        $"Column '{column.Name}' should have {type.Size} slots, but a row has {parts[part].Length}.");
                };
            }
            else
            {
                var getter = row.GetGetter<T>(column);
                T[] one = [default];
                parts[i] = new VBuffer<T>(1, one);
                reads[i] = () => getter(ref one[0]);
            }
        }

        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            Array.ForEach(reads, read => read());
            Join(parts, ref value);
        });
    }

    // Sparse where at most half of the slots are explicit.
    private static void Join<T>(VBuffer<T>[] parts, ref VBuffer<T> value)
    {
        int length = parts.Sum(part => part.Length), count = parts.Sum(part => part.GetValues().Length);
        bool isDense = count > length / 2;
        var editor = VBufferEditor.Create(ref value, length, isDense ? length : count);
        int offset = 0, at = 0;
        foreach (var part in parts)
        {
            if (isDense)
            {
                part.CopyTo(editor.Values, offset);
            }
            else
            {
                var slots = part.GetIndices();
                for (int i = 0; i < part.GetValues().Length; i++)
                {
                    editor.Values[at] = part.GetValues()[i];
                    if (!editor.Indices.IsEmpty)
                        editor.Indices[at] = offset + (part.IsDense ? i : slots[i]);
                    at++;
                }
            }

            offset += part.Length;
        }

        value = editor.Commit();
    }
}
