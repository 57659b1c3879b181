using System.Text;
using Strata.Core.Dialect;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Sql;
using Strata.Planning;
using Strata.Project.Configuration;

namespace Strata.Cli.Rebasing;

/// <summary>What a rebase leads to.</summary>
/// <param name="Row">Every migration, in the new order.</param>
/// <param name="Dropped">What the side that stays had done already; all of ours where theirs was to be kept.</param>
/// <param name="Theirs">Theirs was to be kept.</param>
internal sealed record Rebased(IReadOnlyList<Placed> Row, Catalog State, IReadOnlyList<Node> Dropped, bool Theirs);

/// <summary>
/// Puts the migrations of one side on top of the other. Each keeps its own statements where, run there, they bring about what they did
/// before and nothing else; else a generated
/// one is planned anew, and one that a person wrote stops the rebase.
/// </summary>
internal sealed class Rebaser(Project project, JournalTree tree)
{
    private readonly List<Placed> _row = [];
    private readonly List<Node> _dropped = [];

    /// <exception cref="ProblemException">Both sides changed the same thing (ST4030, exit 4).</exception>
    public async Task<Rebased> RunAsync(IReadOnlyList<Node> stays, bool theirs, CancellationToken cancellationToken)
    {
        _row.AddRange(stays.Select(Keep));
        Catalog? state = null;
        foreach (var branch in tree.Branches(stays))
        {
            if (theirs)
            {
                _dropped.AddRange(branch);
                continue;
            }
            var rest = WithoutDone(branch);
            if (rest.Count == 0)
                continue;
            if (rest[0].Parent == Head && rest.Count == branch.Count)
            {
                _row.AddRange(rest.Select(Keep));
                state = null;
                continue;
            }
            state = await BranchAsync(rest, cancellationToken).ConfigureAwait(false);
        }
        await using var bench = new Bench(project);
        state ??= await bench.RunAsync(_row, cancellationToken).ConfigureAwait(false);
        return new(_row, state, _dropped, theirs);
    }

    private string Head => _row.Count == 0 ? Journal.Root : _row[^1].Chain;

    private SqlScript Script(byte[] sql, string tag) =>
        SqlScript.Parse(SourceText.Decode(sql, $"{project.MigrationsFolder}/{tag}.sql"), project.Dialect.Syntax);

    private static Placed Keep(Node node) => new(node.Entry, node.Chain, node.Sql, node.Down, node);

    /// <summary>
    /// The same statements on both sides were one change once, as after two merges crosswise: those at the branch's beginning are what it
    /// stands on, and no change of ours.
    /// </summary>
    private List<Node> WithoutDone(IReadOnlyList<Node> branch)
    {
        var shared = tree.PathTo(branch[0].Parent).Select(n => n.Chain).ToHashSet(StringComparer.Ordinal);
        var theirs = _row.Where(p => !shared.Contains(p.From.Chain)).Select(p => p.From.Hash).ToList();
        var rest = branch.Where(n => !theirs.Remove(n.Hash)).ToList();
        _dropped.AddRange(branch.Except(rest));
        return rest;
    }

    private async Task<Catalog> BranchAsync(List<Node> branch, CancellationToken cancellationToken)
    {
        await using var bench = new Bench(project);
        var (from, steps) = await OursAsync(bench, branch, cancellationToken).ConfigureAwait(false);
        await bench.GiveUpAsync().ConfigureAwait(false);
        var state = await bench.RunAsync(_row, cancellationToken).ConfigureAwait(false);
        var overlap = new Overlap(from, state, steps[^1].After);
        if (overlap.Conflicts() is { Count: > 0 } conflicts)
            throw Both(branch, conflicts);
        for (var i = 0; i < branch.Count; i++)
        {
            var wanted = overlap.Apply(state, steps[i].Before, steps[i].After);
            state = await PlaceAsync(bench, branch[i], state, wanted, cancellationToken).ConfigureAwait(false);
        }
        return state;
    }

    /// <summary>What our own side was, before the branch, and before and after each of its migrations.</summary>
    private async Task<(Catalog From, IReadOnlyList<(Catalog Before, Catalog After)> Steps)> OursAsync(
        Bench bench,
        List<Node> branch,
        CancellationToken cancellationToken
    )
    {
        var row = tree.PathTo(branch[0].Parent).Select(Keep).ToList();
        var from = await bench.RunAsync(row, cancellationToken).ConfigureAwait(false);
        var state = from;
        List<(Catalog, Catalog)> steps = [];
        foreach (var node in tree.PathTo(branch[^1].Chain).Skip(row.Count))
        {
            row.Add(Keep(node));
            var before = state;
            state = await bench.RunAsync(row, cancellationToken).ConfigureAwait(false);
            if (branch.Contains(node))
                steps.Add((before, state));
        }
        return (from, steps);
    }

