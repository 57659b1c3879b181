using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Policies;

/// <param name="Command"><c>*</c>, <c>r</c>, <c>a</c>, <c>w</c> or <c>d</c>: https://www.postgresql.org/docs/current/catalog-pg-policy.html
/// (polcmd)</param>
public sealed record Policy(ObjectId Id, bool Permissive, string Command, EquatableArray<string> Roles, string? Using, string? WithCheck)
    : DbObject(Id)
{
    public ObjectId Table => new("table", [Id.Names[0], Id.Names[1]]);
    public override ObjectId Owner => Table;
    public override ObjectId Relation => Table;
}

/// <summary>https://www.postgresql.org/docs/current/sql-createpolicy.html</summary>
public sealed class PolicyKind : PostgresKind<Policy>
{
    private sealed record Set(Policy From, Policy To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => To;
    }

    public override int Rank => 61;
    public override string Section => "policies";
    public override IJsonTypeInfoResolver Json => PoliciesJson.Default;
    public override IReadOnlyList<string> Nouns => ["policy"];
    internal override string Folder => "Policies";
    internal override string Query => "policy";

    internal override Policy Read(CatalogRow row) =>
        new(row.Id("policy", 3), row.Flag(), row.Text(), row.Texts(), row.TextOrNull(), row.TextOrNull());

    /// <summary>ALTER POLICY changes roles and expressions, and can take no expression away.</summary>
    public override IReadOnlyList<Alter>? Diff(Policy before, Policy after) =>
        before.Permissive == after.Permissive
        && before.Command == after.Command
        && (before.Using is null || after.Using is not null)
        && (before.WithCheck is null || after.WithCheck is not null)
            ? [new Set(before, after)]
            : null;

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<Policy>(PolicyEmission.Of);

    public override RenameFacet Rename { get; } =
        RenameFacet.Of<Policy>((p, to) => [On(p, $"ALTER {Address(p.Id)} RENAME TO {Q(to.Name)}")], byContent: true);

    public override IEnumerable<Step> Create(Policy added, RenderContext context) =>
        [
            On(
                added,
                string.Concat(
                    $"CREATE POLICY {Q(added.Id.Name)} ON {Q(added.Table)}",
                    added.Permissive ? "" : " AS RESTRICTIVE",
                    added.Command switch
                    {
                        "r" => " FOR SELECT",
                        "a" => " FOR INSERT",
                        "w" => " FOR UPDATE",
                        "d" => " FOR DELETE",
                        _ => "",
                    },
                    $" TO {string.Join(", ", added.Roles)}",
                    added.Using is { } u ? $" USING ({u})" : "",
                    added.WithCheck is { } c ? $" WITH CHECK ({c})" : ""
                )
            ),
        ];

    public override IEnumerable<Step> Drop(Policy removed, RenderContext context) => [On(removed, $"DROP {Address(removed.Id)}")];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context)
    {
        var (before, after) = ((Policy)change.Before, (Policy)change.After);
        return
        [
            On(
                after,
                string.Concat(
                    $"ALTER {Address(after.Id)}",
                    before.Roles != after.Roles ? $" TO {string.Join(", ", after.Roles)}" : "",
                    before.Using != after.Using ? $" USING ({after.Using})" : "",
                    before.WithCheck != after.WithCheck ? $" WITH CHECK ({after.WithCheck})" : ""
                )
            ),
        ];
    }

    private static Step On(Policy policy, string sql) => new(sql) { Locks = [new(policy.Table, LockMode.AccessExclusive)] };
}
