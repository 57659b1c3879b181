using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Planning;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Operations;

namespace Strata.RollingBack;

/// <summary>A migration that may be rolled back, with the cost of that on one database.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="Reversal">The reversal as the down-script's head classes it; null where it has no class, or there is no script.</param>
/// <param name="Header">The comments at the head of the down-script.</param>
/// <param name="Places">The places from which the script brings retained data back.</param>
/// <param name="Gone">The places of these that the database no longer has.</param>
public sealed record RollbackCandidate(
    Migration Migration,
    Reversal? Reversal,
    ImmutableArray<string> Header,
    ImmutableArray<string> Places,
    ImmutableArray<string> Gone
)
{
    /// <summary>A down-script exists.</summary>
    public bool HasScript { get; } = Migration.HasDownScript;

    /// <summary>The class of the reversal in one word.</summary>
    public string Word => !HasScript ? Reversal.WordOf(ReversalClass.Impossible) : Reversal?.Word ?? "not classed";

    /// <summary>The losses that a person has to accept. In a script without a class, the indented lines of its head.</summary>
    public IReadOnlyList<string> Losses =>
        Reversal is { } known
            ? [.. known.Losses]
            : [.. Header.Where(l => l.StartsWith("  ", StringComparison.Ordinal)).Select(l => l.Trim())];

    /// <summary>A person has to accept the rollback, even where no loss can be named.</summary>
    public bool NeedsConsent => Losses.Count > 0 || Reversal is { Class: not ReversalClass.Exact };

    /// <summary>The script was written by hand, and nothing has proven what it does.</summary>
    internal bool IsUnproven => HasScript && Reversal is null && Migration.Entry.Down is null;

    /// <summary>The class of the reversal, and its costs, a line each.</summary>
    public string Summary =>
        string.Join(
            '\n',
            [
                $"{Migration.Tag}: {Word}{(HasScript ? "" : ", it has no down-script")}",
                .. (Reversal?.Header.Skip(1) ?? Header).Select(l => $"  {l}"),
                .. Gone.IsEmpty
                    ? (string[])[]
                    :
                    [
                        $"  the rows that it retained are gone from this database ({string.Join(", ", Gone)}): only the schema "
                            + $"would come back",
                    ],
            ]
        );

    /// <summary>Reads the down-script of a migration.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="syntax">The dialect's lexical rules.</param>
    /// <param name="retained">The retained objects of the database; null where they cannot be read.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">The down-script cannot be read (exit 2 or 3).</exception>
    internal static async Task<RollbackCandidate> ReadAsync(
        Migration migration,
        SqlSyntax syntax,
        ImmutableArray<RetainedObject>? retained,
        CancellationToken cancellationToken
    )
    {
        if (!migration.HasDownScript)
            return new(migration, null, [], [], []);
        var text = await File.ReadAllTextAsync(migration.DownPath, cancellationToken).ConfigureAwait(false);
        var header = HeaderOf(text);
        ImmutableArray<string> places = [.. SqlScript.Parse(text, syntax, migration.DownPath, allowEmpty: true).RetainedPlaces];
        ImmutableArray<string> gone = retained is { } there ? [.. places.Where(p => !there.Any(k => k.Place == p && k.IsThere))] : [];
        var reversal = Reversal.Read(header);
        return new(migration, gone.IsEmpty ? reversal : reversal?.WithoutKept(), header, places, gone);
    }

    private static ImmutableArray<string> HeaderOf(string text) =>
        [
            .. text.ReplaceLineEndings("\n")
                .Split('\n')
                .TakeWhile(l => l.StartsWith("-- ", StringComparison.Ordinal) && !l.StartsWith("-- strata:", StringComparison.Ordinal))
                .Select(l => l[3..]),
        ];

    internal JsonLine ToJson() =>
        JsonLine.Of(
            "rollback",
            ("tag", Migration.Tag),
            ("down", HasScript),
            ("class", Word),
            ("reversal", Reversal is null ? null : OperationJson.Of(Reversal)),
            ("gone", OperationJson.Texts(Gone)),
            ("header", OperationJson.Texts(Header))
        );
}
