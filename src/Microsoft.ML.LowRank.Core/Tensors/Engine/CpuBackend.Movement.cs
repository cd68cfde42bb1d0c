using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Tensors;

internal sealed unsafe partial class CpuBackend
{
    public void CopyColumns(Tensor x, int from, Tensor y, int to, int columns, bool add)
    {
        ForRows(y.Rows, columns, &Body, new Arguments
        {
            A = At(x) + from,
            Y = At(y) + to,
            Width = x.Columns,
            OtherWidth = y.Columns,
            From = columns,
            Add = add,
        });

        static void Body(in Arguments a, int first, int count)
        {
            for (int row = first; row < first + count; row++)
            {
                ReadOnlySpan<float> x = new(a.A + ((nint)row * a.Width), a.From);
                Span<float> y = new(a.Y + ((nint)row * a.OtherWidth), a.From);
                if (a.Add)
                    TensorPrimitives.Add(y, x, y);
                else
                    x.CopyTo(y);
            }
        }
    }

    public void SelectGroups(Tensor x, int[] groups, int width, Tensor y)
    {
        fixed (int* pg = groups)
        {
            ForRows(y.Rows, y.Columns, &Body, new Arguments
            {
                Kernels = _kernels,
                A = At(x),
                B = (float*)pg,
                Y = At(y),
                Width = x.Columns,
                OtherWidth = y.Columns,
                From = width,
                To = groups.Length,
            });
        }

        // The groups of a row are rows of a table.
        static void Body(in Arguments a, int first, int count)
        {
            for (int row = first; row < first + count; row++)
                a.Kernels.Gather(a.A + ((nint)row * a.Width), a.From, (int*)a.B, a.To, 0, a.Y + ((nint)row * a.OtherWidth));
        }
    }

    public void AddGroups(Tensor x, int[] groups, int width, Tensor y, bool add)
    {
        fixed (int* pg = groups)
        {
            ForRows(y.Rows, x.Columns, &Body, new Arguments
            {
                Kernels = _kernels,
                A = At(x),
                B = (float*)pg,
                Y = At(y),
                Width = x.Columns,
                OtherWidth = y.Columns,
                From = width,
                To = groups.Length,
                Add = add,
            });
        }

        static void Body(in Arguments a, int first, int count)
        {
            for (int row = first; row < first + count; row++)
            {
                float* x = a.A + ((nint)row * a.Width);
                float* y = a.Y + ((nint)row * a.OtherWidth);
                if (!a.Add)
                    new Span<float>(y, a.OtherWidth).Clear();
                for (int i = 0; i < a.To; i++)
                    a.Kernels.AddScaled(x + ((nint)i * a.From), 1, y + ((nint)((int*)a.B)[i] * a.From), a.From);
            }
        }
    }

    public void Transpose(Tensor x, int blockRows, Tensor y, bool add)
    {
        ForRows(x.Rows / blockRows, (long)blockRows * x.Columns, &Body, new Arguments
        {
            A = At(x),
            Y = At(y),
            Width = x.Columns,
            From = blockRows,
            Add = add,
        });

        static void Body(in Arguments a, int first, int count)
        {
            nint size = (nint)a.From * a.Width;
            for (int block = first; block < first + count; block++)
            {
                float* x = a.A + (block * size);
                float* y = a.Y + (block * size);
                for (int column = 0; column < a.Width; column++)
                {
                    for (int row = 0; row < a.From; row++, y++)
                        *y = (a.Add ? *y : 0) + x[((nint)row * a.Width) + column];
                }
            }
        }
    }
}
