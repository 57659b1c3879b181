using Strata.Core;
using Strata.Core.Model;
using Strata.Postgres.Catalog;
using static Strata.Postgres.Sql;

namespace Strata.Postgres.Kinds.Grants;

/// <summary>How one role's privileges on one object differ from what a new object of that type gives.</summary>
/// <param name="On">The managed object.</param>
/// <param name="Target">What GRANT names after ON.</param>
/// <param name="Column">Set for privileges on a column.</param>
public sealed record Grant(ObjectId Id, ObjectId On, string Target, string? Column, string Role) : DbObject(Id)
{
    public EquatableArray<string> Granted { get; init; } = [];
    public EquatableArray<string> WithGrantOption { get; init; } = [];
    public EquatableArray<string> Revoked { get; init; } = [];
    public override ObjectId Owner => On;
    public override bool RebuiltWithColumn => true;

    /// <summary>A REVOKE on a table takes the privileges on its columns along, so it comes before they are granted.</summary>
    public override IEnumerable<string> Slots => [$"grant on {Target} to {Role}"];
}

/// <summary>https://www.postgresql.org/docs/current/sql-grant.html</summary>
public sealed class GrantKind : PostgresKind<Grant>
{
    private sealed record Set(Grant From, Grant To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => To;
    }

    public override int Rank => 91;
    public override string Section => "grants";
    internal override string Folder => "Grants";
    internal override string Query => "grant";

    internal override Grant? Read(CatalogRow row)
    {
        if (row.Object() is not { } on) return null;
        var (column, role) = (row.TextOrNull(), row.Text());
        var relation = column is not null && on.Type.EndsWith(" column", StringComparison.Ordinal) ? new ObjectId("table", [on.Names[0], on.Names[1]]) : on;
        var target = relation.Type switch
        {
            "view" or "materialized view" or "foreign table" => $"TABLE {Q(relation)}",
            "foreign server" => $"FOREIGN SERVER {Q(relation)}",
            "aggregate" => $"FUNCTION {Q(relation)}({string.Join(", ", relation.Args)})",
            _ => Address(relation),
        };
        return new(new ObjectId("grant", column is null ? [target, role] : [target, role, column]), on, target, column, role)
        {
            Granted = row.Texts(),
            WithGrantOption = row.Texts(),
            Revoked = row.Texts(),
        };
    }

    public override IReadOnlyList<Alter> Diff(Grant before, Grant after) => [new Set(before, after)];

    public override IEnumerable<Step> Create(Grant added, RenderContext context) => Between(added with { Granted = [], WithGrantOption = [], Revoked = [] }, added);

    public override IEnumerable<Step> Drop(Grant removed, RenderContext context) => Between(removed, removed with { Granted = [], WithGrantOption = [], Revoked = [] });

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) => Between((Grant)change.Before, (Grant)change.After);

    private static IEnumerable<Step> Between(Grant before, Grant after)
    {
        var revoke = after.Revoked.Except(before.Revoked).Concat(before.Granted.Concat(before.WithGrantOption).Except(after.Granted).Except(after.WithGrantOption)).Order(StringComparer.Ordinal).ToList();
        var option = before.WithGrantOption.Intersect(after.Granted).ToList();
        var grant = after.Granted.Except(before.Granted).Except(option).Concat(before.Revoked.Except(after.Revoked)).Order(StringComparer.Ordinal).ToList();
        var withOption = after.WithGrantOption.Except(before.WithGrantOption).ToList();
        if (revoke.Count > 0) yield return new Step($"REVOKE {List(revoke, after)} ON {after.Target} FROM {after.Role}");
        if (option.Count > 0) yield return new Step($"REVOKE GRANT OPTION FOR {List(option, after)} ON {after.Target} FROM {after.Role}");
        if (grant.Count > 0) yield return new Step($"GRANT {List(grant, after)} ON {after.Target} TO {after.Role}");
        if (withOption.Count > 0) yield return new Step($"GRANT {List(withOption, after)} ON {after.Target} TO {after.Role} WITH GRANT OPTION");
    }

    private static string List(IEnumerable<string> privileges, Grant grant) =>
        string.Join(", ", privileges.Select(p => grant.Column is { } column ? $"{p} ({Q(column)})" : p));
}
