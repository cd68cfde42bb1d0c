using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Tensors;

internal sealed unsafe partial class CpuBackend
{
    public void Fill(Tensor y, float value) => Of(y).Span.Fill(value);

    public void Scale(Tensor x, float factor, Tensor y, bool add)
    {
        ForRows(y.Rows, y.Columns, &Body, new Arguments { A = At(x), Y = At(y), Width = y.Columns, Factor = factor, Add = add });

        static void Body(in Arguments a, int first, int count)
        {
            var x = Piece(a.A, a.Width, first, count);
            var y = Piece(a.Y, a.Width, first, count);
            if (a.Add)
                TensorPrimitives.MultiplyAdd(x, a.Factor, y, y);
            else if (a.Factor == 1)
                x.CopyTo(y);
            else
                TensorPrimitives.Multiply(x, a.Factor, y);
        }
    }

    public void Add(Tensor a, Tensor b, Tensor y)
    {
        ForRows(y.Rows, y.Columns, &Body, new Arguments { A = At(a), B = At(b), Y = At(y), Width = y.Columns });

        static void Body(in Arguments a, int first, int count) => TensorPrimitives.Add(
            Piece(a.A, a.Width, first, count), Piece(a.B, a.Width, first, count), Piece(a.Y, a.Width, first, count));
    }

    public void Multiply(Tensor a, Tensor b, Tensor y, bool add)
    {
        ForRows(y.Rows, y.Columns, &Body, new Arguments { A = At(a), B = At(b), Y = At(y), Width = y.Columns, Add = add });

        static void Body(in Arguments a, int first, int count)
        {
            var x = Piece(a.A, a.Width, first, count);
            var z = Piece(a.B, a.Width, first, count);
            var y = Piece(a.Y, a.Width, first, count);
            if (a.Add)
                TensorPrimitives.MultiplyAdd(x, z, y, y);
            else
                TensorPrimitives.Multiply(x, z, y);
        }
    }

    public void Activate(Tensor x, Tensor? b, Activation activation, Tensor y)
    {
        int cost = activation is Activation.Relu or Activation.None ? 1 : 8;
        ForRows(y.Rows, (long)y.Columns * cost, &Body, new Arguments
        {
            Kernels = _kernels,
            A = At(x),
            B = AtOrNull(b),
            Y = At(y),
            Width = y.Columns,
            Kind = (int)activation,
        });

        static void Body(in Arguments a, int first, int count)
        {
            float* x = a.A + ((nint)first * a.Width);
            float* y = a.Y + ((nint)first * a.Width);
            if (a.Kind == (int)Activation.Relu && a.B != null)
            {
                a.Kernels.Relu(x, a.B, y, a.Width, count);
                return;
            }
            for (int row = 0; row < count; row++, x += a.Width, y += a.Width)
            {
                ReadOnlySpan<float> from = new(x, a.Width);
                Span<float> to = new(y, a.Width);
                if (a.B != null)
                    TensorPrimitives.Add(from, new ReadOnlySpan<float>(a.B, a.Width), to);
                else if (x != y)
                    from.CopyTo(to);
                Apply((Activation)a.Kind, to);
            }
        }

        static void Apply(Activation activation, Span<float> values)
        {
            switch (activation)
            {
                case Activation.Relu:
                    TensorPrimitives.Max(values, 0, values);
                    break;
                case Activation.Sigmoid:
                    TensorPrimitives.Sigmoid(values, values);
                    break;
                case Activation.Tanh:
                    TensorPrimitives.Tanh(values, values);
                    break;
            }
        }
    }

    public void ActivateGradient(Tensor y, Tensor dy, Activation activation, Tensor dx)
    {
        ForRows(y.Rows, y.Columns, &Body, new Arguments
        {
            Kernels = _kernels,
            A = At(y),
            B = At(dy),
            Y = At(dx),
            Width = y.Columns,
            Kind = (int)activation,
        });

        static void Body(in Arguments a, int first, int count)
        {
            nint at = (nint)first * a.Width;
            nint end = at + ((nint)count * a.Width);
            switch ((Activation)a.Kind)
            {
                case Activation.Relu:
                    a.Kernels.ReluGradient(a.A + at, a.B + at, a.Y + at, end - at);
                    break;
                case Activation.Sigmoid:
                    for (; at < end; at++)
                        a.Y[at] = a.B[at] * a.A[at] * (1 - a.A[at]);
                    break;
                case Activation.Tanh:
                    for (; at < end; at++)
                        a.Y[at] = a.B[at] * (1 - (a.A[at] * a.A[at]));
                    break;
                default:
                    if (a.B != a.Y)
                        new Span<float>(a.B + at, (int)(end - at)).CopyTo(new Span<float>(a.Y + at, (int)(end - at)));
                    break;
            }
        }
    }

    public void Drop(Tensor x, float rate, ulong seed, Tensor y)
    {
        ForRows(y.Rows, y.Columns * 2L, &Body, new Arguments
        {
            A = At(x),
            Y = At(y),
            Width = y.Columns,
            Factor = 1 / (1 - rate),
            // Of 2³² numbers as many drop a value as the rate says.
            To = unchecked((int)(uint)Math.Min(uint.MaxValue, rate * 4294967296.0)),
            Seed = seed,
        });

        static void Body(in Arguments a, int first, int count)
        {
            nint at = (nint)first * a.Width;
            nint end = at + ((nint)count * a.Width);
            uint threshold = unchecked((uint)a.To);
            for (; at < end; at++)
            {
                // A number of the place alone: the gradient draws the same ones, and so does any number of threads.
                ulong z = a.Seed + (((ulong)at + 1) * 0x9E3779B97F4A7C15);
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                a.Y[at] = (uint)(z >> 32) < threshold ? 0 : a.A[at] * a.Factor;
            }
        }
    }

    private static Span<float> Piece(float* start, int width, int firstRow, int rows) =>
        new(start + ((nint)firstRow * width), checked(rows * width));
}
