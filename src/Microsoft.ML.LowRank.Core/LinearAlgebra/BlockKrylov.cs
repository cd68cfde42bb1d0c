using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// Leading singular directions of rows that are read several times, by a block Krylov method from a random start with
/// oversampling: Musco and Musco, Randomized block Krylov methods for stronger and faster approximate singular value
/// decomposition (2015, https://arxiv.org/abs/1504.05477).
/// </summary>
/// <remarks>
/// One pass multiplies the newest block Q by AᵀA without forming it. With all earlier blocks and their products the
/// best directions of the whole space (Rayleigh and Ritz) and the energy they hold cost no pass of their own, so passes
/// go on until that energy stands still. A basis that has grown too large is replaced by its best block (a thick
/// restart). Centring is algebra on the product: (A − 1μᵀ)ᵀ(A − 1μᵀ) = AᵀA − Wμμᵀ.
/// </remarks>
internal sealed class BlockKrylov
{
    // Passes end when the energy of the wanted directions can be expected to grow by less than these shares of itself
    // and of the energy that is left, which is the error; growth below the last share of itself is rounding.
    private const double ToleranceOfKept = 1e-5;
    private const double ToleranceOfLeft = 2e-3;
    private const double Rounding = 1e-7;

    // The start block is first turned towards the directions of the first chunk, which costs a few hundredths of the
    // passes that it saves.
    private const int StartTurns = 3;
    private const float StartNoise = 1e-2f;

    private const int MaximumPasses = 40;
    private const int Oversampling = 8;

    /// <summary>Values of a basis, and of its products, that are kept at most, beyond three blocks.</summary>
    private const long BasisValues = 1L << 26;

    private readonly PreparedRows _rows;
    private readonly bool _center;
    private readonly int _size;
    private readonly int _count;
    private readonly int _width;
    private readonly int _threads;
    private readonly List<float[]> _basis = [];
    private readonly List<float[]> _products = [];

    /// <summary>Blocks of Qᵀ AᵀA Q by their numbers.</summary>
    private readonly Dictionary<(int Row, int Column), double[]> _crosses = [];
    private float[] _image = [];
    private double[] _values = [];
    private double[] _coordinates = [];

    private BlockKrylov(PreparedRows rows, int count, bool center, int threads)
    {
        _rows = rows;
        _center = center;
        _threads = threads;
        _size = rows.Columns;
        _count = Math.Min(count, _size);
        // A multiple of the vector width: the extra columns cost nothing and speed up convergence.
        _width = (int)Math.Min(_size, ((long)_count + Oversampling + 15) / 16 * 16);
        if ((long)_size * _width > Array.MaxLength)
            throw new InvalidOperationException(
                $"{_count} directions of {_size} columns do not fit an array; ask for a smaller rank.");
    }

    /// <param name="rows">The rows; not yet read.</param>
    /// <param name="count">Directions that are wanted.</param>
    /// <param name="center">Whether directions are taken around the mean.</param>
    /// <param name="seed">Seed of the start block.</param>
    /// <param name="threads">Number of threads; the result does not depend on it.</param>
    public static LeadingDirections Find(PreparedRows rows, int count, bool center, int seed, int threads)
    {
        var search = new BlockKrylov(rows, count, center, threads);
        search.Run(seed);
        return search.Result();
    }

    private void Run(int seed)
    {
        int maximumBlocks = (int)Math.Clamp(BasisValues / ((long)_size * _width), 3, 10);
        var block = Start(seed);
        TallBasis.Orthonormalize(ref block, _width, [], _size, _threads);
        double captured = 0;
        double growth = 0;
        for (int pass = 0; pass < MaximumPasses; pass++)
        {
            var product = Multiply(ref block, pass);
            if (_rows.Weight == 0)
                return;
            if (_basis.Count == maximumBlocks)
                Restart();
            _basis.Add(block);
            _products.Add(product);
            RayleighRitz();
            double before = captured;
            double lastGrowth = growth;
            captured = _values.Take(_count).Sum(v => Math.Max(0, v));
            growth = captured - before;
            bool spansAll = (long)_basis.Count * _width >= _size;
            if (spansAll || (pass > 1 && StandsStill(captured, growth, lastGrowth)))
                return;
            block = (float[])product.Clone();
            double length = TallBasis.Orthonormalize(ref block, _width, _basis, _size, _threads);
            // Nothing new but rounding: the space is invariant.
            if (length <= 1e-6 * _values[0])
                return;
        }
    }

