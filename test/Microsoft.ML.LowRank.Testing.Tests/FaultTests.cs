using Microsoft.ML.LowRank.Testing.Tests.Reference;

namespace Microsoft.ML.LowRank.Testing.Tests;

/// <summary>
/// That every check can fail: the sound reference passes all of them, and each fault is caught by those that look for it.
/// </summary>
public sealed class FaultTests
{

    /// <summary>Each fault, and the beginnings of the names of checks that must catch it.</summary>
    private static readonly Dictionary<Fault, string[]> CaughtBy = new()
    {
        [Fault.DefaultsAreInvalid] = ["01"],
        [Fault.AcceptsBadOptions] = ["02"],
        [Fault.ReportsOneBadOption] = ["02"],
        [Fault.ChangesOptions] = ["03"],
        [Fault.IgnoresShrink] = ["04"],
        [Fault.PromisesAnotherType] = ["05 the promised"],
        [Fault.PromisesMore] = ["05 the promised"],
        [Fault.DeliversNoSlotNames] = ["07 slots"],
        [Fault.DeliversEqualSlotNames] = ["07 slots"],
        [Fault.MapperHasOtherSchema] = ["05 transformer"],
        [Fault.AcceptsAnySchema] = ["06 refuses texts", "06 refuses no column Weight"],
        [Fault.ReadsBeforeRefusing] = ["06 refuses texts"],
        [Fault.RefusesWithoutColumn] = ["06 refuses no column Features", "06 refuses texts"],
        [Fault.ChangesAnInput] = ["07 input"],
        [Fault.FindsHiddenColumns] = ["08"],
        [Fault.TakesOnlyItsOwnView] = ["09 works after", "09 works in the folds", "09 works in CrossValidate"],
        [Fault.RefusesChains] = ["09 works in a chain"],
        [Fault.CountsActiveColumns] = ["10"],
        [Fault.LeavesGettersUnguarded] = ["11"],
        [Fault.ChangesEveryPass] = ["12 passes"],
        [Fault.KeepsItsBuffer] = ["12 values"],
        [Fault.TrustsTheBuffer] = ["12 values"],
        [Fault.CountsItsCalls] = ["12 passes", "12 rows"],
        [Fault.RepeatsRowsInSets] = ["13 sets", "13 a set"],
        [Fault.ForgetsRowsInSets] = ["13 sets", "13 a set"],
        [Fault.KeepsOrderWhenShuffling] = ["15 shuffles"],
        [Fault.ShufflesAnyway] = ["15 keeps"],
        [Fault.MapperDiffers] = ["14 the mapper scores", "14 PredictionEngine", "58 engines"],
        [Fault.AsksForTheLabel] = ["14 the mapper asks"],
        [Fault.AsksForNothing] = ["14 the mapper asks"],
        [Fault.SpansDiffer] = ["14 the span"],
        [Fault.CountsRowsWhenScoring] = ["18 scores do not depend on the number", "19"],
        [Fault.ScoresByPosition] = ["18 scores do not depend on the order", "19"],
        [Fault.FitsTheFirstRow] = ["18 the model"],
        [Fault.IgnoresWeights] = ["20"],
        [Fault.IsNotCentred] = ["22"],
        [Fault.GivesNaN] =
        [
            "23 fit on one row", "23 fit on two rows", "23 fit on one feature", "23 fit on constant", "23 fit on all features",
            "23 fit on label", "24 outputs", "25",
        ],
        [Fault.FitsAnything] =
        [
            "23 fit on no rows", "23 fit on all weights", "23 fit on all missing", "23 fit on one NaN",
            "23 fit on one +", "23 fit on one -",
        ],
        [Fault.FitsNothingByAccident] = ["23 fit on no rows", "23 fit on all weights"],
        [Fault.SpreadsMissing] = ["23 a missing", "23 an infinity"],
        [Fault.FillsMissing] = ["23 a missing", "23 an infinity"],
        [Fault.InventsARow] = ["23 scores no rows"],
        [Fault.ProbabilityAboveOne] = ["24 probabilities"],
        [Fault.ProbabilityFalls] = ["24 probabilities"],
        [Fault.ThresholdElsewhere] = ["24 predicted"],
        [Fault.IsRandom] = ["42 the same"],
        [Fault.IgnoresTheSeed] = ["42 another"],
        [Fault.DependsOnThreads] = ["43"],
        [Fault.FitsOnlyOnce] = ["44"],
        [Fault.SetsAVariable] = ["45"],
        [Fault.FormatsByCulture] = ["46 works"],
        [Fault.SavesByCulture] = ["46 writes"],
        [Fault.ProgressFalls] = ["47 progress"],
        [Fault.ProgressStopsShort] = ["47 progress"],
        [Fault.HandlerExceptionsCorrupt] = ["47 an exception"],
        [Fault.StartsThoughCancelled] = ["48 a fit"],
        [Fault.IgnoresCancellation] = ["48 a fit", "48 a cancelled"],
        [Fault.CancellationCorrupts] = ["48 a cancelled"],
        [Fault.LoadsOtherValues] = ["51 a loaded model has"],
        [Fault.LoadsOtherSchema] = ["51 a loaded model has"],
        [Fault.SavesDifferentlyAgain] = ["51 a loaded model saves"],
        [Fault.IgnoresVersions] = ["54"],
        [Fault.AcceptsTruncation] = ["55 truncated", "55 half"],
        [Fault.FailsUntypedOnDamage] = ["55 truncated", "55 half", "55 flipped"],
        [Fault.AllocatesBeforeChecking] = ["55 absurd"],
        [Fault.RemembersItsThread] = ["58 one transformer", "58 one view"],
    };

    public static IEnumerable<object[]> ReferenceChecks => EstimatorChecks.Rows(ReferenceFixture.With(Fault.None));

    public static TheoryData<Fault> Faults => [.. Enum.GetValues<Fault>().Where(fault => fault != Fault.None)];

    [SkippableTheory]
    [MemberData(nameof(ReferenceChecks))]
    public void The_sound_reference_passes(EstimatorCheck check)
    {
        ReferenceEstimator.Reset();
        check.Run();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_is_caught(Fault fault)
    {
        var checks = EstimatorChecks.For(ReferenceFixture.With(fault)).ToList();
        foreach (string start in CaughtBy[fault])
        {
            var looking = checks.Where(check => check.Name.StartsWith(start, StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(looking);
            foreach (var check in looking)
            {
                ReferenceEstimator.Reset();
                var thrown = Record.Exception(check.Verify);
                Assert.False(thrown is null or CheckNotApplicableException, $"'{check.Name}' did not see {fault}.");
            }
        }
        ReferenceEstimator.Reset();
    }

    [Fact]
    public void Each_check_that_applies_to_the_reference_has_a_fault_that_it_catches()
    {
        ReferenceEstimator.Reset();
        var starts = CaughtBy.Values.SelectMany(names => names).ToList();
        var unproved = EstimatorChecks.For(ReferenceFixture.With(Fault.None))
            .Where(check => !starts.Any(start => check.Name.StartsWith(start, StringComparison.Ordinal)))
            .Where(check => Record.Exception(check.Verify) is not CheckNotApplicableException)
            .Select(check => check.Name);
        Assert.Empty(unproved);
    }
}
