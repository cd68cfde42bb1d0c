namespace Microsoft.ML.LowRank.Tensors;

/// <summary>What a float64 kernel needs of one vector width; the counterpart of <see cref="ISimd{TVector}"/>.</summary>
/// <typeparam name="TVector">The vector of <see cref="Width"/> float64 values.</typeparam>
internal unsafe interface ISimd64<TVector>
    where TVector : struct
{
    /// <summary>Number of float64 values in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>
    /// Rows of a tile three vectors wide, 4 or 8: as many as there are registers for. A multiple of the width.
    /// </summary>
    static abstract int TileRows { get; }

    /// <summary>All zeros.</summary>
    static abstract TVector Zero { get; }

    /// <summary>One value in every place.</summary>
    static abstract TVector Broadcast(double value);

    /// <summary>Reads a vector; no alignment is needed.</summary>
    static abstract TVector Load(double* source);

    /// <summary>Reads as many float32 values, widened.</summary>
    static abstract TVector LoadWidened(float* source);

    /// <summary>Writes a vector; no alignment is needed.</summary>
    static abstract void Store(TVector value, double* destination);

    /// <summary>x·y + addend, rounded once where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector addend);

    /// <summary>x + y.</summary>
    static abstract TVector Add(TVector x, TVector y);

    /// <summary>(x − y)·factor.</summary>
    static abstract TVector SubtractMultiply(TVector x, TVector y, TVector factor);

    /// <summary>Sum of the values.</summary>
    static abstract double Sum(TVector value);
}
