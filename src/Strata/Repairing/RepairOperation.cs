using System.Collections.Immutable;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Migrating;
using Strata.Operations;
using Strata.Project.Guards;
using Strata.Project.Workspaces;
using Strata.RollingBack;

namespace Strata.Repairing;

/// <summary>
/// Repairs a migration that failed, was interrupted, edited or lost: the evidence first, then one of the repairs that it allows. No row of
/// the history is ever deleted.
/// </summary>
/// <param name="workspace">The project.</param>
internal sealed class RepairOperation(Workspace workspace)
{
    private const string Unchanged = "nothing was changed";

    /// <summary>Lists the migrations that need repair. Takes no lock and writes nothing.</summary>
    /// <exception cref="ProblemException">The folder is inconsistent (exit 3), or there is no connection (exit 11).</exception>
    public async Task<RepairPreview> PreviewAsync(CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        var folder = await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false);
        var findings = await FindAsync(folder, cancellationToken).ConfigureAwait(false);
        return new(findings) { Undecided = findings.IsEmpty ? null : Undecided(findings) };
    }

    /// <exception cref="ProblemException">No migration, or several, fit the repair (exit 2); the evidence does not allow it (exit 9); a
    /// confirmation is missing (exit 10) or declined (exit 9).</exception>
    public async Task<RepairResult> RunAsync(RepairRequest request, CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        var folder = await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false);
        var guard = new ProtectedChangeGuard(workspace.Environment, workspace.Policy, request.Confirm);
        guard.OfName().RequireAnswerable(workspace.Host.Decisions);
        var findings = await FindAsync(folder, cancellationToken).ConfigureAwait(false);
        if (findings.IsEmpty)
            return new(null, null);
        if (request.Action is RepairAction.Resume)
            return await ResumeAsync(findings, request, guard, cancellationToken).ConfigureAwait(false);
        var chosen = Choose(request.Action, findings, folder);
        workspace.Progress.Report(new FindingExamined(chosen));
        await ConfirmAsync(guard, request.Action, chosen.Tag, cancellationToken).ConfigureAwait(false);
        await RequireAcceptedAsync(chosen, request, cancellationToken).ConfigureAwait(false);
        await new RepairExecutor(workspace).RunAsync(chosen, request.Action, cancellationToken).ConfigureAwait(false);
        return request.Action is RepairAction.Rerun
            ? new(null, null) { Run = await new MigrateOperation(workspace, new()).RunAsync(cancellationToken).ConfigureAwait(false) }
            : new(chosen.Tag, request.Action.Consequence);
    }

    /// <summary>Reads the record and the catalog, for which a login that may only read is enough; then each finding's evidence.</summary>
    private async Task<ImmutableArray<RepairFinding>> FindAsync(MigrationFolder folder, CancellationToken cancellationToken)
    {
        if (!await workspace.Databases.ExistsAsync(workspace.Environment, cancellationToken).ConfigureAwait(false))
            return [];
        var reader = await workspace.Databases.ReaderAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        var state = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var found = RepairFinding.Find(folder, state);
        if (found.IsEmpty)
            return [];
        var live = await workspace.Scope.ReadAsync(reader.Connection, cancellationToken).ConfigureAwait(false);
        var collector = new CatalogEvidenceCollector(workspace, folder, state);
        var findings = ImmutableArray.CreateBuilder<RepairFinding>();
        foreach (var finding in found)
        {
            findings.Add(
                finding.Migration is not { } migration
                    ? finding
                    : finding with
                    {
                        IsOpen = workspace.Policy == EnvironmentPolicy.Open,
                        Original =
                            finding.Kind == FindingKind.Edited
                                ? await workspace
                                    .Migrations.OriginalAsync(migration, finding.Row.Hash, cancellationToken)
                                    .ConfigureAwait(false)
                                : null,
                        Statements =
                            finding.Kind == FindingKind.Stopped
                                ? await StatementEvidence
                                    .CollectAsync(reader, migration, finding.Row, state.Steps, cancellationToken)
                                    .ConfigureAwait(false)
                                : [],
                        Catalog = await collector.CollectAsync(finding.Tag, live, cancellationToken).ConfigureAwait(false),
                    }
            );
        }
        return findings.ToImmutable();
    }

    private static RepairFinding Choose(RepairAction action, ImmutableArray<RepairFinding> findings, MigrationFolder folder)
    {
        var given = action.Tag is { } text && text.All(char.IsAsciiDigit) ? new MigrationReference(text).Find(folder).Tag : action.Tag;
        var fitting = findings.Where(f => action.Fits(f.Kind)).ToList();
        if (given is null && fitting is [var only])
            return only;
        if (fitting.Find(f => f.Tag == given) is { } named)
            return named;
        Remedy next = $"see the evidence and the options: {Call.Strata("repair")}";
        if (fitting.Count > 0)
            next = $"name one of: {string.Join(", ", fitting.Select(f => f.Tag))}";
        throw RepairProblems.NotRepairable.Error(
            action.Tag ?? "",
            action.Tag is { } tag ? $"{tag} is no migration that this repairs" : $"{fitting.Count} migrations fit, and none is named",
            Unchanged,
            next
        );
    }

    private async Task<RepairResult> ResumeAsync(
        ImmutableArray<RepairFinding> findings,
        RepairRequest request,
        ProtectedChangeGuard guard,
        CancellationToken cancellationToken
    )
    {
        foreach (var finding in findings)
            workspace.Progress.Report(new FindingExamined(finding));
        foreach (var finding in findings.Where(f => f.Kind == FindingKind.Stopped))
            if (RepairOptions.Of(request.Action, finding).Refusal is { } refusal)
                throw RepairProblems.NotResumable.Error(
                    workspace.Environment.Where,
                    $"{finding.Tag}: {refusal}",
                    Unchanged,
                    $"see the evidence and the options: {Call.Strata("repair")}"
                );
        await ConfirmAsync(guard, request.Action, "", cancellationToken).ConfigureAwait(false);
        return new(null, null) { Run = await new MigrateOperation(workspace, new()).RunAsync(cancellationToken).ConfigureAwait(false) };
    }

    private async Task ConfirmAsync(ProtectedChangeGuard guard, RepairAction action, string tag, CancellationToken cancellationToken) =>
        await guard
            .Judge(
                QuestionKind.ChangeProtected,
                tag.Length == 0 ? action.Consequence : $"{tag}: {action.Consequence}",
                action.ToRemedy(tag),
                $"see the evidence and the options: {Call.Strata("repair")}"
            )
            .RequireAsync(workspace.Host.Decisions, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Requires a person's word for what no evidence shows: rows, and what a down-script loses.</summary>
    private async Task RequireAcceptedAsync(RepairFinding finding, RepairRequest request, CancellationToken cancellationToken)
    {
        var option = RepairOptions.Of(request.Action, finding);
        if (request.AcceptLoss)
            return;
        if (option is { Refusal: null, Unseen: { } unseen })
            throw RepairProblems.RowsUnverified.Error(
                finding.Migration!.Path,
                $"{finding.Tag}: {unseen}",
                Unchanged,
                $"look at the rows, and repair them by hand where that is needed; then: {option.Command} {Call.Option("allow-loss")}"
            );
        if (request.Action is not (RepairAction.Undo or RepairAction.Rerun) || finding.Catalog?.FromWithout is [])
            return;
        var candidate = await RollbackCandidate
            .ReadAsync(finding.Migration!, workspace.Dialect.Syntax, null, cancellationToken)
            .ConfigureAwait(false);
        if (!candidate.HasScript || !candidate.NeedsConsent)
            return;
        workspace.Progress.Report(new RollbackPlanned(candidate));
        throw RollbackProblems.LosesData.Error(
            finding.Migration!.DownPath,
            $"rolling back {finding.Tag} loses data or does not bring back what was removed",
            "nothing was run",
            $"to accept it: {option.Command} {Call.Option("allow-loss")}"
        );
    }

    private Problem Undecided(ImmutableArray<RepairFinding> findings)
    {
        var commands = findings.SelectMany(f => f.Options).Where(o => o.Refusal is null).Select(o => o.Command).Distinct().ToList();
        var diff = Call.Strata("diff").With("from", $"env:{workspace.Environment.Name}").With("to", "migrations");
        Remedy next = $"see the SQL between the database and the migrations: {diff}";
        if (commands.Count > 0)
            next = commands.Aggregate((all, command) => $"{all}  or  {command}");
        return RepairProblems.Undecided.At(
            workspace.Environment.Where,
            $"{string.Join(", ", findings.Select(f => f.Tag))} {(findings.Length == 1 ? "needs" : "need")} repair, "
                + $"and nobody has decided on one",
            Unchanged,
            next
        );
    }
}
