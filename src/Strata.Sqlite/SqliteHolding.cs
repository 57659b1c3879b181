using Strata.Core.Dialect;
using Strata.Core.Model;
using static Strata.Sqlite.Kinds.Sql;

namespace Strata.Sqlite;

/// <summary>
/// What is kept is a table <c>__strata_kept_1a2b3c4d</c> of its own; <c>__strata_kept</c> says what is where, until when.
/// </summary>
internal sealed class SqliteHolding : IHolding
{
    public static SqliteHolding Instance { get; } = new();

    public string Place(string key) => $"__strata_kept_{key}";

    public bool Owns(string name) => name.StartsWith("__strata_kept", StringComparison.OrdinalIgnoreCase);

    public IEnumerable<Step> Prepare() =>
        [
            new(
                "CREATE TABLE IF NOT EXISTS __strata_kept (place TEXT PRIMARY KEY, object TEXT NOT NULL, kept_at TEXT "
                    + "NOT NULL, until TEXT NOT NULL) STRICT"
            ),
        ];

    public IEnumerable<Step> Open(string place, ObjectId kept, TimeSpan time) =>
        [new($"INSERT INTO __strata_kept VALUES ({Lit(place)}, {Lit(kept.Text)}, {Now()}, {Now($"+{IHolding.Words(time)}")})")];

    public IEnumerable<Step> Close(string place) =>
        [new($"DROP TABLE {Q(place)}"), new($"DELETE FROM __strata_kept WHERE place = {Lit(place)}")];

    private static string Now(string later = "") => $"strftime('%Y-%m-%dT%H:%M:%fZ', 'now'{(later.Length > 0 ? $", {Lit(later)}" : "")})";
}
