using System.Text;
using Strata.Core.Dialect;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Sql;
using Strata.Planning;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;

namespace Strata.Rebasing;

/// <summary>A linear history of all branches.</summary>
/// <param name="History">Every migration, in the new order.</param>
/// <param name="State">The schema after the last one.</param>
/// <param name="Dropped">The migrations that the branch that stays has done already; all of ours where they were to be left out.</param>
internal sealed record LinearHistory(IReadOnlyList<PlacedMigration> History, Catalog State, IReadOnlyList<JournalNode> Dropped);

/// <summary>
/// Puts the migrations of one branch on top of the other. Each keeps its own statements where, run there, they have the same effect as
/// before and no other; else a generated one is planned anew, and a hand-written one stops the rebase.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="tree">The migrations of all branches.</param>
/// <param name="request">The request.</param>
internal sealed class Rebaser(Workspace workspace, JournalTree tree, RebaseRequest request)
{
    private readonly List<PlacedMigration> _history = [];
    private readonly List<JournalNode> _dropped = [];

    private string Head => _history.Count == 0 ? Journal.Root : _history[^1].Chain;

    /// <exception cref="ProblemException">Both branches changed the same (ST4030, exit 4).</exception>
    public async Task<LinearHistory> RunAsync(IReadOnlyList<JournalNode> stays, CancellationToken cancellationToken)
    {
        _history.AddRange(stays.Select(PlacedMigration.Of));
        Catalog? state = null;
        foreach (var branch in tree.Branches(stays))
        {
            if (request.Theirs)
            {
                _dropped.AddRange(branch);
                continue;
            }
            var rest = WithoutDone(branch);
            if (rest.Count == 0)
                continue;
            if (rest[0].Parent == Head && rest.Count == branch.Count)
            {
                _history.AddRange(rest.Select(PlacedMigration.Of));
                state = null;
                continue;
            }
            state = await BranchAsync(rest, cancellationToken).ConfigureAwait(false);
        }
        var replay = new ReplayWorkspace(workspace);
        await using var replayScope = replay.ConfigureAwait(false);
        state ??= await replay.RunAsync(_history, cancellationToken).ConfigureAwait(false);
        return new(_history, state, _dropped);
    }

    /// <summary>
    /// Leaves out the migrations whose statements the other branch has too, as after two merges crosswise: those at the branch's beginning
    /// are its base, and no change of ours.
    /// </summary>
    private List<JournalNode> WithoutDone(IReadOnlyList<JournalNode> branch)
    {
        var shared = tree.PathTo(branch[0].Parent).Select(n => n.Chain).ToHashSet(StringComparer.Ordinal);
        var theirs = _history.Where(p => !shared.Contains(p.From.Chain)).Select(p => p.From.Hash).ToList();
        var rest = branch.Where(n => !theirs.Remove(n.Hash)).ToList();
        _dropped.AddRange(branch.Except(rest));
        return rest;
    }

    private async Task<Catalog> BranchAsync(List<JournalNode> branch, CancellationToken cancellationToken)
    {
        var replay = new ReplayWorkspace(workspace);
        await using var replayScope = replay.ConfigureAwait(false);
        var (from, steps) = await OursAsync(replay, branch, cancellationToken).ConfigureAwait(false);
        await replay.ResetAsync().ConfigureAwait(false);
        var state = await replay.RunAsync(_history, cancellationToken).ConfigureAwait(false);
        var overlap = new Overlap(from, state, steps[^1].After);
        if (overlap.Conflicts() is { Count: > 0 } conflicts)
            throw BothChanged(branch, conflicts);
        for (var i = 0; i < branch.Count; i++)
        {
            var wanted = overlap.Apply(state, steps[i].Before, steps[i].After);
            state = await PlaceAsync(replay, branch[i], state, wanted, cancellationToken).ConfigureAwait(false);
        }
        return state;
    }

    /// <summary>The state before our branch, and the states before and after each of its migrations.</summary>
    private async Task<(Catalog From, IReadOnlyList<(Catalog Before, Catalog After)> Steps)> OursAsync(
        ReplayWorkspace replay,
        List<JournalNode> branch,
        CancellationToken cancellationToken
    )
    {
        var history = tree.PathTo(branch[0].Parent).Select(PlacedMigration.Of).ToList();
        var from = await replay.RunAsync(history, cancellationToken).ConfigureAwait(false);
        var state = from;
        List<(Catalog, Catalog)> steps = [];
        foreach (var node in tree.PathTo(branch[^1].Chain).Skip(history.Count))
        {
            history.Add(PlacedMigration.Of(node));
            var before = state;
            state = await replay.RunAsync(history, cancellationToken).ConfigureAwait(false);
            if (branch.Contains(node))
                steps.Add((before, state));
        }
        return (from, steps);
    }

