using Strata.Project.Configuration;

namespace Strata.Cli.Commands;

internal sealed class BundleCommand : ProjectCommand
{
    private readonly Option<string> _output = Text("--output", "FILE", "the file to write (the folder's name and -migrations)");
    private readonly Option<bool> _force = Flag("--force", "overwrite the file");

    public BundleCommand(GlobalOptions globals)
        : base(globals, "bundle") => Takes(_output, _force);

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        var directory = Globals.Host.WorkingDirectory + Path.DirectorySeparatorChar;
        var path = run.Get(_output) is { } file ? Path.GetFullPath(file, directory) : directory;
        return run.Show(await run.Project.BundleAsync(new(path) { Overwrite = run.Get(_force) }, run.Cancellation), OutcomeText.Write);
    }
}

internal sealed class BaselineCommand : ProjectCommand
{
    private readonly Option<string> _at = Text("--at", "N", "the last migration that the database has, by number or name (the last)");

    public BaselineCommand(GlobalOptions globals)
        : base(globals, "baseline") => Takes(_at);

    protected override async Task<OperationResult> RunAsync(Invocation run) =>
        run.Show(
            await run.Project.BaselineAsync(new() { At = OptionValues.Migration("--at", run.Get(_at)) }, run.Cancellation),
            OutcomeText.Write
        );
}

internal sealed class ConfigCommand : ProjectCommand
{
    private readonly Option<bool> _schema = Flag("--schema", "print the JSON schema that editors check strata.json by");

    public ConfigCommand(GlobalOptions globals)
        : base(globals, "config") => Takes(_schema);

    protected override async Task<ExitCode> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!parsed.GetValue(_schema))
            return await base.InvokeAsync(parsed, cancellationToken);
        var output = Globals.Output(parsed);
        output.Result(ConfigSchema.Text().TrimEnd());
        return output.End(ExitCode.Done, OperationJson.Object(("schema", ConfigSchema.Text())));
    }

    protected override Task<OperationResult> RunAsync(Invocation run) =>
        Task.FromResult<OperationResult>(run.Show(run.Project.Configuration(), OutcomeText.Write));
}
