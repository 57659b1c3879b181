using Strata.Core.Dialect;
using Strata.Core.Model;
using static Strata.Postgres.Kinds.Sql;

namespace Strata.Postgres;

/// <summary>
/// What is kept has a schema of its own, <c>strata_kept_1a2b3c4d</c>, so that it keeps its name and those of its indexes and sequences,
/// however often a table of that name is
/// dropped. <c>strata_kept.kept</c> says what is where, until when.
/// </summary>
internal sealed class PostgresHolding : IHolding
{
    /// <summary>Matches the schemas that nobody's schema is: a regular expression of PostgreSQL's.</summary>
    public const string Schemas = "^strata_kept(_[0-9a-f]+)?$";

    public static PostgresHolding Instance { get; } = new();

    public string Place(string key) => $"strata_kept_{key}";

    public bool Owns(string name) => name.StartsWith("strata_kept", StringComparison.OrdinalIgnoreCase);

    public IEnumerable<Step> Prepare() =>
        [
            new("CREATE SCHEMA IF NOT EXISTS strata_kept"),
            new(
                "CREATE TABLE IF NOT EXISTS strata_kept.kept (place text PRIMARY KEY, object text NOT NULL, kept_at "
                    + "timestamptz NOT NULL DEFAULT pg_catalog.now(), until timestamptz NOT NULL)"
            ),
        ];

    public IEnumerable<Step> Open(string place, ObjectId kept, TimeSpan time) =>
        [
            new($"CREATE SCHEMA {Q([place])}"),
            new(
                $"INSERT INTO strata_kept.kept (place, object, until) VALUES ({Lit(place)}, {Lit(kept.Text)}, "
                    + $"pg_catalog.now() + interval {Lit(IHolding.Words(time))})"
            ),
        ];

    public IEnumerable<Step> Close(string place) =>
        [new($"DROP SCHEMA {Q([place])}"), new($"DELETE FROM strata_kept.kept WHERE place = {Lit(place)}")];
}
