namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// One training part and one ratio α on their way down the path. A pass over the rows tells the loss and its gradient
/// at the point where the pair stands; the pair then goes to the minimum of a quadratic model, or, when the optimality
/// conditions hold, first on to the next penalty: proximal quasi-Newton (Lee, Sun &amp; Saunders, 2014).
/// </summary>
/// <remarks>
/// The model's curvature is one that many pairs share, corrected by the changes of the gradient that this pair has seen
/// since (the BFGS update); a pair that gets on slowly has its own. A step that raises the objective is taken back, and
/// the next is shorter.
/// </remarks>
internal sealed class LogisticPair
{
    private const int MostPassesPerPenalty = 50;
    private const int MostPassesWithoutGain = 15;
    private const int MostPatience = 4;
    private const int MostRejections = 12;

    private readonly PathSettings _settings;
    private readonly double _unit;
    private readonly Secants _secants = new();
    private State _accepted;
    private bool _isTrial;
    private LogisticCurvature? _own;
    private LogisticCurvature? _asked;
    private (LogisticCurvature? From, int Version) _seen;
    private int _patience = MostPatience;
    private int _at;
    private int _passesHere;
    private int _stepsHere;
    private int _rejections;
    private int _passesWithoutGain;
    private double _least = double.PositiveInfinity;

    public LogisticPair(LogisticPart part, int ratio, double[] penalties, LogisticUnits units, PathSettings settings)
    {
        Part = part;
        Ratio = ratio;
        Penalties = penalties;
        _settings = settings;
        // Rounding of a gradient is about 1e-16, whatever the gradient at 0 was.
        _unit = Math.Max(part.LargestGradient, 1e-8);
        Point = new double[units.Width];
        Point[^1] = part.Prior;
        Points = new double[penalties.Length][];
        Errors = new double[penalties.Length];
        Gaps = new double[penalties.Length];
        Passes = new int[penalties.Length];
        ExactSteps = new int[penalties.Length];
        if (!part.IsPriorAlone)
            return;
        Array.Fill(Points, Point);
        Array.Fill(Errors, part.ValidationWeight > 0 ? part.PriorLoss() : 0);
        _at = penalties.Length;
    }

    public LogisticPart Part { get; }

    /// <summary>Index of α.</summary>
    public int Ratio { get; }

    /// <summary>λ, descending.</summary>
    public double[] Penalties { get; }

    /// <summary>Where the loss and its gradient are wanted, in the units of the computation.</summary>
    public double[] Point { get; private set; }

    public bool IsDone => _at == Penalties.Length;

    /// <summary>Per penalty the model, as <see cref="Point"/>.</summary>
    public double[][] Points { get; }

    /// <summary>Per penalty the mean log loss on the validation part.</summary>
    public double[] Errors { get; }

    /// <summary>Per penalty the largest violation of optimality relative to the largest gradient at β = 0.</summary>
    public double[] Gaps { get; }

    /// <summary>Per penalty the passes over the rows that were made for it.</summary>
    public int[] Passes { get; }

    public int[] ExactSteps { get; }

    private double L1 => Penalties[_at] * _settings.L1Ratios[Ratio];

    private double Ridge => Penalties[_at] * (1 - _settings.L1Ratios[Ratio]);

    /// <summary>Whether the point is where a step that failed was shortened to.</summary>
    public bool IsRetrying => _rejections > 0;

    /// <summary>
    /// The curvature that the next pass is to take for this pair alone, null while the shared one will do: at the
    /// point, or, when a step went too far, where it began.
    /// </summary>
    public LogisticCurvature? AskForOwn(int width)
    {
        var at = IsRetrying ? _accepted.Point : Point;
        bool isNeeded = (IsRetrying || _passesHere >= _patience) && _own?.Point != at;
        _asked = isNeeded ? LogisticCurvature.For(Part, width) : null;
        _asked?.Begin(at);
        return _asked;
    }

