using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Casts;

/// <param name="Method">WITH FUNCTION …, WITHOUT FUNCTION or WITH INOUT, and where it is used by itself.</param>
public sealed record Cast(ObjectId Id, string Method) : DbObject(Id)
{
    public override string? Schema => null;
}

/// <summary>https://www.postgresql.org/docs/current/sql-createcast.html</summary>
public sealed class CastKind : PostgresKind<Cast>
{
    // What uses one by itself has it in its tree, and is made after it.
    public override int Rank => 42;
    public override string Section => "casts";
    public override IJsonTypeInfoResolver Json => CastsJson.Default;
    public override IReadOnlyList<string> Nouns => ["cast"];
    internal override string Folder => "Casts";
    internal override string Query => "cast";

    internal override Cast Read(CatalogRow row)
    {
        var (from, to) = (row.Text(), row.Text());
        return new(new ObjectId("cast", [from], [to]), row.Text());
    }

    public override IEnumerable<Step> Create(Cast added, RenderContext context) => [new($"CREATE {Address(added.Id)} {added.Method}")];

    public override IEnumerable<Step> Drop(Cast removed, RenderContext context) => [new($"DROP {Address(removed.Id)}")];
}