    private bool StandsStill(double captured, double growth, double lastGrowth)
    {
        if (growth <= Rounding * captured)
            return true;
        // Growth falls at least geometrically, so this bounds what further passes would add; 1/2 where it hardly fell.
        double ratio = Math.Min(0.5, growth / lastGrowth);
        double missing = growth * ratio / (1 - ratio);
        return missing <= ToleranceOfKept * captured && missing <= ToleranceOfLeft * (TotalEnergy() - captured);
    }

    /// <summary>Sum of the squares of all prepared values, around their mean if centred.</summary>
    private double TotalEnergy() => _center && _rows.Weight > 0
        ? Math.Max(0, _rows.Energy - (_rows.Sum.Sum(s => s * s) / _rows.Weight))
        : _rows.Energy;

    private float[] Start(int seed)
    {
        var random = new SplitMix64((ulong)seed);
        var block = new float[_size * _width];
        for (int i = 0; i < block.Length; i++)
            block[i] = (float)(random.NextDouble() - 0.5);
        return block;
    }

    /// <summary>AᵀA · block, centred; one pass. The first turns the block before it uses it.</summary>
    private float[] Multiply(ref float[] block, int pass)
    {
        var product = new float[_size * _width];
        var factor = block;
        bool turned = pass > 0;
        _rows.Visit(pass == 0 ? "Reading rows" : "Refining directions", chunk =>
        {
            if (!turned)
                Turn(ref factor, chunk);
            turned = true;
            AddProduct(chunk, factor, product);
        });
        block = factor;
        if (_center && _rows.Weight > 0)
            SubtractMean(block, product);
        if (!TensorPrimitives.IsFiniteAll<float>(product))
            throw new InvalidOperationException(
                "The magnitudes of the values differ so much that their products overflow; bring the columns to " +
                "similar scales first.");
        return product;
    }

    /// <summary>product += chunkᵀ · (chunk · block).</summary>
    private void AddProduct(RowBlock chunk, float[] block, float[] product)
    {
        if (_image.Length < chunk.Rows * _width)
            _image = new float[chunk.Rows * _width];
        if (chunk.Indices is null)
        {
            Gemm.Multiply(
                false, false, chunk.Rows, _width, _size, chunk.Values, _size, block, _width, _image, _width,
                threads: _threads);
            Gemm.Multiply(
                true, false, _size, _width, chunk.Rows, chunk.Values, _size, _image, _width, product, _width,
                accumulate: true, _threads);
        }
        else
        {
            SparseDense.Multiply(chunk, _width, block, _width, _image, _width, threads: _threads);
            SparseDense.AddTransposedProduct(chunk, _width, _image, _width, product, _width, _threads);
        }
    }

    /// <summary>A few power iterations on one chunk. Noise keeps directions that the chunk does not have.</summary>
    private void Turn(ref float[] block, RowBlock chunk)
    {
        for (int turn = 0; turn < StartTurns; turn++)
        {
            var product = new float[block.Length];
            AddProduct(chunk, block, product);
            float largest = MathF.Abs(TensorPrimitives.MaxMagnitude<float>(product));
            if (!float.IsFinite(largest) || largest == 0)
                return;
            TensorPrimitives.Divide(product, largest, product);
            TensorPrimitives.MultiplyAdd(block, StartNoise, product, product);
            TallBasis.Orthonormalize(ref product, _width, [], _size, _threads);
            block = product;
        }
    }

