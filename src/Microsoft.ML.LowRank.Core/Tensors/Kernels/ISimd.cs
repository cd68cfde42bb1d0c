namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// What a kernel needs of one vector width. Kernels are written once over this and compiled once per width; every
/// member is a constant or one instruction.
/// </summary>
/// <typeparam name="TVector">The vector of <see cref="Width"/> float32 values.</typeparam>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Number of float32 values in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Rows of a GEMM tile two vectors wide: as many as there are registers for.</summary>
    static abstract int TileRows { get; }

    /// <summary>All zeros.</summary>
    static abstract TVector Zero { get; }

    /// <summary>One value in every place.</summary>
    static abstract TVector Broadcast(float value);

    /// <summary>Reads a vector; no alignment is needed.</summary>
    static abstract TVector Load(float* source);

    /// <summary>Reads as many signed bytes as a vector has values; no alignment is needed.</summary>
    static abstract TVector LoadBytes(sbyte* source);

    /// <summary>Writes a vector; no alignment is needed.</summary>
    static abstract void Store(TVector value, float* destination);

    /// <summary>x·y + addend, rounded once where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector addend);

    /// <summary>x + y.</summary>
    static abstract TVector Add(TVector x, TVector y);

    /// <summary>x − y.</summary>
    static abstract TVector Subtract(TVector x, TVector y);

    /// <summary>x·y.</summary>
    static abstract TVector Multiply(TVector x, TVector y);

    /// <summary>x / y.</summary>
    static abstract TVector Divide(TVector x, TVector y);

    /// <summary>√x.</summary>
    static abstract TVector Sqrt(TVector x);

    /// <summary>The larger one; NaN stays NaN.</summary>
    static abstract TVector Max(TVector x, TVector y);

    /// <summary>x where gate is greater than zero, else zero.</summary>
    static abstract TVector WherePositive(TVector gate, TVector x);

    /// <summary>Sum of the values.</summary>
    static abstract float Sum(TVector value);

    /// <summary>Adds the values, widened, to <see cref="Width"/> float64 values.</summary>
    static abstract void AddTo(TVector value, double* destination);
}
