using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Strata.Cli.Deploying;
using Strata.Cli.Output;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Deploy;
using Strata.Project.Configuration;

namespace Strata.Cli.Commands;

/// <summary>
/// Database and services to an environment: everything is looked at first, then migrated, built, deployed, checked, given requests, and
/// looked at again.
/// </summary>
internal sealed class DeployCommand(App app, Project project, DeployFlags flags, Project? source)
{
    private static readonly string[] s_secrets = ["Password", "SSL Password"];

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("deploy", CommandList.Describe("deploy"));
        foreach (var option in DeployFlags.Options)
            command.Options.Add(option);
        var services = ServiceFlags.Read(app.Arguments);
        foreach (var service in services.Options)
            command.Options.Add(service);
        // What cannot be read is told as that, and not as a flag that there is not.
        if (services.Problem is not null)
            command.TreatUnmatchedTokensAsErrors = false;
        command.Subcommands.Add(DeployHistory.Create(app, options));
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                if (services.Problem is { } problem)
                    throw problem;
                var flags = DeployFlags.Read(parsed, services.Options, options.Named(parsed));
                await using var project = LoadNamed(app, options, parsed);
                await using var source =
                    flags.Action == DatabaseAction.Wipe ? Project.Load(app, options, parsed, flags.From)
                    : flags.Sync ? Project.Load(app, options, parsed, flags.From ?? new ContentStep(app, project).From)
                    : null;
                return (int)await new DeployCommand(app, project, flags, source).RunAsync(cancellationToken).ConfigureAwait(false);
            }
        );
        return command;
    }

    /// <summary>
    /// The environment that was named, or the file's own default, which is never a protected one. Nothing else is ever meant.
    /// </summary>
    /// <exception cref="ProblemException">None was named (ST6005), or the default is protected (ST6006): exit 2.</exception>
    internal static Project LoadNamed(App app, GlobalOptions options, ParseResult parsed)
    {
        if (options.Named(parsed) is { } named)
            return Project.Load(app, options, parsed, named);
        var config = ConfigReader.Load(options.File(parsed), Project.Start(options, parsed));
        if (config.DefaultEnvironment is not { } usual)
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST6005",
                    config.File,
                    "deploy never guesses the environment",
                    "nothing was done",
                    $"add --env with one of: {string.Join(", ", config.Environments.Keys)}; or name one in \"defaultEnvironment\""
                )
            );
        var project = Project.Load(app, options, parsed, usual);
        return project.Policy != Policy.Protected
            ? project
            : throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST6006",
                    project.Environment!.Where,
                    $"\"{usual}\" is protected, and is never meant without its name",
                    "nothing was done",
                    $"add: --env {usual}"
                )
            );
    }

    private string Name => project.Environment!.Name;

    private async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        var services = Chosen();
        var request = new DeployRequest(
            Name,
            flags.Kind,
            services.Count == 0 || flags.Kind == DeployKind.Rollback
                ? flags.Tag ?? ""
                : await TagAsync(cancellationToken).ConfigureAwait(false),
            services
        )
        {
            Percent = flags.Percent,
        };
        var values = new Placeholders(
            new Dictionary<string, string?> { ["env"] = Name, ["tag"] = request.Tag.Length > 0 ? request.Tag : null }
        );
        foreach (var service in services)
            Validate(service, values);
        await RequirePolicyAsync(cancellationToken).ConfigureAwait(false);
        var database = new DatabaseWork(app, project, flags, source);
        await database.LookAsync(cancellationToken).ConfigureAwait(false);
        var plan = database.Plan(request, GitCommit.Of(project.Config.Directory));
        Show(plan, database);
        if (flags.Plan is { } file)
            return await WriteAsync(plan, file, cancellationToken).ConfigureAwait(false);
        if (flags.DryRun)
        {
            await database.TellAsync(cancellationToken).ConfigureAwait(false);
            return DryRun(request, values, plan);
        }
        if (flags.Action == DatabaseAction.Generate)
            return await GenerateAsync(cancellationToken).ConfigureAwait(false);
        database.RequireAcknowledged();
        await database.RequireCopyAsync(cancellationToken).ConfigureAwait(false);
        RequireConfirmation(plan);
        return await DeployAsync(request, values, database, plan, cancellationToken).ConfigureAwait(false);
    }

    private IReadOnlyList<ServiceConfig> Chosen()
    {
        var services = project.Config.ServicesIn(project.Environment!);
        if (flags.All && services.Count == 0 && flags.Action == DatabaseAction.None)
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST6002",
                    project.Config.File,
                    "strata.json has no services",
                    "nothing was done",
                    "add some to \"services\" (see docs/deploy.md), or change the database alone: --db-migrate"
                )
            );
        return flags.All ? services : [.. services.Where(s => flags.Chosen.Contains(s.Name))];
    }

    /// <exception cref="ProblemException">A service lacks what the flags ask for (ST6007, exit 2); or a command of it cannot be
    /// run.</exception>
    private void Validate(ServiceConfig service, Placeholders values)
    {
        if (flags.Kind == DeployKind.Rollback)
        {
            if (service.Rollback is null && service.Traffic is null)
                throw Lacks(service, "it cannot be taken back", "rollback");
        }
        else if (service.Deploy is null)
            throw Lacks(service, "it cannot be deployed", "deploy");
        if (flags.Kind is DeployKind.Canary or DeployKind.NoTraffic && service.Traffic is null)
            throw Lacks(service, "nothing decides how many requests it gets", "traffic");
        ServiceRunner.Validate(service, flags.Kind, project.Config.Directory, values);
    }

    private ProblemException Lacks(ServiceConfig service, string what, string key) =>
        new(
            ProblemKind.Usage,
            new(
                "ST6007",
                service.Where,
                $"\"{service.Name}\" has no \"{key}\" for \"{Name}\", so {what}",
                "nothing was run",
                $"add \"{key}\" to it in strata.json; see docs/deploy.md"
            )
        );

    private async Task RequirePolicyAsync(CancellationToken cancellationToken)
    {
        if (flags.Action == DatabaseAction.Update)
            await new PushCommand(app, project).RequirePolicyAsync(cancellationToken).ConfigureAwait(false);
        if (flags.Action == DatabaseAction.Generate && project.Policy == Policy.Protected)
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST6008",
                    project.Environment!.Where,
                    $"\"{Name}\" is protected: nothing that was not reviewed reaches it",
                    "nothing was run",
                    "write the migration on its own, have it reviewed and committed: strata generate"
                )
            );
    }

    private async Task<string> TagAsync(CancellationToken cancellationToken)
    {
        if (flags.Tag is { } tag)
            return tag;
        var described = await GitRepository.FindAsync(project.Config.Directory, cancellationToken).ConfigureAwait(false) is { } repository
            ? await repository.DescribeAsync(cancellationToken).ConfigureAwait(false)
            : null;
        if (described is null)
            return app.Time.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        tag = string.Concat(described.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-'));
        return DeployFlags.IsTag(tag)
            ? tag
            : throw new ProblemException(
                ProblemKind.Usage,
                new("ST6004", "git", $"git describes this commit as \"{tag}\", which is no tag", "nothing was done", "add: --tag NAME")
            );
    }

    private void Show(DeployPlan plan, DatabaseWork database)
    {
        foreach (var migration in plan.Pending)
            project.Report.Event(
                "pending",
                new JsonObject { ["tag"] = migration.Tag, ["statements"] = migration.Script.Statements.Length },
                $"pending: {migration.Tag}, {migration.Script.Statements.Length} statement{(migration.Script.Statements.Length == 1 ? "" : "s")}"
            );
        if (flags.Action != DatabaseAction.Migrate && database.Pending.Length > 0 && flags.Kind != DeployKind.Rollback)
            project.Report.Note(
                $"{database.Pending.Length} migration{(database.Pending.Length == 1 ? " is" : "s are")} pending and not "
                    + $"run: that is --db-migrate"
            );
    }

    private async Task<ExitCode> WriteAsync(DeployPlan plan, string file, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(file);
        await File.WriteAllTextAsync(path, plan.ToText(), cancellationToken).ConfigureAwait(false);
        return project.Report.End(
            ExitCode.Done,
            new JsonObject
            {
                ["plan"] = path,
                ["hash"] = plan.Hash,
                ["pending"] = plan.Pending.Count,
            },
            $"wrote {project.Shown(path)}; nothing was run\nhash: {plan.Hash}"
        );
    }

    private ExitCode DryRun(DeployRequest request, Placeholders values, DeployPlan plan)
    {
        foreach (var migration in plan.Pending)
        foreach (var statement in migration.Script.Statements)
            project.Report.Say($"  {migration.Tag}: {statement.Summary()}");
        foreach (var service in request.Services)
        {
            var all = values.With(
                ("service", service.Name),
                ("revision", request.Tag),
                ("percent", request.Percent.ToString(CultureInfo.InvariantCulture))
            );
            foreach (var (step, command) in Steps(service, request.Kind).Where(s => s.Command is not null))
                project.Report.Event(
                    "step",
                    new JsonObject { ["step"] = $"{service.Name} {step}", ["command"] = JsonOutput.Texts(all.Fill(command!)) },
                    $"  {service.Name} {step}: {(command!.Shell is null ? string.Join(' ', all.Fill(command)) : all.Fill(command)[^1])}"
                );
            if (service.Health is { } health)
                project.Report.Event(
                    "step",
                    new JsonObject { ["step"] = $"{service.Name} health", ["url"] = all.FillUrl(health) },
                    $"  {service.Name} health: {all.FillUrl(health)}"
                );
        }
        return project.Report.End(
            ExitCode.Done,
            new JsonObject
            {
                ["pending"] = plan.Pending.Count,
                ["hash"] = plan.Hash,
                ["dryRun"] = true,
            },
            "nothing was run"
        );
    }

    private static IEnumerable<(string Step, ServiceCommand? Command)> Steps(ServiceConfig s, DeployKind kind) =>
        kind == DeployKind.Rollback
            ? [("previous", s.Previous), ("rollback", s.Rollback ?? s.Traffic)]
            :
            [
                ("previous", s.Previous),
                ("build", s.Build),
                ("deploy", s.Deploy),
                ("traffic", kind == DeployKind.NoTraffic ? null : s.Traffic),
            ];

    /// <exception cref="ProblemException">The tree is not clean (ST6080, exit 9); else always, with what is to be done next (ST6081, exit
    /// 10).</exception>
    private async Task<ExitCode> GenerateAsync(CancellationToken cancellationToken)
    {
        var repository =
            await GitRepository.FindAsync(project.Config.Directory, cancellationToken).ConfigureAwait(false)
            ?? throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST6080",
                    project.Config.Directory,
                    "this is no git repository, so nobody could review what is generated",
                    "nothing was written",
                    "write the migration on its own: strata generate"
                )
            );
        if (await repository.ChangesAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 } changes)
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST6080",
                    repository.Top,
                    $"{changes.Count} file{(changes.Count == 1 ? " is" : "s are")} not committed ({string.Join(", ", changes.Take(3))}{(changes.Count > 3 ? ", …" : "")}"
                        + $"): a migration is generated from what is committed",
                    "nothing was written",
                    "commit or stash them: git status"
                )
            );
        var tag = await new GenerateCommand(app, project).NextAsync(cancellationToken).ConfigureAwait(false);
        if (tag is null)
            return project.Report.End(ExitCode.Done, new JsonObject { ["changed"] = false }, "no changes: there is nothing to generate");
        throw new ProblemException(
            ProblemKind.DecisionMissing,
            new(
                "ST6081",
                Path.Combine(project.MigrationsFolder, tag + ".sql"),
                $"{tag} was written, and nobody has reviewed it",
                "nothing was deployed; the database is as it was",
                $"read it, commit it, then: strata deploy --env {Name} --db-migrate{(flags.All ? " --all" : string.Concat(flags.Chosen.Select(c => $" --{c}")))}"
            )
        );
    }

    /// <summary>What changes a protected database was read by somebody as it is now.</summary>
    /// <exception cref="ProblemException">It was not, or something has changed since (ST6082, exit 10).</exception>
    private void RequireConfirmation(DeployPlan plan)
    {
        if (flags.Hashes.Any() && !flags.Hashes.Contains(plan.Hash))
            throw new ProblemException(
                ProblemKind.DecisionMissing,
                new(
                    "ST6082",
                    "--confirm",
                    "the plan is not the one that was confirmed: the database, the migrations, the commit, the services or "
                        + "the flags have changed since",
                    "nothing was run",
                    $"read it again: strata deploy --plan FILE …; its hash is now {plan.Hash}"
                )
            );
        if (flags.Hashes.Any() || project.Policy != Policy.Protected || plan.Pending.Count == 0)
            return;
        throw new ProblemException(
            ProblemKind.DecisionMissing,
            new(
                "ST6082",
                project.Environment!.Where,
                $"\"{Name}\" is protected, and this deploy changes its database: the plan has to be confirmed by its hash",
                "nothing was run",
                $"write and read it: strata deploy --plan FILE …; then add: --confirm {plan.Hash}"
            )
        );
    }

    private async Task<ExitCode> DeployAsync(
        DeployRequest request,
        Placeholders values,
        DatabaseWork database,
        DeployPlan plan,
        CancellationToken cancellationToken
    )
    {
        var id = Guid.NewGuid();
        var connection = await project.ConnectionAsync(cancellationToken).ConfigureAwait(false);
        var console = new DeployConsole(project.Report);
        await using var log = DeployLog.Create(project.Config.Directory, Name, id, new SecretMask(Secrets(connection)), app.Time);
        var detail = new DeployDetail(Name, request.Kind)
        {
            Tag = request.Tag.Length > 0 ? request.Tag : null,
            Log = Path.GetRelativePath(project.Config.Directory, log.Path),
            Head = database.Head,
            Services = [.. request.Services.Select(s => new ServiceRecord(s.Name))],
        };
        var run = new CommandRun(id, DeployJournal.Command, project.RunOptions().Run) { Plan = flags.Hashes.Any() ? plan.Hash : null };
        await using var journal = await project
            .WithDatabaseAsync(
                () => DeployJournal.BeginAsync(project.Tools.RunLog(connection), database.Target, run, detail, app.Time, cancellationToken),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (journal.Killed is { } killed)
            console.Note(
                $"the last deploy{(killed.Detail.Tag is { } tag ? $", of {tag}," : "")} by {killed.Run.By.By}@{killed.Run.By.Host}"
                    + $" was killed at \"{(killed.Detail.Steps is [.., var last] ? last.Name : "its beginning")}\"; what it "
                    + $"recorded of the revisions that served before is kept"
            );
        var runner = new ServiceRunner(project.Config.Directory, values, log, console, app.Time);
        var deployment = new Deployment(request, runner, journal, log, console, app.Time)
        {
            Database = database.Before(log, journal),
            After = database.After(journal),
            ChangedDatabase = () => database.Changed,
            OldestVersion = database.OldestVersionAsync,
        };
        var outcome = await deployment.RunAsync(journal.Token).ConfigureAwait(false);
        console.Summary(journal.Detail, project.Shown(log.Path));
        if (outcome.Problem is { } problem)
            throw problem;
        return project.Report.End(ExitCode.Done, DeployHistory.Json(journal.Detail), $"deployed to {Name}");
    }

    private static IEnumerable<string> Secrets(string connection)
    {
        var settings = new System.Data.Common.DbConnectionStringBuilder { ConnectionString = connection };
        return s_secrets.Select(k => settings.TryGetValue(k, out var value) ? value as string : null).OfType<string>();
    }
}
