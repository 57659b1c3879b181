using System.Collections.Immutable;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;

namespace Strata.Core.Planning;

/// <summary>The class of a migration's rollback, in the order of what it costs.</summary>
public enum ReversalClass
{
    /// <summary>Up and down give the schema and the rows back.</summary>
    Exact,

    /// <summary>Rows written since are lost, where they are in what the migration added.</summary>
    Loses,

    /// <summary>The schema comes back; rows that the migration removed or changed must come from somewhere else.</summary>
    NeedsRows,

    /// <summary>No rollback exists, or none that was seen to lead back.</summary>
    Impossible,
}

/// <summary>The rollback of a migration: its class, and what it costs, object by object.</summary>
/// <param name="Class">The worst of what follows.</param>
/// <param name="Missing">The things that the migration removed and the rollback does not bring back.</param>
/// <param name="Lost">The things written since that the rollback loses.</param>
/// <param name="Stops">The places at which rows that do not fit stop it, with nothing changed.</param>
/// <param name="Kept">The things that come back with their rows, because they were retained.</param>
/// <param name="Unproven">The differences that were seen after it; empty where there were none, or where nobody looked.</param>
public sealed record Reversal(
    ReversalClass Class,
    ImmutableArray<string> Missing,
    ImmutableArray<string> Lost,
    ImmutableArray<string> Stops,
    ImmutableArray<string> Kept,
    ImmutableArray<string> Unproven
)
{
    private const string Mark = "reversal: ";
    private const string MissingTitle = "what the migration removed does not come back by this:";
    private const string LostTitle = "what was written since the migration is lost by this:";
    private const string StopsTitle = "it stops, and changes nothing, where rows do not fit:";
    private const string KeptTitle = "what comes back with its rows, from where the migration keeps it:";
    private const string UnprovenTitle = "NOT PROVEN: run in a shadow database, this did not lead back:";
    private const string OldUnprovenTitle = "NOT PROVEN: run in a throwaway database, this did not lead back:"; // as earlier files have it
    private static readonly (ReversalClass Class, string Word)[] s_words =
    [
        (ReversalClass.Exact, "exact"),
        (ReversalClass.Loses, "loses"),
        (ReversalClass.NeedsRows, "needs-rows"),
        (ReversalClass.Impossible, "impossible"),
    ];

    /// <summary>The class as files and output call it.</summary>
    public string Word => WordOf(Class);

    /// <summary>The class of the rollback, as one line: <c>reversal: exact</c>.</summary>
    public string Summary =>
        Mark
        + Word
        + Class switch
        {
            ReversalClass.Exact when Kept.IsEmpty => "",
            ReversalClass.Exact => $", with retained data: {string.Join("; ", Kept)}",
            ReversalClass.Loses => $", what was written since: {string.Join("; ", Lost)}",
            ReversalClass.NeedsRows => $", which it does not bring back: {string.Join("; ", Missing)}",
            _ => "",
        };

    /// <summary>Everything that somebody has to accept: what does not come back, and what is lost.</summary>
    public IEnumerable<string> Losses => [.. Missing, .. Lost, .. Unproven];

    /// <summary>The header of the down-script, without the marks of a comment.</summary>
    public IEnumerable<string> Header =>
        [
            Mark + Word,
            .. Section(MissingTitle, Missing),
            .. Section(LostTitle, Lost),
            .. Section(StopsTitle, Stops),
            .. Section(KeptTitle, Kept),
            .. Section(UnprovenTitle, Unproven),
        ];

    /// <param name="up">The migration to roll back.</param>
    /// <param name="down">The down-script; null where there is none.</param>
    /// <param name="proof">The result of running both; null where nobody looked.</param>
    /// <param name="kept">The things that <paramref name="up"/> retains and <paramref name="down"/> brings back, in words.</param>
    public static Reversal Of(Plan up, Plan? down, Proof? proof, IEnumerable<string> kept)
    {
        var missing = Texts(up.Hazards.Where(h => h.Destructive || h.ChangesRows));
        var lost = Texts((down?.Hazards ?? []).Where(h => h.Destructive || h.ChangesRows));
        var stops = Texts((down?.Hazards ?? []).Where(h => h.MayStop));
        ImmutableArray<string> unproven = proof is { Down: false } && down is not null ? [.. proof.Missing] : [];
        var worst =
            down is null || proof is { Down: false } ? ReversalClass.Impossible
            : missing.Length > 0 ? ReversalClass.NeedsRows
            : lost.Length > 0 ? ReversalClass.Loses
            : ReversalClass.Exact;
        return new(worst, missing, lost, stops, [.. kept], unproven);
    }

    /// <summary>Reads the header of a down-script; null where it has no class: it was written by hand, or by another tool.</summary>
    public static Reversal? Read(IReadOnlyList<string> header)
    {
        if (
            header.FirstOrDefault(l => l.StartsWith(Mark, StringComparison.Ordinal)) is not { } mark
            || !s_words.Any(w => w.Word == mark[Mark.Length..].Trim())
        )
            return null;
        return new(
            s_words.First(w => w.Word == mark[Mark.Length..].Trim()).Class,
            Lines(MissingTitle),
            Lines(LostTitle),
            Lines(StopsTitle),
            Lines(KeptTitle),
            [.. Lines(UnprovenTitle), .. Lines(OldUnprovenTitle)]
        );

        ImmutableArray<string> Lines(string title) =>
            [
                .. header
                    .SkipWhile(l => l != title)
                    .Skip(1)
                    .TakeWhile(l => l.StartsWith("  ", StringComparison.Ordinal))
                    .Select(l => l.Trim()),
            ];
    }

    /// <summary>The same reversal after the retained data was purged.</summary>
    public Reversal WithoutKept() =>
        this with
        {
            Class = (ReversalClass)Math.Max((int)Class, (int)ReversalClass.NeedsRows),
            Missing = [.. Missing, .. Kept.Select(k => $"{k.Split(", as ")[0]} with what it held, which was retained and has been purged")],
            Kept = [],
        };

    public static string WordOf(ReversalClass reversal) => s_words.First(w => w.Class == reversal).Word;

    private static IEnumerable<string> Section(string title, ImmutableArray<string> lines) =>
        lines.IsEmpty ? [] : [title, .. lines.Select(l => $"  {l.ReplaceLineEndings(" ")}")];

    private static ImmutableArray<string> Texts(IEnumerable<Hazard> hazards) =>
        [.. hazards.Select(h => $"{h.Code} {h.Message.ReplaceLineEndings(" ")}").Distinct()];
}
