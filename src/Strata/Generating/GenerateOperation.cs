using Strata.Core.Dialect;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Sql;
using Strata.Operations;
using Strata.Planning;
using Strata.Project.Guards;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Generating;

/// <summary>
/// Writes the next migration: plans the change from the last one to the schema, proves it, writes it with its reversal, the head snapshot
/// and the journal.
/// </summary>
/// <param name="workspace">The project.</param>
internal sealed class GenerateOperation(Workspace workspace)
{
    private const string CustomText = "-- Write the migration below: SQL statements, each ended by a semicolon.\n";

    private sealed record States(MigrationFolder? Folder, Catalog Before, ObservedState After, IReadOnlyList<RenameHint> Renames);

    /// <exception cref="ProblemException">The folder is inconsistent (exit 3), the schema is invalid or empty (exit 2), a rename is
    /// undecided (exit 10), or the plan could not be proven (exit 1).</exception>
    public async Task<GenerateResult> RunAsync(GenerateRequest request, CancellationToken cancellationToken)
    {
        if (request.Mode == GenerateMode.Custom)
            return await CustomAsync(request.Name, cancellationToken).ConfigureAwait(false);
        var states = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var planner = new ChangePlanner(workspace, request.Renames);
        if (request.Mode == GenerateMode.Check)
            return await CheckAsync(planner, states, cancellationToken).ConfigureAwait(false);
        var made = await new MigrationMaker(workspace, planner) { Replay = ReplayOf(states.Folder) }
            .MakeAsync(states.Before, states.After, states.Renames, request.Name, cancellationToken, Terms(request, states.Folder))
            .ConfigureAwait(false);
        if (made.Migration is not { } migration)
            return new(made.Plan);
        workspace.Progress.Notes(made.Plan);
        workspace.Progress.Findings(made.Plan);
        migration = Acknowledged(request, migration, made.Plan);
        return await WriteAsync(states.Folder, migration, made, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The migration with the hazards that the request acknowledges in its head.</summary>
    /// <exception cref="ProblemException">One is not acknowledged, and the request is strict (ST1116, exit 10).</exception>
    private NewMigration Acknowledged(GenerateRequest request, NewMigration migration, Plan plan)
    {
        var (accepted, open) = (new List<Hazard>(), new List<Hazard>());
        foreach (var hazard in plan.Hazards.DistinctBy(h => (h.Code, h.Subject)))
            (request.Acknowledged.Accepts(hazard) ? accepted : open).Add(hazard);
        if (request.Strict && open.Count > 0)
        {
            var allow = Call.Option("allow", HazardAcknowledgement.Form(open[0]));
            foreach (var hazard in open.Skip(1))
                allow = allow.With("allow", HazardAcknowledgement.Form(hazard));
            throw GenerateProblems.Strict.Error(
                workspace.Config.Schema,
                "the new migration has hazards that nobody has acknowledged: "
                    + string.Join("; ", open.Select(h => $"{h.Code} {h.Message}")),
                "nothing was written",
                $"read them, then: {allow}"
            );
        }
        var head = string.Concat(accepted.Select(h => SqlHeaders.Line(SqlHeaders.Acknowledge, $"{h.Code} {h.Subject.Short()}")).Distinct());
        return migration with { Sql = head + migration.Sql };
    }

    private RetentionTerms? Terms(GenerateRequest request, MigrationFolder? folder) =>
        (request.Retention ?? workspace.Config.KeepDropped) is { } time && time > TimeSpan.Zero
            ? new RetentionTerms(folder?.Head ?? Journal.Root, time)
            : null;

    private Func<IShadow, CancellationToken, Task>? ReplayOf(MigrationFolder? folder) =>
        folder is not { Migrations.IsEmpty: false }
            ? null
            : (shadow, cancellation) => new Replay(workspace).BuildAsync(shadow, folder, null, _ => { }, cancellation);

    private async Task<States> ReadAsync(CancellationToken cancellationToken)
    {
        workspace.Shadows.Expect();
        var folder = await FolderAsync(cancellationToken).ConfigureAwait(false);
        var code = await workspace.Schema.CompileAsync(cancellationToken).ConfigureAwait(false);
        var observed = await workspace.Schema.ObserveAsync(code, cancellationToken).ConfigureAwait(false);
        var after = observed.Catalog;
        var before = await HeadAsync(folder, after, cancellationToken).ConfigureAwait(false);
        workspace.Progress.Unmanaged(after);
        if (after.Objects.IsEmpty && before.Objects.IsEmpty)
            throw GenerateProblems.EmptySchema.Error(
                workspace.Config.Schema,
                "the schema is empty: it declares no table",
                "nothing was written",
                "write a class that derives from Table; see docs/guide.md"
            );
        return new(folder, before, observed, code.Renames);
    }

    private async Task<GenerateResult> CheckAsync(ChangePlanner planner, States states, CancellationToken cancellationToken)
    {
        var change = await planner
            .BetweenAsync(states.Before, states.After.Catalog, states.Renames, settle: true, cancellationToken)
            .ConfigureAwait(false);
        if (!change.Plan.IsEmpty)
            workspace.Progress.Notes(change.Plan);
        workspace.Progress.Findings(change.Plan);
        return new(change.Plan);
    }

    private async Task<GenerateResult> CustomAsync(string? name, CancellationToken cancellationToken)
    {
        var folder = await FolderAsync(cancellationToken).ConfigureAwait(false);
        var before = await HeadAsync(folder, null, cancellationToken).ConfigureAwait(false);
        var migration = new NewMigration(CustomText)
        {
            Name = name ?? "custom",
            Custom = true,
            Files = MigrationMaker.Snapshots(workspace, before),
        };
        return await WriteAsync(folder, migration, null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<MigrationFolder?> FolderAsync(CancellationToken cancellationToken)
    {
        var folder = await workspace.Migrations.FindAsync(cancellationToken).ConfigureAwait(false);
        folder?.ThrowIfBroken();
        foreach (var note in folder?.Notes ?? [])
            workspace.Progress.Note($"{note.What} ({note.Where})");
        return folder;
    }

    private async Task<Catalog> HeadAsync(MigrationFolder? folder, Catalog? comparedWith, CancellationToken cancellationToken) =>
        folder is null || folder.Migrations.IsEmpty
            ? Catalog.Empty
            : await new Replay(workspace).HeadAsync(folder, comparedWith, cancellationToken).ConfigureAwait(false);

    private async Task<GenerateResult> WriteAsync(
        MigrationFolder? folder,
        NewMigration migration,
        MadeMigration? made,
        CancellationToken cancellationToken
    )
    {
        if (folder is null)
        {
            Directory.CreateDirectory(workspace.Migrations.Path);
            folder = await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        var written = await new MigrationWriter(workspace.Dialect.Syntax, workspace.Host.Time, workspace.Host.Variables)
            .AppendAsync(folder, migration, cancellationToken)
            .ConfigureAwait(false);
        var path = Path.Combine(workspace.Migrations.Path, written.Tag);
        return new(made?.Plan ?? Plan.Empty)
        {
            Written = written,
            Path = path + ".sql",
            DownPath = migration.Down is null ? null : path + ".down.sql",
            Proof = made?.Proof,
            Reversal = made?.Reversal,
        };
    }
}
