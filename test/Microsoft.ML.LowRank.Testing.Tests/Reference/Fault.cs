namespace Microsoft.ML.LowRank.Testing.Tests.Reference;

/// <summary>What the reference estimator can be told to do wrong.</summary>
public enum Fault
{
    None,

    // Options
    DefaultsAreInvalid,
    AcceptsBadOptions,
    ReportsOneBadOption,
    ChangesOptions,
    IgnoresShrink,

    // Schemas
    PromisesAnotherType,
    PromisesMore,
    DeliversNoSlotNames,
    DeliversEqualSlotNames,
    MapperHasOtherSchema,
    AcceptsAnySchema,
    ReadsBeforeRefusing,
    RefusesWithoutColumn,
    ChangesAnInput,
    FindsHiddenColumns,
    TakesOnlyItsOwnView,
    RefusesChains,

    // Cursors
    CountsActiveColumns,
    LeavesGettersUnguarded,
    ChangesEveryPass,
    KeepsItsBuffer,
    TrustsTheBuffer,
    CountsItsCalls,
    RepeatsRowsInSets,
    ForgetsRowsInSets,
    KeepsOrderWhenShuffling,
    ShufflesAnyway,

    // Ways to score
    MapperDiffers,
    AsksForTheLabel,
    AsksForNothing,
    SpansDiffer,

    // Numerics
    CountsRowsWhenScoring,
    ScoresByPosition,
    FitsTheFirstRow,
    IgnoresWeights,
    IsNotCentred,
    GivesNaN,
    FitsAnything,
    FitsNothingByAccident,
    SpreadsMissing,
    FillsMissing,
    InventsARow,
    ProbabilityAboveOne,
    ProbabilityFalls,
    ThresholdElsewhere,

    // Determinism and state
    IsRandom,
    IgnoresTheSeed,
    DependsOnThreads,
    FitsOnlyOnce,
    SetsAVariable,
    FormatsByCulture,
    SavesByCulture,

    // Lifecycle
    ProgressFalls,
    ProgressStopsShort,
    HandlerExceptionsCorrupt,
    StartsThoughCancelled,
    IgnoresCancellation,
    CancellationCorrupts,

    // Files
    LoadsOtherValues,
    LoadsOtherSchema,
    SavesDifferentlyAgain,
    IgnoresVersions,
    AcceptsTruncation,
    FailsUntypedOnDamage,
    AllocatesBeforeChecking,

    // Threads
    RemembersItsThread,
}
