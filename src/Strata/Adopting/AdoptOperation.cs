using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Planning;
using Strata.Project.Workspaces;
using Strata.Pulling;

namespace Strata.Adopting;

/// <summary>
/// Takes over another tool's project: its folder of migrations becomes ours, and the migrations that its table records are recorded as
/// applied, after the database was compared with what they lead to. Its files and its table stay as they are.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="files">Its files.</param>
/// <param name="request">The request.</param>
internal sealed class AdoptOperation(Workspace workspace, ProjectFiles files, AdoptRequest request)
{
    private const string NothingWritten = "nothing was written";

    private readonly IMigrationTool _tool = ToolOf(request.Tool);

    /// <exception cref="ProblemException">There are no migrations of the tool (exit 2); rows fit no file, or the migrations do not run
    /// (exit
    /// 3); the database differs (exit 4); files, other migrations or a history exist already (exit 9).</exception>
    public async Task<AdoptResult> RunAsync(CancellationToken cancellationToken)
    {
        if (!request.FilesOnly)
            workspace.RequireNamed();
        await files.RecoverAsync(cancellationToken).ConfigureAwait(false);
        var folder = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var existing = await workspace.Migrations.FindAsync(cancellationToken).ConfigureAwait(false);
        existing?.ThrowIfBroken();
        var reader = new ToolDatabaseReader(workspace, _tool, request.Table);
        var database = request.FilesOnly ? null : await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var applied = database is null ? [] : Applied(database, folder, reader.TableName);
        var isFirst = existing is not { Migrations.IsEmpty: false };
        var plan = isFirst
            ? AdoptionPlan.New(folder, applied, workspace.Migrations.Path, workspace.Dialect.Name)
            : AdoptionPlan.Again(folder, applied, existing!, database?.Target ?? "", _tool.Name);
        var record = new AdoptionRecord(workspace, reader, request.AcceptDifferences);
        if (database is not null && record.IsDone(database, plan))
            return Result(AdoptOutcome.RecordedBefore, plan, database);
        Report(plan, database is not null);
        if (plan.Folder.Migrations.IsEmpty)
            throw ToolFiles.Nothing(
                Source(),
                "no file in this folder holds a statement",
                $"to take over a database without migrations: {Call.Strata("pull")}"
            );
        return isFirst
            ? await FirstAsync(record, database, plan, cancellationToken).ConfigureAwait(false)
            : await AgainAsync(record, database, plan, cancellationToken).ConfigureAwait(false);
    }

    private static IMigrationTool ToolOf(MigrationTool tool) =>
        tool switch
        {
            MigrationTool.Drizzle => new DrizzleTool(),
            MigrationTool.EfCore => new EfTool(),
            MigrationTool.Dbmate => new DbmateTool(),
            MigrationTool.Flyway => new FlywayTool(),
            _ => throw new UnreachableException(tool.ToString()),
        };

    private async Task<ToolFolder> ReadAsync(CancellationToken cancellationToken)
    {
        var folder = await _tool.ReadAsync(Source(), cancellationToken).ConfigureAwait(false);
        foreach (var note in folder.Notes)
            workspace.Progress.Note(note);
        foreach (var empty in folder.Migrations.Where(m => m.Script.Statements.IsEmpty))
            workspace.Progress.Note($"{empty.Path} holds no statement: not taken over");
        return folder;
    }

    private ToolSource Source()
    {
        var directory = Path.GetFullPath(request.Folder, workspace.Config.Directory);
        var source = new ToolSource(directory, workspace.Dialect.Syntax);
        if (!Directory.Exists(directory))
            throw ToolFiles.Nothing(source, "no such folder", $"name the folder of {_tool.Name}'s migrations");
        if (directory.TrimEnd('/') == Path.GetFullPath(workspace.Migrations.Path).TrimEnd('/'))
            throw AdoptProblems.OwnFolder.Error(
                directory,
                "this is the project's own migrations folder, and migrations are copied into that",
                NothingWritten,
                "name another one as \"migrations\" in strata.json, such as db/migrations"
            );
        return source;
    }

