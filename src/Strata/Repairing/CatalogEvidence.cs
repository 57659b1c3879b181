using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Operations;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Repairing;

/// <summary>The live schema beside the states that the applied migrations lead to without one of them, and with it.</summary>
/// <param name="After">Objects that are as the migration makes them.</param>
/// <param name="Before">Objects that are as they were before it.</param>
/// <param name="Neither">Objects that are neither.</param>
/// <param name="FromWithout">The differences from the state without it; null where that state is unknown.</param>
/// <param name="FromWith">The differences from the state with it; null where that state is unknown.</param>
public sealed record CatalogEvidence(
    ImmutableArray<ObjectId> After,
    ImmutableArray<ObjectId> Before,
    ImmutableArray<ObjectId> Neither,
    IReadOnlyList<string>? FromWithout,
    IReadOnlyList<string>? FromWith
)
{
    /// <summary>The reason why a state is unknown; null where both are known.</summary>
    public string? Unreplayed { get; init; }

    /// <summary>The state without the migration; null where it is unknown.</summary>
    public required Catalog? Without { get; init; }

    /// <summary>The state with it; null where it is unknown.</summary>
    public required Catalog? With { get; init; }

    /// <summary>The managed part of the live schema.</summary>
    public required Catalog Live { get; init; }

    /// <summary>The evidence, a line each.</summary>
    internal IEnumerable<string> Evidence =>
        [
            .. Unreplayed is { } why ? (string[])[$"catalog: it could not be compared: {why}"] : [],
            .. States.SelectMany(s => s.Ids.Select(id => $"catalog: {s.Words}: {id}")),
            .. FromWith is [] ? (string[])["catalog: it is what the migrations lead to with it"] : [],
            .. FromWithout is [] ? (string[])["catalog: it is what the migrations lead to without it"] : [],
        ];

    // The objects that the migration changes, by the state that they are in, with its words for programs and for people.
    private IEnumerable<(ImmutableArray<ObjectId> Ids, string Key, string Words)> States =>
        [(After, "after", "as after it"), (Before, "before", "as before it"), (Neither, "neither", "neither as before nor as after it")];

    internal IEnumerable<JsonLine> Lines(string tag) =>
        States.SelectMany(s => s.Ids.Select(id => JsonLine.Of("object", ("tag", tag), ("object", id.Text), ("is", s.Key))));
}

/// <summary>Compares a live schema with the states that its history leads to without one migration, and with it.</summary>
/// <param name="workspace">The project.</param>
/// <param name="folder">Its migrations.</param>
/// <param name="state">The record of the database.</param>
internal sealed class CatalogEvidenceCollector(Workspace workspace, MigrationFolder folder, TargetState state)
{
    private readonly Replay _replay = new(workspace);

    /// <param name="tag">The migration.</param>
    /// <param name="live">The live schema.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<CatalogEvidence> CollectAsync(string tag, Catalog live, CancellationToken cancellationToken)
    {
        var (without, why) = await ReplayAsync(Applied(tag, with: false), cancellationToken).ConfigureAwait(false);
        var (with, whyNot) = await ReplayAsync(Applied(tag, with: true), cancellationToken).ConfigureAwait(false);
        // A schema that the migration creates or drops is the project's in both states.
        live = workspace.Scope.Managed(
            live,
            new Catalog((with ?? Catalog.Empty).Objects.Values.UnionBy((without ?? Catalog.Empty).Objects.Values, o => o.Id), [])
        );
        var (after, before, neither) = Sort(live, without, with);
        return new(
            after,
            before,
            neither,
            await DifferencesAsync(live, without, cancellationToken).ConfigureAwait(false),
            await DifferencesAsync(live, with, cancellationToken).ConfigureAwait(false)
        )
        {
            Unreplayed = whyNot ?? why,
            Without = without,
            With = with,
            Live = live,
        };
    }

    private (ImmutableArray<ObjectId> After, ImmutableArray<ObjectId> Before, ImmutableArray<ObjectId> Neither) Sort(
        Catalog live,
        Catalog? without,
        Catalog? with
    )
    {
        if (without is null || with is null)
            return ([], [], []);
        var (old, @new) = (workspace.Dialect.Align(without, live), workspace.Dialect.Align(with, live));
        var changed = Prover.Different(@new, old);
        bool IsAfter(ObjectId id) => Equals(live.Find(id), @new.Find(id));
        bool IsBefore(ObjectId id) => Equals(live.Find(id), old.Find(id));
        return (
            [.. changed.Where(IsAfter)],
            [.. changed.Where(id => !IsAfter(id) && IsBefore(id))],
            [.. changed.Where(id => !IsAfter(id) && !IsBefore(id))]
        );
    }

    /// <summary>
    /// The migrations that the record has as applied, with or without one of them. What a squash replaces counts by the squash.
    /// </summary>
    private MigrationFolder Applied(string tag, bool with)
    {
        var rows = state.Current.Where(r => r.State == HistoryState.Applied).Select(r => r.Tag).ToHashSet(StringComparer.Ordinal);
        return folder.Only(m =>
            m.Tag == tag ? with : rows.Contains(m.Tag) || (m.Entry.Replaces.Count > 0 && m.Entry.Replaces.All(r => rows.Contains(r.Tag)))
        );
    }

    private async Task<IReadOnlyList<string>?> DifferencesAsync(Catalog live, Catalog? wanted, CancellationToken cancellationToken) =>
        wanted is null ? null : await workspace.Scope.CompareAsync(live, wanted, cancellationToken).ConfigureAwait(false);

    private async Task<(Catalog? Reached, string? Why)> ReplayAsync(MigrationFolder applied, CancellationToken cancellationToken)
    {
        try
        {
            return (await _replay.ReportedAsync(applied, null, cancellationToken).ConfigureAwait(false), null);
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.FailedUnchanged or ProblemKind.FailedPartial or ProblemKind.Preflight)
        {
            // The migration itself may be what is wrong; or there is no shadow database on this machine.
            return (null, e.Problem.What);
        }
    }
}
