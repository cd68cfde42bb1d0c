namespace Microsoft.ML.LowRank;

/// <summary>
/// A number that knows how it changes with the true and with the false positives of a confusion matrix whose classes keep their sizes.
/// A metric that is written with these is a metric that can be trained on.
/// </summary>
/// <remarks>
/// Comparisons and branches may use <see cref="Value"/>; what is computed from it is taken for a constant. Where a function has no
/// derivative (a root or a logarithm at 0, a division by 0) the derivatives are not finite, and what needs them says so.
/// </remarks>
public readonly struct Dual : IEquatable<Dual>
{
    internal Dual(double value, double byTruePositives, double byFalsePositives)
        => (Value, ByTruePositives, ByFalsePositives) = (value, byTruePositives, byFalsePositives);

    /// <summary>The number.</summary>
    public double Value { get; }

    /// <summary>Its derivative by the true positives; false negatives fall as these rise.</summary>
    public double ByTruePositives { get; }

    /// <summary>Its derivative by the false positives; true negatives fall as these rise.</summary>
    public double ByFalsePositives { get; }

    /// <summary>A constant.</summary>
    public static implicit operator Dual(double constant) => new(constant, 0, 0);

    /// <summary>The sum.</summary>
    public static Dual operator +(Dual a, Dual b)
        => new(a.Value + b.Value, a.ByTruePositives + b.ByTruePositives, a.ByFalsePositives + b.ByFalsePositives);

    /// <summary>The difference.</summary>
    public static Dual operator -(Dual a, Dual b)
        => new(a.Value - b.Value, a.ByTruePositives - b.ByTruePositives, a.ByFalsePositives - b.ByFalsePositives);

    /// <summary>The negative.</summary>
    public static Dual operator -(Dual a) => new(-a.Value, -a.ByTruePositives, -a.ByFalsePositives);

    /// <summary>The product.</summary>
    public static Dual operator *(Dual a, Dual b) => Chain(a.Value * b.Value, a, b.Value, b, a.Value);

    /// <summary>The quotient.</summary>
    public static Dual operator /(Dual a, Dual b) => Chain(a.Value / b.Value, a, 1 / b.Value, b, -a.Value / (b.Value * b.Value));

    /// <summary>The square root.</summary>
    public static Dual Sqrt(Dual a)
    {
        double root = Math.Sqrt(a.Value);
        return Chain(root, a, 0.5 / root);
    }

    /// <summary>The natural logarithm.</summary>
    public static Dual Log(Dual a) => Chain(Math.Log(a.Value), a, 1 / a.Value);

    /// <summary>A power with a constant exponent.</summary>
    public static Dual Pow(Dual a, double exponent)
        => Chain(Math.Pow(a.Value, exponent), a, exponent == 0 ? 0 : exponent * Math.Pow(a.Value, exponent - 1));

    /// <summary>The smaller one; the first where they are equal.</summary>
    public static Dual Min(Dual a, Dual b) => b.Value < a.Value ? b : a;

    /// <summary>The larger one; the first where they are equal.</summary>
    public static Dual Max(Dual a, Dual b) => b.Value > a.Value ? b : a;

    /// <inheritdoc/>
    public bool Equals(Dual other)
        => (Value, ByTruePositives, ByFalsePositives).Equals((other.Value, other.ByTruePositives, other.ByFalsePositives));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Dual other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Value, ByTruePositives, ByFalsePositives);

    /// <summary>Whether value and derivatives are equal.</summary>
    public static bool operator ==(Dual a, Dual b) => a.Equals(b);

    /// <summary>Whether value or derivatives differ.</summary>
    public static bool operator !=(Dual a, Dual b) => !a.Equals(b);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Value} ({ByTruePositives}, {ByFalsePositives})");

    private static Dual Chain(double value, Dual a, double byA)
        => new(value, Times(a.ByTruePositives, byA), Times(a.ByFalsePositives, byA));

    private static Dual Chain(double value, Dual a, double byA, Dual b, double byB) => new(value,
        Times(a.ByTruePositives, byA) + Times(b.ByTruePositives, byB), Times(a.ByFalsePositives, byA) + Times(b.ByFalsePositives, byB));

    // What does not change stays unchanged through a function without a derivative.
    private static double Times(double change, double slope) => change == 0 ? 0 : change * slope;
}
