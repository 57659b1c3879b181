using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Planning.Renames;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Cli;

/// <summary>One migration that is to be taken back, and what that costs here.</summary>
/// <param name="Migration">Which.</param>
/// <param name="Reversal">As its down-script says; null where that says nothing, or is not there.</param>
/// <param name="Header">The comments at the head of the down-script.</param>
/// <param name="Places">Where the script finds what was kept.</param>
/// <param name="Gone">Those of them that this database has no more.</param>
internal sealed record TakenBack(
    Migration Migration,
    Reversal? Reversal,
    ImmutableArray<string> Header,
    ImmutableArray<string> Places,
    ImmutableArray<string> Gone
)
{
    public bool HasScript { get; } = File.Exists(Migration.DownPath);

    public string Word => !HasScript ? Reversal.WordOf(ReversalClass.Impossible) : Reversal?.Word ?? "not classed";

    /// <summary>What somebody has to accept. In a script that nobody classed, whatever stands indented in its head.</summary>
    public IReadOnlyList<string> Losses =>
        Reversal is { } known
            ? [.. known.Losses]
            : [.. Header.Where(l => l.StartsWith("  ", StringComparison.Ordinal)).Select(l => l.Trim())];

    /// <summary>Accepting is needed even where nothing can be named.</summary>
    public bool NeedsConsent => Losses.Count > 0 || Reversal is { Class: not ReversalClass.Exact };

    /// <param name="migration">Which.</param>
    /// <param name="syntax">The dialect's lexical rules.</param>
    /// <param name="kept">What this database keeps; null where nobody could look.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">The down-script cannot be read (exit 2 or 3).</exception>
    public static async Task<TakenBack> ReadAsync(
        Migration migration,
        SqlSyntax syntax,
        ImmutableArray<RetainedObject>? kept,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(migration.DownPath))
            return new(migration, null, [], [], []);
        var text = await File.ReadAllTextAsync(migration.DownPath, cancellationToken).ConfigureAwait(false);
        ImmutableArray<string> header =
        [
            .. text.ReplaceLineEndings("\n")
                .Split('\n')
                .TakeWhile(l => l.StartsWith("-- ", StringComparison.Ordinal) && !l.StartsWith("-- strata:", StringComparison.Ordinal))
                .Select(l => l[3..]),
        ];
        var script = SqlScript.Parse(text, syntax, migration.DownPath, allowEmpty: true);
        ImmutableArray<string> places = [.. script.RetainedPlaces];
        ImmutableArray<string> gone = kept is { } there ? [.. places.Where(p => !there.Any(k => k.Place == p && k.IsThere))] : [];
        var reversal = Reversal.Read(header);
        return new(migration, gone.IsEmpty ? reversal : reversal?.WithoutKept(), header, places, gone);
    }

    /// <summary>Says what it costs, a line for each object.</summary>
    public void Show(Reporter report)
    {
        report.Event(
            "rollback",
            new JsonObject
            {
                ["tag"] = Migration.Tag,
                ["down"] = HasScript,
                ["class"] = Word,
                ["reversal"] = Reversal is null ? null : JsonOutput.Of(Reversal),
                ["gone"] = JsonOutput.Texts(Gone),
                ["header"] = JsonOutput.Texts(Header),
            },
            $"{Migration.Tag}: {(HasScript ? Word : $"{Word}, it has no down-script")}"
        );
        foreach (var line in Reversal?.Header.Skip(1) ?? Header)
            report.Say($"  {line}");
        if (!Gone.IsEmpty)
            report.Note(
                $"the rows that {Migration.Tag} kept aside are gone from this database ({string.Join(", ", Gone)}): only "
                    + $"the schema would come back"
            );
    }

    /// <summary>
    /// The way back without the rows, where what was kept is gone: what the replayed migrations lead to says what the schema was. Null
    /// where the script itself will do.
    /// </summary>
    /// <exception cref="ProblemException">A part of what was kept is still there (ST9034, exit 9), without the script nobody can tell a
    /// rename from a drop (ST3059, exit 3), or the change back loses rows (exit 9).</exception>
    public async Task<string?> WithoutRowsAsync(Project project, MigrationFolder folder, CancellationToken cancellationToken)
    {
        if (Gone.IsEmpty)
            return null;
        // The schema alone would come back, and what is still kept would be in the way of the migration when it is run again.
        if (Gone.Length < Places.Length)
        {
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST9034",
                    Migration.DownPath,
                    $"of what {Migration.Tag} kept, {string.Join(", ", Gone)} is gone and {string.Join(", ", Places.Except(Gone))}"
                        + $" is there",
                    "nothing was run",
                    "save by hand what is there and of use; then delete it: strata purge --all; then the rollback"
                )
            );
        }
        var at = folder.Migrations.IndexOf(Migration);
        var before =
            at == 0
                ? Catalog.Empty
                : await Replay.RunAsync(project, folder, folder.Migrations[at - 1].Idx, _ => { }, cancellationToken).ConfigureAwait(false);
        var after = await Replay.RunAsync(project, folder, Migration.Idx, _ => { }, cancellationToken).ConfigureAwait(false);
        if (RenameDetector.Find(after, before) is [var possible, ..] || !RenameDetector.FindParts(after, before).IsEmpty)
        {
            throw new ProblemException(
                ProblemKind.Inconsistent,
                new(
                    "ST3059",
                    Migration.DownPath,
                    $"the rows that {Migration.Tag} kept are gone, and it may have renamed something as well, which no way "
                        + $"back can be guessed from",
                    "nothing was run",
                    "write the reversal by hand: strata generate --custom"
                )
            );
        }
        return new MigrationText(project.Dialect).Up(project.Dialect.Plan(after, before));
    }
}
