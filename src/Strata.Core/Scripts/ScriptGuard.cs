using System.Globalization;
using Strata.Core.MigrationFiles;
using Strata.Core.Record;

namespace Strata.Core.Scripts;

/// <summary>What <see cref="HistoryCheck"/> asks, as one query that a script asks without us: what is wrong, or null.</summary>
/// <param name="request">The script.</param>
/// <param name="history">The table of the history.</param>
/// <param name="step">The table of the steps.</param>
/// <param name="applied">How the table says that a migration is applied.</param>
/// <param name="rolledBack">How the table says that it was taken back.</param>
/// <param name="intent">How the table says that a statement was about to be sent.</param>
/// <param name="literal">Text as a constant.</param>
public sealed class ScriptGuard(
    ScriptRequest request,
    string history,
    string step,
    string applied,
    string rolledBack,
    string intent,
    Func<string, string> literal
)
{
    private readonly string _applied = literal(applied);

    /// <summary>An expression that is text while the database is not where the script begins.</summary>
    public string Query() =>
        $"""
            WITH known (pos, tag, hash) AS ({Rows(request.All.Select((m, i) => (i + 1, m.Tag, m.Hash)))}),
            former (pos, tag, hash) AS ({Rows(request.All.SelectMany((m, i) => Replaced(m).Select(r => (i + 1, r.Tag, r.Hash))))}),
            found AS (SELECT h.tag, h.hash, h.state, h.statements_done FROM {history} h WHERE h.state <> {literal(
                rolledBack
            )} AND (h.state = {_applied} OR h.statements_done > 0)),
            has (pos, tag) AS (SELECT k.pos, k.tag FROM known k JOIN found f ON f.tag = k.tag AND f.state = {_applied})
            SELECT coalesce(
              (SELECT f.tag || ' was run with other statements than those that this script knows' FROM found f JOIN (SELECT * FROM known UNION ALL SELECT * FROM former WHERE hash <> '') k ON k.tag = f.tag AND k.hash <> f.hash ORDER BY 1 LIMIT 1),
              (SELECT f.tag || ' was run here, and this script knows no such migration' FROM found f WHERE f.tag NOT IN (SELECT tag FROM known UNION SELECT tag FROM former) ORDER BY 1 LIMIT 1),
              (SELECT k.tag || ' was not run here, and ' || l.tag || ', which stands after it, was: it was merged late' FROM known k JOIN has l ON l.pos > k.pos WHERE k.pos NOT IN (SELECT pos FROM has) ORDER BY k.pos, l.pos LIMIT 1),
              {Replacing()},
              {Place()},
              (SELECT s.tag || ' was interrupted at a statement outside of a transaction: strata migrate looks what it did and goes on' FROM {step} s WHERE s.state = {literal(
                intent
            )} ORDER BY 1 LIMIT 1))
            """;

    /// <summary>Whether the database has everything that a migration stands for.</summary>
    public string HasReplaced(Migration migration) =>
        $"{Number(Replaced(migration).Count(r => r.IsNeeded))} = (SELECT count(*) FROM {history} h WHERE h.state "
        + $"= {_applied} AND h.tag IN ({string.Join(", ", Replaced(migration).Where(r => r.IsNeeded).Select(r => literal(r.Tag)))}"
        + $"))";

    private string Replacing()
    {
        var wrong = request
            .All.Select((m, i) => (Migration: m, Position: i))
            .Where(m => m.Migration.Entry.Replaces.Count > 0 && m.Position >= Math.Min(request.From, request.To))
            .Select(m =>
            {
                // Only a script that looks as it goes can leave out the statements of a squash, and record it alone.
                var all = request.IsIdempotent ? $" AND NOT {HasReplaced(m.Migration)}" : "";
                var tags = string.Join(", ", Replaced(m.Migration).Select(r => literal(r.Tag)));
                return $"(SELECT {literal($"this database has migrations that {m.Migration.Tag} stands for: {(request.IsIdempotent ? "bring it forward with strata migrate" : "use a script made with --idempotent, or strata migrate")}")}"
                    + $" FROM found f WHERE f.tag IN ({tags}) AND {literal(m.Migration.Tag)} NOT IN (SELECT tag FROM has){all} "
                    + $"LIMIT 1)";
            });
        return string.Join(",\n  ", wrong.DefaultIfEmpty("NULL"));
    }

    private string Place()
    {
        var compare = request.IsIdempotent ? "<" : "<>";
        var half = request.IsIdempotent
            ? ""
            : $"(SELECT f.tag || ' was begun here and has not ended: strata migrate goes on with it' FROM found f WHERE "
                + $"f.state <> {_applied} ORDER BY 1 LIMIT 1),\n  ";
        return $"{half}(SELECT 'this database is at ' || coalesce((SELECT tag FROM has ORDER BY pos DESC LIMIT 1), 'no "
            + $"migration') || ', and the script begins at ' || {literal(request.State(request.From))} FROM (SELECT "
            + $"count(*) AS n FROM has) c WHERE c.n {compare} {Number(request.From)})";
    }

    private string Rows(IEnumerable<(int Position, string Tag, string Hash)> rows) =>
        rows.ToList() is { Count: > 0 } all
            ? $"VALUES {string.Join(", ", all.Select(r => $"({Number(r.Position)}, {literal(r.Tag)}, {literal(r.Hash)})"))}"
            : "SELECT 0, '', '' WHERE 1 = 0";

    private static IEnumerable<(string Tag, string Hash, bool IsNeeded)> Replaced(Migration migration) =>
        migration.Entry.Replaces.Select(r => r.Split(' ')).Select(r => (r[0], r.ElementAtOrDefault(1) ?? "", r.Length < 3));

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);
}
