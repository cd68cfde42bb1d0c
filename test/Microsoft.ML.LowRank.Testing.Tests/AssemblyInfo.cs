// Some faults disturb what belongs to the whole process, on purpose.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
