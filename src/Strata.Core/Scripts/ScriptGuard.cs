using System.Globalization;
using Strata.Core.MigrationFiles;
using Strata.Core.Record;

namespace Strata.Core.Scripts;

/// <summary>The questions of <see cref="HistoryCheck"/> as one query that a script asks without us: the problem, or null.</summary>
/// <param name="request">The script.</param>
/// <param name="history">The table of the history.</param>
/// <param name="step">The table of the steps.</param>
/// <param name="literal">Writes text as a constant.</param>
internal sealed class ScriptGuard(ScriptRequest request, string history, string step, Func<string, string> literal)
{
    private const string Applied = $"'{RecordWords.Applied}'";

    /// <summary>An expression that is text while the database is not where the script begins.</summary>
    public string Query() =>
        $"""
            WITH known (pos, tag, hash) AS ({Rows(request.All.Select((m, i) => (i + 1, m.Tag, m.Hash)))}),
            former (pos, tag, hash) AS ({Rows(request.All.SelectMany(Replaced))}),
            found AS (SELECT h.tag, h.hash, h.state, h.statements_done FROM {history} h
              WHERE h.state <> '{RecordWords.RolledBack}' AND (h.state = {Applied} OR h.statements_done > 0)),
            has (pos, tag) AS (SELECT k.pos, k.tag FROM known k JOIN found f ON f.tag = k.tag AND f.state = {Applied})
            SELECT coalesce(
              {string.Join(",\n  ", [Edited, Unknown, OutOfOrder, .. Squashes(), .. Begun(), Place(), Interrupted])})
            """;

    /// <summary>A condition: the database has everything that a squash replaces.</summary>
    public string HasReplaced(Migration squash)
    {
        var needed = squash.Entry.Replaces.Where(r => !r.IsEarlier).ToList();
        return $"{Number(needed.Count)} = (SELECT count(*) FROM {history} h WHERE h.state = {Applied} AND h.tag IN ({Tags(needed)}))";
    }

    private const string Edited = """
        (SELECT f.tag || ' was run with other statements than those that this script knows'
            FROM found f JOIN (SELECT * FROM known UNION ALL SELECT * FROM former WHERE hash <> '') k ON k.tag = f.tag AND k.hash <> f.hash
            ORDER BY 1 LIMIT 1)
        """;

    private const string Unknown = """
        (SELECT f.tag || ' was run here, and this script knows no such migration'
            FROM found f WHERE f.tag NOT IN (SELECT tag FROM known UNION SELECT tag FROM former) ORDER BY 1 LIMIT 1)
        """;

    private const string OutOfOrder = """
        (SELECT k.tag || ' was not run here, and ' || l.tag || ', which stands after it, was: out of order'
            FROM known k JOIN has l ON l.pos > k.pos WHERE k.pos NOT IN (SELECT pos FROM has) ORDER BY k.pos, l.pos LIMIT 1)
        """;

    private string Interrupted =>
        $"""
            (SELECT s.tag || ' was interrupted at a statement outside of a transaction: strata migrate finds out what it did and resumes'
                FROM {step} s WHERE s.state = '{RecordWords.Intent}' ORDER BY 1 LIMIT 1)
            """;

    private IEnumerable<string> Squashes() =>
        request
            .All.Where((m, i) => m.Entry.Replaces.Count > 0 && i >= Math.Min(request.From, request.To))
            .Select(squash =>
            {
                // Only an idempotent script can skip the statements of a squash, and record it alone.
                var (unless, advice) = request.IsIdempotent
                    ? ($" AND NOT {HasReplaced(squash)}", "bring it forward with strata migrate")
                    : ("", "use a script made with --idempotent, or strata migrate");
                var problem = literal($"this database has migrations that {squash.Tag} replaces: {advice}");
                return $"(SELECT {problem} FROM found f WHERE f.tag IN ({Tags(squash.Entry.Replaces)})\n"
                    + $"    AND {literal(squash.Tag)} NOT IN (SELECT tag FROM has){unless} LIMIT 1)";
            });

    private IEnumerable<string> Begun() =>
        request.IsIdempotent
            ? []
            :
            [
                "(SELECT f.tag || ' was begun here and has not ended: strata migrate resumes it' FROM found f "
                    + $"WHERE f.state <> {Applied} ORDER BY 1 LIMIT 1)",
            ];

    private string Place() =>
        $"""
            (SELECT 'this database is at ' || coalesce((SELECT tag FROM has ORDER BY pos DESC LIMIT 1), 'no migration')
                || ', and the script begins at ' || {literal(request.State(request.From))}
                FROM (SELECT count(*) AS n FROM has) c WHERE c.n {(request.IsIdempotent ? "<" : "<>")} {Number(request.From)})
            """;

    private string Rows(IEnumerable<(int Position, string Tag, string Hash)> rows) =>
        rows.ToList() is { Count: > 0 } all
            ? $"VALUES {string.Join(", ", all.Select(r => $"({Number(r.Position)}, {literal(r.Tag)}, {literal(r.Hash)})"))}"
            : "SELECT 0, '', '' WHERE 1 = 0";

    private static IEnumerable<(int, string, string)> Replaced(Migration migration, int index) =>
        migration.Entry.Replaces.Select(r => (index + 1, r.Tag, r.Hash ?? ""));

    private string Tags(IEnumerable<ReplacedMigration> replaced) => string.Join(", ", replaced.Select(r => literal(r.Tag)));

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);
}