    /// <summary>Subtracts W μ (μᵀ block), with μ as the prepared rows have it.</summary>
    private void SubtractMean(float[] block, float[] product)
    {
        var along = new double[_width];
        for (int j = 0; j < _size; j++)
            for (int l = 0; l < _width; l++)
                along[l] += _rows.Sum[j] * block[(j * _width) + l];
        for (int j = 0; j < _size; j++)
        {
            double mean = _rows.Sum[j] / _rows.Weight;
            if (mean == 0)
                continue;
            for (int l = 0; l < _width; l++)
                product[(j * _width) + l] -= (float)(mean * along[l]);
        }
    }

    /// <summary>Eigenvalues and eigenvectors of Qᵀ AᵀA Q over all blocks.</summary>
    private void RayleighRitz()
    {
        int blocks = _basis.Count;
        int total = blocks * _width;
        var small = new double[total * total];
        for (int a = 0; a < blocks; a++)
            for (int b = 0; b < blocks; b++)
            {
                var cross = CrossOf(a, b);
                for (int i = 0; i < _width; i++)
                    for (int j = 0; j < _width; j++)
                    {
                        // The mean with the transpose: rounding must not make it unsymmetric.
                        double half = cross[(i * _width) + j] / 2;
                        small[((((a * _width) + i) * total) + (b * _width)) + j] += half;
                        small[((((b * _width) + j) * total) + (a * _width)) + i] += half;
                    }
            }
        var eigen = SymmetricEigen.Decompose(small, total, Math.Min(_width, total), _threads);
        _values = eigen.Values;
        _coordinates = eigen.Vectors;
    }

    private double[] CrossOf(int a, int b)
    {
        if (!_crosses.TryGetValue((a, b), out var cross))
            _crosses[(a, b)] = cross = TallBasis.Cross(_basis[a], _width, _products[b], _width, _size, _threads);
        return cross;
    }

    /// <summary>Keeps the best block of the space, and its product, and forgets the rest.</summary>
    private void Restart()
    {
        var basis = Combine(_basis, _width);
        var products = Combine(_products, _width);
        _basis.Clear();
        _products.Clear();
        _crosses.Clear();
        _basis.Add(basis);
        _products.Add(products);
    }

    /// <summary>Leading Ritz directions, as columns.</summary>
    private float[] Combine(List<float[]> blocks, int width)
    {
        int total = blocks.Count * _width;
        var result = new float[_size * width];
        for (int b = 0; b < blocks.Count; b++)
        {
            var part = new double[_width * width];
            for (int i = 0; i < _width; i++)
                for (int l = 0; l < width; l++)
                    part[(i * width) + l] = _coordinates[(l * total) + (b * _width) + i];
            TallBasis.AddProduct(result, blocks[b], _width, part, width, _size, 1, _threads);
        }
        return result;
    }

    private LeadingDirections Result()
    {
        double unit = Math.Max(double.Epsilon, _rows.Weight) * _rows.Scale * _rows.Scale;
        double total = TotalEnergy() / unit;
        var vectors = new double[_count * _size];
        if (_basis.Count > 0)
        {
            var columns = Combine(_basis, _width);
            for (int l = 0; l < _count; l++)
                for (int j = 0; j < _size; j++)
                    vectors[(l * _size) + j] = columns[(j * _width) + l];
            CompleteBasis.Run(vectors, _count, _size);
        }
        var variances = new double[_count];
        for (int l = 0; l < _count && l < _values.Length; l++)
            variances[l] = Math.Max(0, _values[l] / unit);
        return new LeadingDirections
        {
            Rows = _rows.Rows,
            Weight = _rows.Weight,
            Mean = _rows.Mean(),
            Variances = variances,
            Vectors = vectors,
            TotalVariance = total,
            PlainVariance = total,
            IsComplete = false,
        };
    }
}
