using Strata.Adopting;

namespace Strata.Cli.Commands;

/// <summary>A command that starts a project where there is no strata.json yet.</summary>
internal abstract class StartingCommand(GlobalOptions globals, string name) : ProjectCommand(globals, name)
{
    protected Option<string> Url { get; } = Text("--url", "URL", "the database, where there is no strata.json yet");

    protected override StrataProject Open(ParseResult parsed, StrataHost host)
    {
        var again = Call.Strata(Name);
        foreach (var argument in Arguments)
            again = again.Argument(parsed.GetValue<string>(argument.Name)!);
        var (start, file, environment) = (Globals.Start(parsed), Globals.File(parsed), Globals.Named(parsed));
        return StrataProject.OpenOrStart(start, file, environment, parsed.GetValue(Url), again, host);
    }
}

internal sealed class PullCommand : StartingCommand
{
    private readonly Option<bool> _force = Flag("--force", "overwrite files of the schema");

    public PullCommand(GlobalOptions globals)
        : base(globals, "pull") => Takes(Url, _force);

    protected override async Task<OperationResult> RunAsync(Invocation run) =>
        run.Show(await run.Project.PullAsync(new() { Overwrite = run.Get(_force) }, run.Cancellation), HistoryText.Write);
}

internal sealed class AdoptCommand : StartingCommand
{
    private readonly Argument<string> _tool = new("TOOL") { Description = "drizzle, ef, dbmate or flyway" };
    private readonly Argument<string> _folder = new("DIR") { Description = "the folder of its migrations" };
    private readonly Option<string> _table = Text("--table", "SCHEMA.TABLE", "its table, where that has another name than usual");
    private readonly Option<bool> _filesOnly = Flag("--files-only", "open no database, record nothing");
    private readonly Option<bool> _force = Flag("--force", "overwrite files of the schema");
    private readonly Option<bool> _unverified = Flag("--accept-unverified", "accept rows that fit no file as it is now");
    private readonly Option<bool> _differences = Flag("--accept-differences", "accept a database that differs from its history");

    public AdoptCommand(GlobalOptions globals)
        : base(globals, "adopt")
    {
        Arguments.Add(_tool);
        Arguments.Add(_folder);
        Takes(Url, _table, _filesOnly, _force, _unverified, _differences);
    }

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        var folder = Path.GetFullPath(run.Parsed.GetRequiredValue(_folder), Globals.Start(run.Parsed));
        var request = new AdoptRequest(OptionValues.Word("", run.Parsed.GetRequiredValue(_tool), MigrationTools.Names), folder)
        {
            Table = run.Get(_table),
            FilesOnly = run.Get(_filesOnly),
            Overwrite = run.Get(_force),
            AcceptUnverified = run.Get(_unverified),
            AcceptDifferences = run.Get(_differences),
        };
        return run.Show(await run.Project.AdoptAsync(request, run.Cancellation), HistoryText.Write);
    }
}
