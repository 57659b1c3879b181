using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Strata.Cli.Commands;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Cli.Adopting;

/// <summary>A database from another tool's record to ours: compared first, then recorded in one transaction.</summary>
internal sealed class Handover(App app, Project project, ToolHistory history, AdoptSettings settings)
{
    private string? _fingerprint;

    /// <summary>The database has this record of ours already.</summary>
    /// <exception cref="ProblemException">It has another one, or is another environment's (exit 9).</exception>
    public bool IsDone(ToolLook look, Adoption adoption)
    {
        RequireStamp(look.State, look.Target);
        if (!look.State.Current.Any())
            return false;
        var rows = look
            .State.Current.Where(r => r.State == HistoryState.Applied)
            .ToDictionary(r => r.Tag, r => r.Hash, StringComparer.Ordinal);
        if (adoption.Done.All(m => rows.GetValueOrDefault(m.Tag) == m.Hash))
            return true;
        throw HasHistory(look.Target);
    }

    /// <summary>The schema after a migration, or after all.</summary>
    /// <exception cref="ProblemException">They do not run (ST3064, exit 3).</exception>
    public async Task<Catalog> ReplayAsync(MigrationFolder folder, int? to, CancellationToken cancellationToken)
    {
        try
        {
            return await project
                .Report.WorkAsync(
                    "Replaying the migrations in a throwaway database",
                    () => Replay.RunAsync(project, folder, to, _ => { }, cancellationToken)
                )
                .ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.FailedUnchanged or ProblemKind.FailedPartial)
        {
            throw new ProblemException(
                ProblemKind.Inconsistent,
                new(
                    "ST3064",
                    e.Problem.Where,
                    $"run from the first on in a throwaway database, the migrations do not come to their end: {e.Problem.What}",
                    "nothing was written",
                    "mend the file if it was never run anywhere; else take the database over as it is: strata pull, then strata baseline"
                ),
                e
            );
        }
    }

    /// <summary>What the applied migrations lead to, beside the database.</summary>
    /// <exception cref="ProblemException">They differ (ST4004, exit 4).</exception>
    public async Task CompareAsync(ToolLook look, Adoption adoption, Catalog? all, CancellationToken cancellationToken)
    {
        var wanted =
            adoption.Head is not { } head ? Catalog.Empty
            : all is not null && adoption.Applied == adoption.Folder.Migrations.Length ? all
            : await ReplayAsync(adoption.Folder, head.Idx, cancellationToken).ConfigureAwait(false);
        var differences = await project.DifferencesAsync(look.Live, wanted, cancellationToken).ConfigureAwait(false);
        _fingerprint = Snapshot.Fingerprint(project.Managed(look.Live, wanted), project.Dialect.Kinds, project.Dialect.Name);
        foreach (var difference in differences)
        {
            project.Report.Event("difference", new JsonObject { ["text"] = difference });
            if (settings.AcceptDifferences)
                project.Report.Note($"accepted: {difference}");
        }
        if (differences.Count == 0 || settings.AcceptDifferences)
            return;
        var history = adoption.Head is { } last
            ? $"its history up to {last.Tag} leads to"
            : "an empty database, and no migration counts as applied";
        throw new ProblemException(
            ProblemKind.Differences,
            new(
                "ST4004",
                look.Target,
                $"the database is not what {history}: {string.Join("; ", differences.Take(10))}{(differences.Count > 10 ? $" and {differences.Count - 10} more" : "")}",
                "nothing was written",
                "make them equal with the other tool; or take it over as it is, and let strata drift --sql say the rest: "
                    + "--accept-differences"
            )
        );
    }

    /// <summary>
    /// Writes the files, when there are any to write, and then the record: seen again under the lock, and in one transaction.
    /// </summary>
    public async Task RecordAsync(
        ToolLook look,
        Adoption adoption,
        Func<CancellationToken, Task>? writeFiles,
        CancellationToken cancellationToken
    )
    {
        await using var target = await project.TargetAsync(cancellationToken).ConfigureAwait(false);
        var name = project.Environment!.Name;
        var options = project.RunOptions();
        var written = false;
        try
        {
            await new HistoryEditor(target, options, app.Time, new RunReport(project.Report).Show) { PreparesFirst = true }
                .EditAsync(
                    async (state, ct) =>
                    {
                        RequireStamp(state, target.Name);
                        if (state.Current.Any())
                            throw HasHistory(target.Name);
                        var (live, _, rows) = await history.ReadAsync(target.Connection, ct).ConfigureAwait(false);
                        if (!look.Saw(rows, live))
                            throw new ProblemException(
                                ProblemKind.Differences,
                                new(
                                    "ST4005",
                                    target.Name,
                                    $"the schema or {history.TableName} changed while they were being read: another tool is at work",
                                    "nothing was written",
                                    "wait for it to end, then run the command again"
                                )
                            );
                        // The files first: without the record they are taken up by the next run, and a record without files would be one of
                        // unknown migrations.
                        if (writeFiles is not null)
                            await writeFiles(ct).ConfigureAwait(false);
                        written = writeFiles is not null;
                        var stamp = new Stamp(name, StampMode.Migrate, options.Policy, state.Stamp?.Identity ?? Guid.NewGuid())
                        {
                            Place = state.Place,
                        };
                        return
                        [
                            .. adoption.Done.Select(m =>
                                (Bookkeeping)
                                    new SaveHistory(
                                        BaselineCommand.Row(m, HistoryKind.Adopt, options.Run, m == adoption.Head ? _fingerprint : null)
                                    )
                            ),
                            new SaveStamp(stamp),
                        ];
                    },
                    mode: null,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (ProblemException e) when (written)
        {
            throw new ProblemException(
                e.Kind,
                e.Problem with
                {
                    State = $"the files are written; of the database: {e.Problem.State}",
                    Next = "run the command again: it takes up the files that are there, and records the rest",
                },
                e
            );
        }
    }

    private void RequireStamp(TargetState state, string target) =>
        StampCheck.RequireEnvironment(state.Stamp, project.Environment!.Name, target);

    private static ProblemException HasHistory(string target) =>
        new(
            ProblemKind.Refused,
            new("ST9020", target, "the database has a history of migrations already", "nothing was written", "see it: strata status")
        );
}
