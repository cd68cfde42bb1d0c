using LowRank.Build;

// Ctrl-C goes to the running child as well; this process waits for it, so that its end is reported.
Console.CancelKeyPress += (_, e) => e.Cancel = true;
try
{
    return Commands.Run(CommandLine.Parse(args), Repository.Find());
}
catch (BuildException e)
{
    Console.Error.WriteLine(e.Message);
    return e.ExitCode;
}
