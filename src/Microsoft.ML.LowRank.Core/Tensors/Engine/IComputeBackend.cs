namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// The closed list of operations that networks, losses and optimisers are made of. A backend implements these and
/// nothing else; docs/architecture.md lists what each maps to in a tensor library.
/// </summary>
/// <remarks>
/// Shapes are checked when a plan is made, not here. With <c>add</c> the result is added to the destination, which is
/// otherwise not read. "Blocks" are runs of consecutive rows of equal number, for example the fields of an example.
/// A destination may be the same memory as a source only where it is said.
/// </remarks>
internal interface IComputeBackend
{
    /// <summary>Memory for a matrix, filled with zeros.</summary>
    Tensor Allocate(int rows, int columns);

    /// <summary>The same memory with another width.</summary>
    Tensor View(Tensor memory, int columns);

    /// <summary>y = value everywhere.</summary>
    void Fill(Tensor y, float value);

    /// <summary>y = factor·x. In place allowed.</summary>
    void Scale(Tensor x, float factor, Tensor y, bool add);

    /// <summary>y = a + b. In place allowed.</summary>
    void Add(Tensor a, Tensor b, Tensor y);

    /// <summary>y = a ∘ b. In place allowed.</summary>
    void Multiply(Tensor a, Tensor b, Tensor y, bool add);

    /// <summary>y = activation(x + b), the row b added to every row; b may be null. In place allowed.</summary>
    void Activate(Tensor x, Tensor? b, Activation activation, Tensor y);

    /// <summary>dx = dy ∘ activation′, from the activation's result y. In place allowed (dx = dy).</summary>
    void ActivateGradient(Tensor y, Tensor dy, Activation activation, Tensor dx);

    /// <summary>y = x ∘ scale + shift, both rows; shift may be null. In place allowed.</summary>
    void ScaleColumns(Tensor x, Tensor scale, Tensor? shift, Tensor y, bool add);

    /// <summary>Every row of x times its number in the column s. In place allowed.</summary>
    void ScaleRows(Tensor x, Tensor s, Tensor y, bool add);

    /// <summary>For every row the sum of a ∘ b, a column; b may be null (the sum of the row).</summary>
    void SumColumns(Tensor a, Tensor? b, Tensor y, bool add);

    /// <summary>For every column the sum of a ∘ b, a row; b may be null (the sum of the column).</summary>
    void SumRows(Tensor a, Tensor? b, Tensor y, bool add);

    /// <summary>The rows of every block summed: a block of x becomes a row of y.</summary>
    void SumBlocks(Tensor x, int blockRows, Tensor y, bool add);

    /// <summary>Every row of x repeated: a row of x becomes a block of y.</summary>
    void RepeatRows(Tensor x, int blockRows, Tensor y, bool add);

    /// <summary>Every number of a column x repeated in its row of y.</summary>
    void RepeatColumns(Tensor x, Tensor y, bool add);

    /// <summary>Per block and column, half of (the squared sum less the sum of squares): the sum of all pairs' products.</summary>
    void SumPairs(Tensor x, int blockRows, Tensor y);

    /// <summary>dx = (block sum − x) ∘ dy, the gradient of <see cref="SumPairs"/>.</summary>
    void SumPairsGradient(Tensor x, int blockRows, Tensor dy, Tensor dx, bool add);

    /// <summary>Softmax of every row. In place allowed.</summary>
    void Softmax(Tensor x, Tensor y);

    /// <summary>dx = y ∘ (dy − Σ dy ∘ y) per row. In place allowed (dx = dy).</summary>
    void SoftmaxGradient(Tensor y, Tensor dy, Tensor dx);

    /// <summary>
    /// Every column to mean 0 and variance 1 over the rows, then ∘ scale + shift. The mean and 1/√(variance + ε) are left
    /// in <paramref name="statistics"/> (two rows), and the running mean and variance move toward the batch's by a tenth.
    /// </summary>
    void Normalize(Tensor x, Tensor scale, Tensor shift, Tensor statistics, Tensor runningMean, Tensor runningVariance, Tensor y);

    /// <summary>The gradients of <see cref="Normalize"/>. In place allowed (dx = dy).</summary>
    void NormalizeGradient(Tensor x, Tensor scale, Tensor statistics, Tensor dy, Tensor dx, Tensor dScale, Tensor dShift);

    /// <summary>The same with a given mean and variance. In place allowed.</summary>
    void NormalizeFixed(Tensor x, Tensor scale, Tensor shift, Tensor mean, Tensor variance, Tensor y);

    /// <summary>x / (1 − rate) where a counter-based random number of (seed, place) says to keep it, else 0. In place allowed.</summary>
    void Drop(Tensor x, float rate, ulong seed, Tensor y);

    /// <summary>Columns of x from <paramref name="from"/> to columns of y from <paramref name="to"/>.</summary>
    void CopyColumns(Tensor x, int from, Tensor y, int to, int columns, bool add);

    /// <summary>Groups of <paramref name="width"/> columns in the given order, any group any number of times.</summary>
    void SelectGroups(Tensor x, int[] groups, int width, Tensor y);

    /// <summary>The transpose of <see cref="SelectGroups"/>: groups of x are added to the groups of y that they came from.</summary>
    void AddGroups(Tensor x, int[] groups, int width, Tensor y, bool add);

    /// <summary>Every block transposed.</summary>
    void Transpose(Tensor x, int blockRows, Tensor y, bool add);

    /// <summary>y = op(a)·op(b).</summary>
    void MatMul(Tensor a, bool transposeA, Tensor b, bool transposeB, Tensor y, bool add);

    /// <summary>The same for every pair of blocks of a and b.</summary>
    void BlockMatMul(Tensor a, int blockRowsA, bool transposeA, Tensor b, int blockRowsB, bool transposeB, Tensor y, bool add);

    /// <summary>Groups of columns of x, each times a block of w (or its transpose).</summary>
    void GroupMatMul(Tensor x, Tensor w, int groups, bool transposeW, Tensor y, bool add);

    /// <summary>The gradient of w in <see cref="GroupMatMul"/>: per group xᵀ·dy.</summary>
    void GroupMatMulGradient(Tensor x, Tensor dy, int groups, Tensor dw, bool add);

    /// <summary>Rows of a table, summed with their factors per field: fields are groups of columns of y.</summary>
    void Gather(Tensor table, in IdBatch ids, Tensor y);

    /// <summary>The distinct rows of a batch. No two fields may share a row.</summary>
    void FindRows(in IdBatch ids, int tableRows, RowIndex rows);

    /// <summary>y = factor times the given rows of a table, one after the other. The number of rows of y is set.</summary>
    void GatherRows(Tensor table, RowIndex rows, float factor, Tensor y);

    /// <summary>The transpose of <see cref="Gather"/>, added to the gradients of the distinct rows. No two fields may share a row.</summary>
    void ScatterAdd(Tensor dy, in IdBatch ids, RowIndex rows, Tensor gradient);

    /// <summary>Sum of the squares of the values in use.</summary>
    double SumOfSquares(Tensor x);

    /// <summary>One step of Adam. Rows of the gradient belong to the given rows of the parameter, or to all of them.</summary>
    void Adam(Tensor parameter, Tensor first, Tensor second, Tensor gradient, RowIndex? rows, in UpdateSettings settings);

    /// <summary>One step along the velocity (SGD with momentum), likewise.</summary>
    void Momentum(Tensor parameter, Tensor velocity, Tensor gradient, RowIndex? rows, in UpdateSettings settings);
}
