using System.Collections.Immutable;
using Strata.Cli.Commands;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Cli.Repairing;

/// <summary>
/// Carries a choice out. Every row of the history stays: one that no longer counts becomes a rolled back one, with who settled it and why.
/// </summary>
internal sealed class Settlement(App app, Project project, MigratorOptions options)
{
    private const string Unchanged = "nothing was changed";

    /// <exception cref="ProblemException">The database is not what the word says (ST9036, exit 9).</exception>
    public async Task MarkAsync(Finding finding, bool applied, CancellationToken cancellationToken)
    {
        Require("ST9036", finding, Choices.Mark(finding, "", applied));
        var why =
            $"marked {(applied ? "applied" : "rolled-back")} by {options.Run.By}@{options.Run.Host} with strata "
            + $"repair: the database is what the migrations lead to {(applied ? "with" : "without")} it";
        await WriteAsync(finding, applied ? finding.Catalog!.With! : finding.Catalog!.Without!, why, applied, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <exception cref="ProblemException">The database is not what the edited file leads to (ST9037, exit 9).</exception>
    public async Task AcceptAsync(Finding finding, CancellationToken cancellationToken)
    {
        Require("ST9037", finding, Choices.Accept(finding, ""));
        var why =
            $"the edit was accepted by {options.Run.By}@{options.Run.Host} with strata repair: the database is what "
            + $"the edited file leads to; its hash is now {finding.Migration!.Hash}";
        await WriteAsync(finding, finding.Catalog!.With!, why, applied: true, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="ProblemException">The down-script does not fit what is there (ST9038, exit 9).</exception>
    public async Task UndoAsync(Finding finding, CancellationToken cancellationToken)
    {
        Require("ST9038", finding, Choices.Undo(finding, ""));
        if (finding.Catalog!.FromWithout is [])
        {
            await MarkAsync(finding, applied: false, cancellationToken).ConfigureAwait(false);
            return;
        }
        var migration = finding.Migration!;
        var down = SqlScript.Parse(
            await File.ReadAllTextAsync(migration.DownPath, cancellationToken).ConfigureAwait(false),
            project.Dialect.Syntax,
            migration.DownPath,
            allowEmpty: true
        );
        await ProveAsync(finding, down, cancellationToken).ConfigureAwait(false);
        await using var target = await project.TargetAsync(cancellationToken).ConfigureAwait(false);
        await new PartialRollback(target, options, app.Time, new RunReport(project.Report).Show)
            .RunAsync(migration, down, StampMode.Migrate, state => Same(state, finding), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>The down-script on a copy of the live schema, by the executor that will run it: it must lead to the state before.</summary>
    private async Task ProveAsync(Finding finding, SqlScript down, CancellationToken cancellationToken)
    {
        var (migration, catalog) = (finding.Migration!, finding.Catalog!);
        string why;
        try
        {
            await using var shadow = await project.Shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
            await new ShadowRunner(project.Dialect).BuildAsync(shadow.Connection, catalog.Live, cancellationToken).ConfigureAwait(false);
            await using var target = project.Tools.Target(shadow.ConnectionString);
            await new PartialRollback(target, new MigratorOptions(), TimeProvider.System, _ => { })
                .RunAsync(migration, down, null, _ => { }, cancellationToken)
                .ConfigureAwait(false);
            var differences = await project
                .BetweenAsync(
                    await project.Dialect.ReadAsync(target.Connection, cancellationToken).ConfigureAwait(false),
                    catalog.Without!,
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (differences.Count == 0)
                return;
            why = $"run on what is there, it does not lead to the state before: {Choices.Some(differences)}";
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.FailedUnchanged or ProblemKind.FailedPartial or ProblemKind.Refused)
        {
            why = $"on a throwaway copy of what is there, {e.Problem.What}";
        }
        throw Refused(
            "ST9038",
            migration.DownPath,
            $"the down-script of {finding.Tag} does not fit what is there: {why}",
            $"bring the database by hand to the state before, then: strata repair --mark rolled-back {finding.Tag}"
        );
    }

    private async Task WriteAsync(Finding finding, Catalog wanted, string why, bool applied, CancellationToken cancellationToken)
    {
        await using var target = await project.TargetAsync(cancellationToken).ConfigureAwait(false);
        await new HistoryEditor(target, options, app.Time, new RunReport(project.Report).Show)
            .EditAsync(
                async (state, ct) =>
                {
                    Same(state, finding);
                    // Looked at again under the lock: the evidence is of a moment before.
                    var live = project.Managed(
                        await project.Ignoring.ReadAsync(target.Connection, ct).ConfigureAwait(false),
                        new Catalog(finding.Catalog!.Live.Objects.Values.UnionBy(wanted.Objects.Values, o => o.Id), [])
                    );
                    if (await project.BetweenAsync(live, wanted, ct).ConfigureAwait(false) is [_, ..] differences)
                        throw Refused(
                            "ST9039",
                            target.Name,
                            $"the database was changed meanwhile: {Choices.Some(differences)}",
                            "look again: strata repair"
                        );
                    ImmutableArray<Bookkeeping> changes = [new SaveRollback(finding.Tag) { Why = why, Seen = finding.Row }];
                    // "Had the schema already, and that was proven" is what a baseline is: nobody has seen its statements run to the end.
                    return applied
                        ?
                        [
                            .. changes,
                            new SaveHistory(
                                BaselineCommand.Row(
                                    finding.Migration!,
                                    HistoryKind.Baseline,
                                    options.Run,
                                    Snapshot.Fingerprint(live, project.Dialect.Kinds, project.Dialect.Name)
                                ) with
                                {
                                    Error = why,
                                }
                            ),
                        ]
                        : changes;
                },
                StampMode.Migrate,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private static void Same(TargetState state, Finding finding)
    {
        var row = state.Current.FirstOrDefault(r => r.Tag == finding.Tag);
        if (
            row is not null
            && (row.State, row.StatementsDone, row.Hash) == (finding.Row.State, finding.Row.StatementsDone, finding.Row.Hash)
        )
            return;
        throw Refused("ST9039", finding.Tag, $"another run has changed the record of {finding.Tag} meanwhile", "look again: strata repair");
    }

    private void Require(string code, Finding finding, Choice choice)
    {
        if (choice.Refused is { } why)
            throw Refused(
                code,
                project.Environment?.Where ?? finding.Tag,
                $"{finding.Tag}: {why}",
                "see the evidence and what is possible: strata repair"
            );
    }

    private static ProblemException Refused(string code, string where, string what, string fix) =>
        new(ProblemKind.Refused, new(code, where, what, Unchanged, fix));
}
