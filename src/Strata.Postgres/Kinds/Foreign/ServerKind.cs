using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Foreign;

/// <param name="Wrapper">Its foreign-data wrapper, quoted.</param>
/// <param name="Kind">The TYPE of the server, a word of its wrapper.</param>
public sealed record Server(ObjectId Id, string Wrapper, string? Kind, string? Version, EquatableArray<string> Options) : DbObject(Id)
{
    public override string? Schema => null;
}

/// <summary>https://www.postgresql.org/docs/current/sql-createserver.html</summary>
public sealed class ServerKind : PostgresKind<Server>
{
    private sealed record Set(Server From, Server To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (Server)before with { Version = To.Version, Options = To.Options };
    }

    public override int Rank => 15;
    public override string Section => "servers";
    public override IJsonTypeInfoResolver Json => ForeignJson.Default;
    public override IReadOnlyList<string> Nouns => ["server"];
    internal override string Folder => "Foreign";
    internal override string Query => "server";

    internal override Server Read(CatalogRow row) => new(row.Id("server", 1), row.Text(), row.TextOrNull(), row.TextOrNull(), row.Texts());

    /// <summary>A version can be set, and not be taken away.</summary>
    public override IReadOnlyList<Alter>? Diff(Server before, Server after) =>
        before.Wrapper != after.Wrapper || before.Kind != after.Kind || (before.Version is not null && after.Version is null)
            ? null
            : [new Set(before, after)];

    public override IEnumerable<Step> Create(Server added, RenderContext context) =>
        [
            new(
                $"CREATE SERVER {Q(added.Id)}{(added.Kind is { } kind ? $" TYPE {Lit(kind)}" : "")}"
                    + (added.Version is { } version ? $" VERSION {Lit(version)}" : "")
                    + $" FOREIGN DATA WRAPPER {added.Wrapper}{ForeignOptions.Clause(added.Options)}"
            ),
        ];

    public override IEnumerable<Step> Drop(Server removed, RenderContext context) => [new($"DROP SERVER {Q(removed.Id)}")];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context)
    {
        var (before, after) = ((Server)change.Before, (Server)change.After);
        return
        [
            new(
                $"ALTER SERVER {Q(after.Id)}"
                    + (before.Version == after.Version ? "" : $" VERSION {Lit(after.Version!)}")
                    + ForeignOptions.Changes(before.Options, after.Options)
            ),
        ];
    }
}