    /// <summary>Puts one migration on top of the history.</summary>
    /// <returns>The state after it.</returns>
    private async Task<Catalog> PlaceAsync(
        ReplayWorkspace replay,
        JournalNode node,
        Catalog state,
        Catalog wanted,
        CancellationToken cancellationToken
    )
    {
        var isGenerated = node.Entry.Fingerprint is not null;
        if (isGenerated && Prover.Different(state, wanted).Count == 0)
        {
            _dropped.Add(node);
            return state;
        }
        try
        {
            var reached = await ReachAsync(replay, node, wanted, cancellationToken).ConfigureAwait(false);
            var differences = Prover.Differences(reached, workspace.Dialect.Align(wanted, reached));
            if (differences.Count == 0)
            {
                var down = await DownAsync(replay, node, state, reached, cancellationToken).ConfigureAwait(false);
                _history.Add(Renumbered(node, node.Sql, down, reached));
                return reached;
            }
            if (!isGenerated)
                throw BothChanged([node], differences);
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.FailedUnchanged or ProblemKind.FailedPartial or ProblemKind.Preflight)
        {
            if (!isGenerated)
                throw BothChanged([node], [e.Problem.What]);
        }
        await replay.ResetAsync().ConfigureAwait(false);
        return await PlanAnewAsync(replay, node, state, wanted, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The state that a migration's own statements lead to on top of the history.</summary>
    private Task<Catalog> ReachAsync(ReplayWorkspace replay, JournalNode node, Catalog wanted, CancellationToken cancellationToken) =>
        replay.RunAsync([.. _history, Renumbered(node, node.Sql, node.Down, wanted)], cancellationToken);

    private async Task<Catalog> PlanAnewAsync(
        ReplayWorkspace replay,
        JournalNode node,
        Catalog state,
        Catalog wanted,
        CancellationToken cancellationToken
    )
    {
        if ((await PlanAsync(node, state, wanted, cancellationToken).ConfigureAwait(false)).Migration is not { } migration)
        {
            _dropped.Add(node);
            return state;
        }
        _history.Add(Renumbered(node, Encoding.UTF8.GetBytes(migration.Sql), Bytes(migration.Down), wanted));
        return await replay.RunAsync(_history, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The down-script as it is while it leads back; else a new one.</summary>
    private async Task<byte[]?> DownAsync(
        ReplayWorkspace replay,
        JournalNode node,
        Catalog before,
        Catalog after,
        CancellationToken cancellationToken
    )
    {
        if (node.Entry.Down is null)
            return node.Down;
        var placed = Renumbered(node, node.Sql, node.Down, after);
        if (
            await replay.RollBackAsync([.. _history, placed], cancellationToken).ConfigureAwait(false) is { } reached
            && Prover.Different(reached, before).Count == 0
        )
            return node.Down;
        await replay.ResetAsync().ConfigureAwait(false);
        return Bytes((await PlanAsync(node, before, after, cancellationToken).ConfigureAwait(false)).Migration?.Down);
    }

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    private Task<MadeMigration> PlanAsync(JournalNode node, Catalog before, Catalog after, CancellationToken cancellationToken) =>
        new MigrationMaker(workspace, new ChangePlanner(workspace, RenameAnswers.None)).MakeAsync(
            before,
            new(after, null),
            [],
            null,
            cancellationToken,
            RetentionOf(node)
        );

    /// <summary>A migration that retained what it dropped goes on doing so, under the same names.</summary>
    private RetentionTerms? RetentionOf(JournalNode node) =>
        node.Down is { } down && Script(down, node.Tag + ".down.sql").RetainedPlaces.Any()
            ? new(node.Parent, workspace.Config.KeepDropped ?? KeepTime.Usual)
            : null;

    private SqlScript Script(byte[] sql, string file) =>
        SqlScript.Parse(SourceText.Decode(sql, $"{workspace.Migrations.Path}/{file}"), workspace.Dialect.Syntax, allowEmpty: true);

    /// <summary>A migration under the next number, with the words of its name.</summary>
    private PlacedMigration Renumbered(JournalNode node, byte[] sql, byte[]? down, Catalog after)
    {
        var idx = _history.Count == 0 ? node.Entry.Idx : _history[^1].Entry.Idx + 1;
        var tag = $"{idx:D4}_{WordsOf(node.Tag)}";
        var script = SqlScript.Parse(SourceText.Decode(sql, $"{workspace.Migrations.Path}/{tag}.sql"), workspace.Dialect.Syntax);
        var entry = node.Entry with { Idx = idx, Tag = tag };
        if (entry.Fingerprint is not null)
            entry = entry with { Fingerprint = workspace.Migrations.Fingerprint(after) };
        if (entry.Down is not null)
            entry = entry with { Down = down is null ? null : Script(down, tag + ".down.sql").ScriptHash };
        return new(Sealed(entry, script), Journal.Chain(Head, script.ScriptHash), sql, down, node);
    }

    private static string WordsOf(string tag) =>
        tag.AsSpan().IndexOfAnyExceptInRange('0', '9') is var digits and > 0 && tag[digits] == '_' ? tag[(digits + 1)..] : tag;

    // A hand-written migration that was never applied has no hash yet.
    private JournalEntry Sealed(JournalEntry entry, SqlScript script) =>
        entry.Hash is null
            ? entry with
            {
                Parent = null,
            }
            : entry with
            {
                Hash = script.ScriptHash,
                Parent = Head,
                Statements = StatementHashes.Of(script),
                Text = Migration.TextHash(script),
            };

    private ProblemException BothChanged(IReadOnlyList<JournalNode> ours, IReadOnlyList<string> objects)
    {
        const int Named = 20;
        var more = objects.Count > Named ? $" and {objects.Count - Named} more" : "";
        var rebase = Call.Strata("rebase");
        if (request.Onto is { } onto)
            rebase = rebase.With("onto", onto);
        return RebaseProblems.BothChanged.Error(
            $"{workspace.Migrations.Path}/{ours[0].Tag}.sql",
            $"both branches changed the same: {string.Join("; ", objects.Take(Named))}{more}",
            "nothing was changed",
            $"leave {string.Join(", ", ours.Select(n => n.Tag))} out: {rebase.With("theirs")}; then write the wanted "
                + $"schema, and: {Call.Strata("generate")}"
        );
    }
}
