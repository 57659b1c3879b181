using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Data;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Record;
using Strata.Deploy.Seeding;
using Strata.Project.Configuration;

namespace Strata.Cli.Commands;

/// <summary>
/// Drops what the project manages in a database, builds it again from the migrations, or from Schema.cs where push owns it, and puts the
/// seed rows in.
/// </summary>
internal sealed class ResetCommand(App app, Project project)
{
    private static readonly Option<bool> s_noSeed = new("--no-seed") { Description = "leave out the seed files" };
    private static readonly Option<string> s_confirm = new("--confirm")
    {
        Description = "the environment's name, unless it is an open one",
        HelpName = "ENVIRONMENT",
    };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("reset", CommandList.Describe("reset")) { s_noSeed, s_confirm };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                project.RequireNamedEnvironment(options.Named(parsed) is not null);
                return await project
                    .RecordedAsync(
                        "reset",
                        app.Time,
                        () =>
                            new ResetCommand(app, project).RunAsync(
                                !parsed.GetValue(s_noSeed),
                                parsed.GetValue(s_confirm),
                                cancellationToken
                            )
                    )
                    .ConfigureAwait(false);
            }
        );
        return command;
    }

    private async Task<ExitCode> RunAsync(bool seed, string? confirmed, CancellationToken cancellationToken)
    {
        var consent = new Consent(project, Allowance.Reset);
        consent.RequirePolicy();
        var files = seed ? SeedFile.Find(project.Config.Seed, project.Shown) : [];
        Seeder.RequireReadable(files, project.Dialect.Syntax);
        var rebuild = await Rebuild
            .PrepareAsync(
                app,
                project,
                await project.WithDatabaseAsync(() => StateAsync(cancellationToken), cancellationToken).ConfigureAwait(false),
                cancellationToken
            )
            .ConfigureAwait(false);
        var managed = await LookAsync(rebuild.Wanted, cancellationToken).ConfigureAwait(false);
        await AgreeAsync(consent, managed, confirmed, cancellationToken).ConfigureAwait(false);
        var started = app.Time.GetTimestamp();
        await DropAsync(rebuild.Wanted, cancellationToken).ConfigureAwait(false);
        await rebuild.RunAsync(cancellationToken).ConfigureAwait(false);
        foreach (var file in files)
            await SeedAsync(file, cancellationToken).ConfigureAwait(false);
        return project.Report.End(
            ExitCode.Done,
            new JsonObject
            {
                ["dropped"] = managed.Objects.Count,
                ["from"] = rebuild.From,
                ["seeds"] = files.Length,
            },
            $"\"{project.Environment!.Name}\" was rebuilt from {rebuild.From}{(files.IsEmpty ? "" : $", with {DataText.Count(files.Length, "seed file")}")}"
                + $" ({RunReport.Time(app.Time.GetElapsedTime(started))})"
        );
    }

    private async Task<TargetState> StateAsync(CancellationToken cancellationToken)
    {
        if (!await project.ExistsAsync(cancellationToken).ConfigureAwait(false))
            return TargetState.Empty;
        await using var reader = await project.ReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        var state = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (state.Stamp is { } stamp)
            StampCheck.Require(stamp, project.Environment!.Name, stamp.Mode, reader.Name);
        return state;
    }

    /// <summary>What would go.</summary>
    private async Task<Catalog> LookAsync(Catalog wanted, CancellationToken cancellationToken)
    {
        if (!await project.ExistsAsync(cancellationToken).ConfigureAwait(false))
            return Catalog.Empty;
        await using var reader = await project.ReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        return project.Managed(await project.Ignoring.ReadAsync(reader.Connection, cancellationToken).ConfigureAwait(false), wanted);
    }

    private async Task AgreeAsync(Consent consent, Catalog managed, string? confirmed, CancellationToken cancellationToken)
    {
        var name = project.Environment!.Name;
        var command = $"strata reset --env {name}";
        var whole = managed.Objects.Values.Where(o => o.Owner is null && o.DroppedWith is null).Select(o => o.Id).ToList();
        var what =
            whole.Count == 0
                ? $"\"{name}\" is empty and would be built"
                : $"of \"{name}\" would be dropped, with all rows: {string.Join(", ", whole.Take(8))}{(whole.Count > 8 ? $" and {whole.Count - 8} more" : "")}";
        if (whole.Count == 0 && project.Policy == Policy.Open)
            return;
        if (consent.RequireAnswerable(what, confirmed, command))
            project.Report.Say(what);
        if (project.Policy != Policy.Open && whole.Count > 0)
            await BackUpAsync(cancellationToken).ConfigureAwait(false);
        await consent.RequireAsync(what, confirmed, command, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Protected ones are seen to come back before they go.</summary>
    private async Task BackUpAsync(CancellationToken cancellationToken)
    {
        var verify = project.Policy == Policy.Protected;
        var (folder, manifest) = await new EnvironmentBackups(app, project)
            .MakeAsync(null, 1, verify, cancellationToken)
            .ConfigureAwait(false);
        project.Report.Event(
            "backup",
            new JsonObject
            {
                ["folder"] = folder,
                ["verified"] = verify,
                ["rows"] = (double)manifest.Rows,
            },
            $"backed up to {project.Shown(folder)}: {DataText.Count(manifest.Rows, "row")}{(verify ? ", restored and compared" : "")}"
        );
    }

    /// <summary>
    /// Looked at once more, under the lock: what is dropped is what is there now, and nothing that the project does not manage.
    /// </summary>
    private async Task DropAsync(Catalog wanted, CancellationToken cancellationToken)
    {
        await using var target = await project.TargetAsync(cancellationToken).ConfigureAwait(false);
        await new DatabaseReset(target, project.RunOptions(), app.Time, new RunReport(project.Report).Show)
            .RunAsync(
                async ct =>
                {
                    var live = await project.Ignoring.ReadAsync(target.Connection, ct).ConfigureAwait(false);
                    return project.Dialect.Plan(project.Managed(live, wanted), Catalog.Empty);
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task SeedAsync(SeedFile file, CancellationToken cancellationToken)
    {
        var connection = await project.ConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var target = await project.TargetAsync(cancellationToken).ConfigureAwait(false);
        var count = await new Seeder(project.Tools.Rows, connection, target).RunAsync(file, cancellationToken).ConfigureAwait(false);
        project.Report.Event(
            "seed",
            new JsonObject { ["file"] = file.Shown, [file.IsSql ? "statements" : "rows"] = (double)count },
            $"{file.Shown}: {DataText.Count(count, file.IsSql ? "statement" : "row")}"
        );
    }
}
