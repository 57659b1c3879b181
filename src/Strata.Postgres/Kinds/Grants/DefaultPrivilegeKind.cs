using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Grants;

/// <summary>The privileges that later objects of one role will grant to another.</summary>
/// <param name="InSchema">Null for every schema.</param>
public sealed record DefaultPrivilege(ObjectId Id, string Creator, string? InSchema, string Objects, string Role) : DbObject(Id)
{
    private static readonly OrderingFacet s_ordering = new() { IsLast = true };

    public EquatableArray<string> Granted { get; init; } = [];
    public EquatableArray<string> WithGrantOption { get; init; } = [];
    public EquatableArray<string> Revoked { get; init; } = [];
    public override IEnumerable<ObjectId> Needs => InSchema is null ? [] : [new("schema", [InSchema])];
    public override string? Schema => InSchema;
    internal override OrderingFacet Ordering => s_ordering;
}

/// <summary>
/// https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html. Set last, so that what the plan creates is granted what it says
/// itself.
/// </summary>
public sealed class DefaultPrivilegeKind : PostgresKind<DefaultPrivilege>
{
    private sealed record Set(DefaultPrivilege From, DefaultPrivilege To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => To;
    }

    public override int Rank => 96;
    public override string Section => "defaultPrivileges";
    public override IJsonTypeInfoResolver Json => GrantsJson.Default;
    internal override string Folder => "Grants";
    internal override string Query => "default_privilege";

    internal override DefaultPrivilege Read(CatalogRow row)
    {
        var (creator, schema, objects, role) = (row.Text(), row.TextOrNull(), row.Text(), row.Text());
        return new(new ObjectId("default privileges", [creator, schema ?? "", objects, role]), creator, schema, objects, role)
        {
            Granted = row.Texts(),
            WithGrantOption = row.Texts(),
            Revoked = row.Texts(),
        };
    }

    public override IReadOnlyList<Alter> Diff(DefaultPrivilege before, DefaultPrivilege after) => [new Set(before, after)];

    public override IEnumerable<Step> Create(DefaultPrivilege added, RenderContext context) =>
        Between(added with { Granted = [], WithGrantOption = [], Revoked = [] }, added);

    public override IEnumerable<Step> Drop(DefaultPrivilege removed, RenderContext context) =>
        Between(removed, removed with { Granted = [], WithGrantOption = [], Revoked = [] });

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        Between((DefaultPrivilege)change.Before, (DefaultPrivilege)change.After);

    private static IEnumerable<Step> Between(DefaultPrivilege before, DefaultPrivilege after)
    {
        var head = $"ALTER DEFAULT PRIVILEGES FOR ROLE {after.Creator}{(after.InSchema is { } s ? $" IN SCHEMA {Q(s)}" : "")}";
        var revoke = after
            .Revoked.Except(before.Revoked)
            .Concat(before.Granted.Concat(before.WithGrantOption).Except(after.Granted).Except(after.WithGrantOption))
            .ToList();
        var option = before.WithGrantOption.Intersect(after.Granted).ToList();
        var grant = after.Granted.Except(before.Granted).Except(option).Concat(before.Revoked.Except(after.Revoked)).ToList();
        var withOption = after.WithGrantOption.Except(before.WithGrantOption).ToList();
        if (revoke.Count > 0)
            yield return new Step($"{head} REVOKE {string.Join(", ", revoke)} ON {after.Objects} FROM {after.Role}");
        if (option.Count > 0)
            yield return new Step($"{head} REVOKE GRANT OPTION FOR {string.Join(", ", option)} ON {after.Objects} FROM {after.Role}");
        if (grant.Count > 0)
            yield return new Step($"{head} GRANT {string.Join(", ", grant)} ON {after.Objects} TO {after.Role}");
        if (withOption.Count > 0)
            yield return new Step($"{head} GRANT {string.Join(", ", withOption)} ON {after.Objects} TO {after.Role} WITH GRANT OPTION");
    }
}