    /// <summary>Takes what a pass found at the point, and goes on to where the next one is wanted.</summary>
    /// <param name="loss">Mean loss of the training part.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="validationLoss">Mean loss of the validation part.</param>
    /// <param name="shared">Curvature near the point, which serves unless the pair has its own.</param>
    public void Advance(double loss, double[] gradient, double validationLoss, LogisticCurvature shared)
    {
        var state = new State(Point, loss, gradient, validationLoss);
        _passesHere++;
        double before = _isTrial ? Objective(_accepted) : double.PositiveInfinity;
        bool isAccepted = Objective(state) <= before + (1e-13 * Math.Abs(before));
        // The end of a step that went too far has nothing to say about the way of the next.
        if (_asked is not null && (isAccepted || _asked.Point == _accepted.Point))
            _own = _asked;
        var curvature = _own ?? shared;
        bool isNew = _seen != (curvature, curvature.Version);
        _seen = (curvature, curvature.Version);
        if (isNew)
            _secants.Clear();
        // A curvature that was just taken here knows more than the way here does.
        if (_isTrial && !(isNew && isAccepted))
            _secants.Add(_accepted.Point, state.Point, _accepted.Gradient, state.Gradient);
        if (isAccepted)
        {
            _accepted = state;
        }
        else if (++_rejections < MostRejections && _passesHere < MostPassesPerPenalty)
        {
            Propose(curvature);
            return;
        }
        else
        {
            // What is left to gain is less than what rounding makes of it.
            Record(Violation() / _unit);
        }
        _rejections = 0;
        if (MoveOn())
            Propose(curvature);
    }

    /// <summary>Leaves penalties behind for as long as the accepted state will do for them; false at the end.</summary>
    private bool MoveOn()
    {
        while (!IsDone)
        {
            double violation = Violation() / _unit;
            _passesWithoutGain = violation < 0.9 * _least ? 0 : _passesWithoutGain + 1;
            _least = Math.Min(_least, violation);
            if (violation > _settings.Tolerance && _passesHere < MostPassesPerPenalty &&
                _passesWithoutGain < MostPassesWithoutGain)
                return true;
            Record(violation);
        }
        return false;
    }

    private void Record(double violation)
    {
        // The next penalty is likely to be as hard as this one was.
        _patience = Math.Clamp(_patience + (_own is null ? 1 : -1), 1, MostPatience);
        _own = null;
        Points[_at] = _accepted.Point;
        Errors[_at] = _accepted.ValidationLoss;
        Gaps[_at] = violation;
        Passes[_at] = _passesHere;
        ExactSteps[_at] = _stepsHere;
        _at++;
        _passesHere = 0;
        _stepsHere = 0;
        _passesWithoutGain = 0;
        _least = double.PositiveInfinity;
    }

    private void Propose(LogisticCurvature curvature)
    {
        var matrix = curvature.Mean(Part);
        _secants.Correct(matrix);
        var (next, steps) = LogisticModel.Minimize(
            matrix, _accepted.Gradient, _accepted.Point, Part.Scales, L1, Ridge, 1e-3 * _settings.Tolerance * _unit);
        _stepsHere += steps;
        // The secant of a step that failed makes the next one better; when even that does not help, it is also shorter.
        // No loss falls below 0: a model that promises as much is flat where the loss is not.
        double length = Math.ScaleB(1, -2 * Math.Max(0, _rejections - 2));
        double promise = Promise(matrix, next);
        if (promise > Objective(_accepted))
            length *= Objective(_accepted) / promise;
        if (length < 1)
            for (int j = 0; j < next.Length; j++)
                next[j] = _accepted.Point[j] + (length * (next[j] - _accepted.Point[j]));
        Point = next;
        _isTrial = true;
    }

    /// <summary>By how much the model says that the objective falls.</summary>
    private double Promise(double[] matrix, double[] next)
    {
        double promise = Penalty(_accepted.Point) - Penalty(next);
        var step = new double[next.Length];
        for (int j = 0; j < step.Length; j++)
            step[j] = next[j] - _accepted.Point[j];
        for (int j = 0; j < step.Length; j++)
            promise -= step[j] * (_accepted.Gradient[j] +
                (0.5 * ShortVectors.Dot(matrix.AsSpan(j * step.Length, step.Length), step)));
        return promise;
    }

    private double Objective(State state) => state.Loss + Penalty(state.Point);

    private double Penalty(double[] point)
    {
        double penalty = 0;
        for (int j = 0; j < Part.Scales.Length; j++)
        {
            double scaled = point[j] * Part.Scales[j];
            penalty += (L1 * Math.Abs(scaled)) + (0.5 * Ridge * scaled * scaled);
        }
        return penalty;
    }

    private double Violation()
    {
        double largest = Math.Abs(_accepted.Gradient[^1]);
        for (int j = 0; j < Part.Scales.Length; j++)
        {
            if (Part.Scales[j] == 0)
                continue;
            double scaled = _accepted.Point[j] * Part.Scales[j];
            double slope = (_accepted.Gradient[j] / Part.Scales[j]) + (Ridge * scaled);
            largest = Math.Max(
                largest, scaled == 0 ? Math.Abs(slope) - L1 : Math.Abs(slope + (L1 * Math.Sign(scaled))));
        }
        return largest;
    }

    private readonly record struct State(double[] Point, double Loss, double[] Gradient, double ValidationLoss);
}
