using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Deploying;

namespace Strata.Cli.Commands;

/// <summary>Brings back the database that a wipe replaced.</summary>
internal static class UndoWipeCommand
{
    private static readonly Option<string> s_confirm = new("--confirm")
    {
        Description = "the environment's name, unless it is an open one",
        HelpName = "ENVIRONMENT",
    };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("undo-wipe", CommandList.Describe("undo-wipe")) { s_confirm };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                project.RequireNamedEnvironment(options.Named(parsed) is not null);
                return await project
                    .RecordedAsync("undo-wipe", app.Time, () => RunAsync(app, project, parsed.GetValue(s_confirm), cancellationToken))
                    .ConfigureAwait(false);
            }
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(App app, Project project, string? confirmed, CancellationToken cancellationToken)
    {
        var former = await new Wipe(app, project).UndoAsync(confirmed, cancellationToken).ConfigureAwait(false);
        project.HasWritten = true;
        return project.Report.End(
            ExitCode.Done,
            new JsonObject { ["former"] = former.Name, ["until"] = former.Until },
            $"the former database of \"{project.Environment!.Name}\" is back; the one that was there is kept as {former.Name}"
                + $" until {former.Until:yyyy-MM-dd HH:mm} UTC, and comes back by the same command"
        );
    }
}
