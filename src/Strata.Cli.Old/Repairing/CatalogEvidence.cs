using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Cli.Repairing;

/// <summary>The live schema beside what the applied migrations lead to without one of them, and with it.</summary>
/// <param name="After">Objects that are as the migration makes them.</param>
/// <param name="Before">Objects that are as they were before it.</param>
/// <param name="Neither">Objects that are neither.</param>
/// <param name="FromWithout">What stands between the live schema and the state without it; null where that state is not known.</param>
/// <param name="FromWith">The same for the state with it.</param>
internal sealed record CatalogEvidence(
    ImmutableArray<ObjectId> After,
    ImmutableArray<ObjectId> Before,
    ImmutableArray<ObjectId> Neither,
    IReadOnlyList<string>? FromWithout,
    IReadOnlyList<string>? FromWith
)
{
    /// <summary>Why a state is not known.</summary>
    public string? Unreplayed { get; init; }

    /// <summary>The state without the migration.</summary>
    public required Catalog? Without { get; init; }

    /// <summary>The state with it.</summary>
    public required Catalog? With { get; init; }

    /// <summary>The part of the live schema that the project is about.</summary>
    public required Catalog Live { get; init; }

    public static async Task<CatalogEvidence> CollectAsync(
        Project project,
        MigrationFolder folder,
        TargetState state,
        string tag,
        Catalog live,
        CancellationToken cancellationToken
    )
    {
        var (without, why) = await ReplayAsync(project, Applied(folder, state, tag, with: false), cancellationToken).ConfigureAwait(false);
        var (with, whyNot) = await ReplayAsync(project, Applied(folder, state, tag, with: true), cancellationToken).ConfigureAwait(false);
        // A schema that the migration makes or drops is the project's on both sides.
        live = project.Managed(
            live,
            new Catalog((with ?? Catalog.Empty).Objects.Values.UnionBy((without ?? Catalog.Empty).Objects.Values, o => o.Id), [])
        );
        List<ObjectId> after = [],
            before = [],
            neither = [];
        if (without is not null && with is not null)
        {
            var (old, @new) = (project.Dialect.Align(without, live), project.Dialect.Align(with, live));
            foreach (var id in Prover.Different(@new, old))
                (
                    Equals(live.Find(id), @new.Find(id)) ? after
                    : Equals(live.Find(id), old.Find(id)) ? before
                    : neither
                ).Add(id);
        }
        return new(
            [.. after],
            [.. before],
            [.. neither],
            await FromAsync(project, live, without, cancellationToken).ConfigureAwait(false),
            await FromAsync(project, live, with, cancellationToken).ConfigureAwait(false)
        )
        {
            Unreplayed = whyNot ?? why,
            Without = without,
            With = with,
            Live = live,
        };
    }

    /// <summary>What a record says is applied, with or without one of them. What a squash stands for counts by the squash.</summary>
    public static MigrationFolder Applied(MigrationFolder folder, TargetState state, string tag, bool with)
    {
        var rows = state.Current.Where(r => r.State == HistoryState.Applied).Select(r => r.Tag).ToHashSet(StringComparer.Ordinal);
        return folder.Only(m =>
            m.Tag == tag ? with : rows.Contains(m.Tag) || (m.Entry.Replaces.Count > 0 && m.Entry.Replaces.All(r => rows.Contains(r.Tag)))
        );
    }

    private static async Task<IReadOnlyList<string>?> FromAsync(
        Project project,
        Catalog live,
        Catalog? wanted,
        CancellationToken cancellationToken
    ) => wanted is null ? null : await project.BetweenAsync(live, wanted, cancellationToken).ConfigureAwait(false);

    private static async Task<(Catalog? Reached, string? Why)> ReplayAsync(
        Project project,
        MigrationFolder folder,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (
                await project
                    .Report.WorkAsync(
                        "Replaying the migrations in a throwaway database",
                        () => Replay.RunAsync(project, folder, null, _ => { }, cancellationToken)
                    )
                    .ConfigureAwait(false),
                null
            );
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.FailedUnchanged or ProblemKind.FailedPartial or ProblemKind.Preflight)
        {
            // The migration itself may be what is wrong; or there is no throwaway database on this machine.
            return (null, e.Problem.What);
        }
    }
}
