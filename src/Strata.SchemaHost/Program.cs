using Strata.Schema.Output;
using Strata.SchemaHost;

// Nothing the user's code does may end up between the braces of the one document on standard output.
using var report = new Report(Console.OpenStandardOutput(), Console.Error);
Console.SetOut(new NoteWriter(Console.Error));
Console.SetIn(TextReader.Null);

HostOptions options;
try
{
    options = HostOptions.Parse(args);
}
catch (ArgumentException mistake)
{
    await Console.Error.WriteLineAsync($"{mistake.Message}\n{HostOptions.Usage}").ConfigureAwait(false);
    return report.Write(SchemaScript.Failed(new SchemaError("", 0, 0, "USAGE", mistake.Message)));
}

AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    report.WriteIfSilent("the schema ended the process that reads it (Environment.Exit); remove that call");
Watchdog.Start(options.Timeout, report);
return report.Write(await SchemaRun.ExecuteAsync(options, CancellationToken.None).ConfigureAwait(false));
