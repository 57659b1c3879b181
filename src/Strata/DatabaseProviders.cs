using Strata.Core.Hosting;
using Strata.Core.Providers;
using Strata.Core.Safety;
using Strata.Postgres;
using Strata.Sqlite;

namespace Strata;

/// <summary>The database systems that Strata knows: the one place where they are registered.</summary>
internal static class DatabaseProviders
{
    /// <summary>PostgreSQL, the default, and SQLite.</summary>
    public static ProviderSet Create(StrataHost host) => new(new PostgresProvider(host.Time, host.Variables), new SqliteProvider());

    /// <summary>The lint rules of all of them.</summary>
    public static IEnumerable<LintRule> Lints => [.. new PostgresDialect().Lints, .. new SqliteDialect().Lints];
}
