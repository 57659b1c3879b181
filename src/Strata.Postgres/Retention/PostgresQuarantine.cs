using Strata.Core.Dialect;
using Strata.Core.Model;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Retention;

/// <summary>
/// A retained object has a quarantine schema of its own, <c>strata_kept_1a2b3c4d</c>, so that its name and those of its indexes and
/// sequences stay, however often a table of that name is dropped. <c>strata_kept.kept</c> records each one and its term.
/// </summary>
internal sealed class PostgresQuarantine : IQuarantine
{
    /// <summary>A regular expression of PostgreSQL's that matches quarantine schemas, which are never managed.</summary>
    public const string Schemas = "^strata_kept(_[0-9a-f]+)?$";

    public static PostgresQuarantine Instance { get; } = new();

    public string NameOf(string key) => $"strata_kept_{key}";

    public bool Owns(string name) => name.StartsWith("strata_kept", StringComparison.OrdinalIgnoreCase);

    public IEnumerable<Step> Prepare() =>
        [
            new("CREATE SCHEMA IF NOT EXISTS strata_kept"),
            new(
                "CREATE TABLE IF NOT EXISTS strata_kept.kept (place text PRIMARY KEY, object text NOT NULL, kept_at "
                    + "timestamptz NOT NULL DEFAULT pg_catalog.now(), until timestamptz NOT NULL)"
            ),
        ];

    public IEnumerable<Step> Open(string name, ObjectId retained, TimeSpan period) =>
        [
            new($"CREATE SCHEMA {Q([name])}"),
            new(
                $"INSERT INTO strata_kept.kept (place, object, until) VALUES ({Lit(name)}, {Lit(retained.Text)}, "
                    + $"pg_catalog.now() + interval {Lit(IQuarantine.PeriodText(period))})"
            ),
        ];

    public IEnumerable<Step> Close(string name) =>
        [new($"DROP SCHEMA {Q([name])}"), new($"DELETE FROM strata_kept.kept WHERE place = {Lit(name)}")];
}