    /// <summary>The project is new to the tool's files: they are copied, and the schema is written.</summary>
    private async Task<AdoptResult> FirstAsync(
        AdoptionRecord record,
        ToolDatabase? database,
        AdoptionPlan plan,
        CancellationToken cancellationToken
    )
    {
        var all = await record.ReplayAsync(plan.Folder, null, cancellationToken).ConfigureAwait(false);
        if (database is not null)
            await record.CompareAsync(database, plan, all, cancellationToken).ConfigureAwait(false);
        var convention = await SchemaConvention.OfAsync(workspace, all, cancellationToken).ConfigureAwait(false);
        var (schema, _) = await new SchemaWriter(workspace, convention).WriteAsync(all, cancellationToken).ConfigureAwait(false);
        var target = new PullTarget(workspace, request.Overwrite);
        await target.RequireFreeAsync(schema, cancellationToken).ConfigureAwait(false);
        var contents = Contents(plan, all);
        Task WriteAsync(CancellationToken token) => files.WriteAsync(schema, target.Superseded(schema), contents, token);
        if (database is not null)
            await record.WriteAsync(database, plan, WriteAsync, cancellationToken).ConfigureAwait(false);
        else
            await WriteAsync(cancellationToken).ConfigureAwait(false);
        return Result(database is null ? AdoptOutcome.FilesWritten : AdoptOutcome.Recorded, plan, database);
    }

    /// <summary>The files exist: the database is what is left.</summary>
    private async Task<AdoptResult> AgainAsync(
        AdoptionRecord record,
        ToolDatabase? database,
        AdoptionPlan plan,
        CancellationToken cancellationToken
    )
    {
        if (database is null)
            return Result(AdoptOutcome.FilesBefore, plan, database);
        await record.CompareAsync(database, plan, null, cancellationToken).ConfigureAwait(false);
        await record.WriteAsync(database, plan, null, cancellationToken).ConfigureAwait(false);
        return Result(AdoptOutcome.Recorded, plan, database);
    }

    /// <summary>The migrations that the tool's table records.</summary>
    /// <exception cref="ProblemException">A row is in doubt (ST3066, exit 3).</exception>
    private HashSet<ToolMigration> Applied(ToolDatabase database, ToolFolder folder, string table)
    {
        if (database.Table is null)
            workspace.Progress.Note($"{database.Target} has no table {table}: by it, no migration was run");
        var verdicts = _tool.Judge(database.Rows, folder);
        foreach (var note in verdicts.Select(v => v.Note).OfType<string>())
            workspace.Progress.Note(note);
        var doubts = verdicts.Where(v => v.Doubt is not null).ToList();
        foreach (var v in doubts)
            workspace.Progress.Report(new UnverifiedRow(v.Row, v.Migration?.Id, v.Doubt!, request.AcceptUnverified));
        if (doubts.Count > 0 && !request.AcceptUnverified)
            throw AdoptProblems.Unverified.Error(
                $"{database.Target}: {table}",
                $"{doubts.Count} of {database.Rows.Count} rows cannot be verified: {doubts[0].Row}: {doubts[0].Doubt}"
                    + (doubts.Count > 1 ? $"; and {doubts.Count - 1} more" : ""),
                NothingWritten,
                $"restore the files as they were run, from git; or continue without, and the schema itself is compared "
                    + $"all the same: {Call.Option("accept-unverified")}"
            );
        return [.. verdicts.Select(v => v.Migration).OfType<ToolMigration>()];
    }

    private void Report(AdoptionPlan plan, bool isKnown)
    {
        var done = plan.Done.ToHashSet();
        foreach (var migration in plan.Folder.Migrations)
        {
            var state =
                done.Contains(migration) ? AdoptedState.Applied
                : plan.NeverRun.Contains(migration) ? AdoptedState.NeverRun
                : AdoptedState.Pending;
            var why =
                isKnown && state == AdoptedState.NeverRun
                    ? $"  {_tool.Name} ran later ones and not this; it is pending, after {plan.Head?.Tag}"
                    : "";
            var from = plan.Sources.GetValueOrDefault(migration.Tag)?.Path;
            workspace.Progress.Report(new MigrationAdopted(migration.Tag, migration.Idx, isKnown ? state : null, from, why));
        }
    }

    /// <summary>The files of the migrations folder.</summary>
    private ImmutableSortedDictionary<string, byte[]> Contents(AdoptionPlan plan, Catalog all)
    {
        var entries = plan.Folder.Journal.Entries.ToArray();
        entries[^1] = entries[^1] with { Fingerprint = workspace.Migrations.Fingerprint(all) };
        var contents = MigrationMaker.Snapshots(workspace, all).ToBuilder();
        contents.Add("meta/_journal.json", JournalJson.Write(plan.Folder.Journal with { Entries = [.. entries] }));
        foreach (var (tag, source) in plan.Sources)
        {
            contents.Add($"{tag}.sql", source.Contents);
            if (source.Down is { } down)
                contents.Add($"{tag}.down.sql", Encoding.UTF8.GetBytes(down.Source.Text));
        }
        return contents.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private AdoptResult Result(AdoptOutcome outcome, AdoptionPlan plan, ToolDatabase? database) =>
        new(
            outcome,
            _tool.Name,
            plan.Folder.Migrations.Length,
            plan.Applied,
            [.. plan.NeverRun.Select(m => m.Tag)],
            database?.Target ?? ""
        );
}
