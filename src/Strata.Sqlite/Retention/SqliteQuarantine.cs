using Strata.Core.Dialect;
using Strata.Core.Model;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.Retention;

/// <summary>
/// A retained object is a quarantine table <c>__strata_kept_1a2b3c4d</c> of its own; <c>__strata_kept</c> records each one and its term.
/// </summary>
internal sealed class SqliteQuarantine : IQuarantine
{
    public static SqliteQuarantine Instance { get; } = new();

    public string NameOf(string key) => $"__strata_kept_{key}";

    public bool Owns(string name) => name.StartsWith("__strata_kept", StringComparison.OrdinalIgnoreCase);

    public IEnumerable<Step> Prepare() =>
        [
            new(
                "CREATE TABLE IF NOT EXISTS __strata_kept (place TEXT PRIMARY KEY, object TEXT NOT NULL, kept_at TEXT "
                    + "NOT NULL, until TEXT NOT NULL) STRICT"
            ),
        ];

    public IEnumerable<Step> Open(string name, ObjectId retained, TimeSpan period) =>
        [
            new(
                $"INSERT INTO __strata_kept VALUES ({Lit(name)}, {Lit(retained.Text)}, {Now()}, {Now($"+{IQuarantine.PeriodText(period)}")}"
                    + $")"
            ),
        ];

    public IEnumerable<Step> Close(string name) =>
        [new($"DROP TABLE {Q(name)}"), new($"DELETE FROM __strata_kept WHERE place = {Lit(name)}")];

    private static string Now(string later = "") => $"strftime('%Y-%m-%dT%H:%M:%fZ', 'now'{(later.Length > 0 ? $", {Lit(later)}" : "")})";
}