    private async Task<Catalog> PlaceAsync(Bench bench, Node node, Catalog state, Catalog wanted, CancellationToken cancellationToken)
    {
        var generated = node.Entry.Fingerprint is not null;
        if (generated && Prover.Different(state, wanted).Count == 0)
        {
            _dropped.Add(node);
            return state;
        }
        var kept = Renumbered(node, node.Sql, node.Down, wanted);
        try
        {
            var reached = await bench.RunAsync([.. _row, kept], cancellationToken).ConfigureAwait(false);
            var differences = Prover.Differences(reached, project.Dialect.Align(wanted, reached));
            if (differences.Count == 0)
            {
                kept = Renumbered(
                    node,
                    node.Sql,
                    await DownAsync(bench, kept, state, reached, cancellationToken).ConfigureAwait(false),
                    reached
                );
                _row.Add(kept);
                return reached;
            }
            await bench.GiveUpAsync().ConfigureAwait(false);
            if (!generated)
                throw Both([node], differences);
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.FailedUnchanged or ProblemKind.FailedPartial or ProblemKind.Preflight)
        {
            if (!generated)
                throw Both([node], [e.Problem.What]);
        }
        await bench.GiveUpAsync().ConfigureAwait(false);
        var made = await PlanAsync(node, state, wanted, cancellationToken).ConfigureAwait(false);
        if (made.Migration is not { } migration)
        {
            _dropped.Add(node);
            return state;
        }
        _row.Add(
            Renumbered(
                node,
                Encoding.UTF8.GetBytes(migration.Sql),
                migration.Down is { } down ? Encoding.UTF8.GetBytes(down) : null,
                wanted
            )
        );
        return await bench.RunAsync(_row, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The down-script as it is while it leads back; else a new one.</summary>
    private async Task<byte[]?> DownAsync(Bench bench, Placed placed, Catalog before, Catalog after, CancellationToken cancellationToken)
    {
        if (placed.Entry.Down is null)
            return placed.Down;
        if (
            await bench.BackAsync([.. _row, placed], cancellationToken).ConfigureAwait(false) is { } back
            && Prover.Different(back, before).Count == 0
        )
            return placed.Down;
        await bench.GiveUpAsync().ConfigureAwait(false);
        return (await PlanAsync(placed.From, before, after, cancellationToken).ConfigureAwait(false)).Migration?.Down is { } down
            ? Encoding.UTF8.GetBytes(down)
            : null;
    }

    private Task<MadeMigration> PlanAsync(Node node, Catalog before, Catalog after, CancellationToken cancellationToken) =>
        new MigrationMaker(project, new Changes(project, new RenameAnswers([], []))).MakeAsync(
            before,
            after,
            [],
            null,
            cancellationToken,
            Kept(node)
        );

    /// <summary>What kept aside what it dropped goes on doing so, under the names it gave.</summary>
    private KeepTerms? Kept(Node node) =>
        node.Down is { } down
        && SqlScript.Parse(SourceText.Decode(down, node.Tag + ".down.sql"), project.Dialect.Syntax, allowEmpty: true).RetainedPlaces.Any()
            ? new(node.Parent, project.Config.KeepDropped ?? KeepTime.Usual)
            : null;

    /// <summary>A migration under the next number, with the words it had.</summary>
    private Placed Renumbered(Node node, byte[] sql, byte[]? down, Catalog after)
    {
        var idx = _row.Count == 0 ? node.Entry.Idx : _row[^1].Entry.Idx + 1;
        var words =
            node.Tag.AsSpan().IndexOfAnyExceptInRange('0', '9') is var digits and > 0 && node.Tag[digits] == '_'
                ? node.Tag[(digits + 1)..]
                : node.Tag;
        var tag = $"{idx:D4}_{words}";
        var entry = node.Entry with { Idx = idx, Tag = tag };
        if (entry.Fingerprint is not null)
            entry = entry with { Fingerprint = Snapshot.Fingerprint(after, project.Dialect.Kinds, project.Dialect.Name) };
        var script = Script(sql, tag);
        entry = entry.Hash is null
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
        if (entry.Down is not null)
            entry = entry with
            {
                Down = down is null
                    ? null
                    : SqlScript.Parse(SourceText.Decode(down, tag + ".down.sql"), project.Dialect.Syntax, allowEmpty: true).ScriptHash,
            };
        return new(entry, Journal.Chain(Head, script.ScriptHash), sql, down, node);
    }

    private ProblemException Both(IReadOnlyList<Node> ours, IReadOnlyList<string> objects)
    {
        var files = string.Join(" ", ours.Select(n => n.Tag));
        return new(
            ProblemKind.Differences,
            new(
                "ST4030",
                $"{project.MigrationsFolder}/{ours[0].Tag}.sql",
                $"both sides changed the same: {string.Join("; ", objects.Take(20))}{(objects.Count > 20 ? $" and {objects.Count - 20} more" : "")}",
                "nothing was changed",
                $"keep theirs and plan ours anew: strata rebase --theirs leaves {files} out; then say in Schema.cs what "
                    + $"is meant, and: strata generate"
            )
        );
    }
}
