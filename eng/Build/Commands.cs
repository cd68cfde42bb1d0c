namespace LowRank.Build;

/// <summary>The commands of build.sh.</summary>
internal static class Commands
{
    private const string Samples = "Microsoft.ML.LowRank.Samples";
    private const string DefaultSample = "compress";
    private const string Perf = "Microsoft.ML.LowRank.Perf";
    private const string Quality = "perf/Microsoft.ML.LowRank.Quality";
    private const string QualityWithPackages = "perf/Packages/Microsoft.ML.LowRank.Packages.Quality";

    private const string Help = """
        usage: ./build.sh <command> [arguments] [--mlnet packages|standin]

          run [sample] [-- arguments]   a sample, by default compress; run --help lists them
          test [arguments]              all tests; arguments go to dotnet test, as --filter Name~Cursor
          bench [name...]               benchmarks; writes docs/performance.md
          quality [comparison]          methods compared on real data, for up to an hour; quality <comparison> --help
          record                        writes down how ML.NET behaves, for the stand-in's tests (packages only)
          pack                          the NuGet packages, into artifacts/packages-out (packages only)
          source                        asks the feed again for ML.NET and says what it has

        ML.NET comes from the packages if the feed has them, otherwise from the stand-in (eng/standin). What the feed
        has is found out once and remembered; --mlnet and the environment variable MLNetSource override it.
        """;

    public static int Run(CommandLine line, Repository repository)
    {
        bool wantsHelp = line.Command is not ("run" or "quality") && line.Arguments.Any(argument => argument is "--help" or "-h");
        if (wantsHelp || line.Command is "help" or "--help" or "-h" or "-?")
        {
            Console.WriteLine(Help);
            return 0;
        }
        return line.Command switch
        {
            "run" => RunSample(Choose(line, repository), repository, line.Arguments),
            "test" => TestRun.Of(repository, Choose(line, repository).Source, repository.Solution, line.Arguments),
            "bench" => Bench(Choose(line, repository), repository, line.Arguments),
            "quality" => Compare(Choose(line, repository), repository, line.Arguments),
            "record" => Record(Choose(line, repository, packagesFor: "record"), repository, line.Arguments),
            "pack" => Packing.Run(Choose(line, repository, packagesFor: "pack"), repository, line.Arguments),
            "source" => Source(line, repository),
            _ => throw new BuildException($"'{line.Command}' is no command of build.sh; ./build.sh --help lists them.", 2),
        };
    }

    /// <summary>The arguments of the samples program: its default verb is put in where only arguments were given.</summary>
    public static IReadOnlyList<string> SampleArguments(IReadOnlyList<string> arguments)
    {
        bool namesVerb = arguments.Count > 0 && !arguments[0].StartsWith('-');
        bool asksProgram = arguments.Count > 0 && arguments[0] is "--help" or "-h" or "--version" or "--list-verbs";
        var verb = namesVerb || asksProgram ? [] : new[] { DefaultSample };
        // A `--` after the sample's name only separates.
        return [.. verb, .. arguments.Where((argument, i) => argument != "--" || i != 1 || !namesVerb)];
    }

    /// <summary>Builds one project or the solution in Release and shows warnings and errors only.</summary>
    public static bool Build(Repository repository, string source, string what) =>
        new Dotnet(repository.Root, source).Run(
            ["msbuild", what, "-restore", "-p:Configuration=Release", "-nologo", "-tl:off", "-v:quiet"]) == 0;

    private static MLNetChoice Choose(CommandLine line, Repository repository, string? packagesFor = null)
    {
        var choice = MLNetChoice.Make(repository, line.MLNet);
        Console.WriteLine(choice.Line);
        if (packagesFor is not null && !choice.IsPackages)
            throw new BuildException(
                $"{packagesFor} needs the real ML.NET and refuses the stand-in: run ./build.sh {packagesFor} --mlnet packages.");
        return choice;
    }

    private static int RunSample(MLNetChoice choice, Repository repository, IReadOnlyList<string> arguments) =>
        Execute(choice, repository, "src/" + Samples, SampleArguments(arguments));

    private static int Bench(MLNetChoice choice, Repository repository, IReadOnlyList<string> arguments)
    {
        string report = Path.Combine(repository.Root, "docs", "performance.md");
        return Execute(choice, repository, "perf/" + Perf, arguments.Contains("--out") ? arguments : [.. arguments, "--out", report]);
    }

    /// <summary>Where the feed has ML.NET's trees, they are base learners too.</summary>
    private static int Compare(MLNetChoice choice, Repository repository, IReadOnlyList<string> arguments)
    {
        bool hasTrees = choice.IsPackages
            && RememberedAnswer.Load(repository) is { } answer && answer.Properties.Contains(PackageGroup.Trees.Property);
        return Execute(choice, repository, hasTrees ? QualityWithPackages : Quality, arguments);
    }

    private static int Record(MLNetChoice choice, Repository repository, IReadOnlyList<string> arguments) =>
        TestRun.Of(repository, choice.Source, repository.Project("test/Microsoft.ML.Standin.Tests"), arguments,
            ("LOWRANK_RECORD", "1"));

    private static int Source(CommandLine line, Repository repository)
    {
        if (line.MLNet is null)
            MLNetChoice.Ask(repository, required: false);
        Console.WriteLine(MLNetChoice.Make(repository, line.MLNet).Line);
        return 0;
    }

    /// <summary>Builds a program and runs it in the caller's folder, so that relative paths mean what they say.</summary>
    private static int Execute(MLNetChoice choice, Repository repository, string project, IReadOnlyList<string> arguments)
    {
        if (!Build(repository, choice.Source, repository.Project(project)))
            throw new BuildException($"{project} did not build, for the errors above.");
        string program = repository.Program(Path.GetFileName(project), choice.Source);
        return new Dotnet(repository.Root, choice.Source).Run([program, .. arguments], Environment.CurrentDirectory);
    }
}
