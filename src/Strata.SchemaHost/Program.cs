using Strata.Schema.Output;
using Strata.SchemaHost;

// Standard output has one document; nothing that the user's code prints may become part of it.
using var output = new ScriptOutput(Console.OpenStandardOutput(), Console.Error);
Console.SetOut(new ConsoleNotes(Console.Error));
Console.SetIn(TextReader.Null);

HostOptions options;
try
{
    options = HostOptions.Parse(args);
}
catch (ArgumentException mistake)
{
    await Console.Error.WriteLineAsync($"{mistake.Message}\n{HostOptions.Usage}").ConfigureAwait(false);
    return output.Write(SchemaScript.Failed(SchemaError.Of(SchemaErrorCodes.Usage, mistake.Message)));
}

AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    output.WriteIfMissing("the schema ended the process that reads it; remove the call of Environment.Exit");
Watchdog.Start(options.Timeout, output);
return output.Write(await SchemaRun.ExecuteAsync(options, CancellationToken.None).ConfigureAwait(false));
