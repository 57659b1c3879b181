using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Data;
using Strata.Cli.Deploying;
using Strata.Core;

namespace Strata.Cli.Commands;

/// <summary>Brings back the database that a wipe replaced; and, where nobody sees it, the wipe itself.</summary>
internal static class UndoWipeCommand
{
    private static readonly Option<string> s_confirm = new("--confirm") { Description = "the environment's name, unless it is an open one", HelpName = "ENVIRONMENT" };
    private static readonly Option<string> s_from = new("--from") { Description = "the environment to copy", HelpName = "NAME", Required = true };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("undo-wipe", CommandList.Describe("undo-wipe")) { s_confirm };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var project = Project.Load(app, options, parsed);
            project.RequireNamedEnvironment(options.Named(parsed) is not null);
            var former = await new Wipe(app, project).UndoAsync(parsed.GetValue(s_confirm), cancellationToken).ConfigureAwait(false);
            return (int)project.Report.End(ExitCode.Done, new JsonObject { ["former"] = former.Name, ["until"] = former.Until },
                $"the former database of \"{project.Environment!.Name}\" is back; the one that was there is kept as {former.Name} until {former.Until:yyyy-MM-dd HH:mm} UTC, and comes back by the same command");
        });
        return command;
    }

    /// <summary>The step of <c>deploy --db-wipe</c> alone.</summary>
    public static Command CreateWipe(App app, GlobalOptions options)
    {
        var command = new Command("internal-wipe") { s_from, s_confirm };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var target = Project.Load(app, options, parsed);
            await using var source = Project.Load(app, options, parsed, parsed.GetValue(s_from));
            target.RequireNamedEnvironment(options.Named(parsed) is not null);
            await new Wipe(app, target).RunAsync(source, parsed.GetValue(s_confirm), $"strata internal-wipe --env {target.Environment!.Name} --from {source.Environment!.Name}", cancellationToken).ConfigureAwait(false);
            return (int)target.Report.End(ExitCode.Done);
        });
        return command;
    }

    /// <summary>The step of <c>deploy --sync-content</c> alone.</summary>
    public static Command CreateSync(App app, GlobalOptions options)
    {
        var dryRun = new Option<bool>("--dry-run");
        var from = new Option<string>("--from") { HelpName = "NAME" };
        var command = new Command("internal-sync") { from, dryRun, s_confirm };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var target = Project.Load(app, options, parsed);
            var step = new ContentStep(app, target);
            await using var source = Project.Load(app, options, parsed, parsed.GetValue(from) ?? step.From);
            target.RequireNamedEnvironment(options.Named(parsed) is not null);
            await step.RunAsync(source, parsed.GetValue(dryRun), parsed.GetValue(s_confirm), $"strata internal-sync --env {target.Environment!.Name} --from {source.Environment!.Name}", cancellationToken).ConfigureAwait(false);
            return (int)target.Report.End(ExitCode.Done);
        });
        return command;
    }
}
