using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Grants;

/// <summary>The difference between one role's privileges on one object and those that a new object of that type gives.</summary>
/// <param name="On">The managed object; an extension for one of its members.</param>
/// <param name="Target">The words of GRANT after ON.</param>
/// <param name="Column">Set for privileges on a column.</param>
public sealed record Grant(ObjectId Id, ObjectId On, string Target, string? Column, string Role) : DbObject(Id), IRebuiltWithColumn
{
    public EquatableArray<string> Granted { get; init; } = [];
    public EquatableArray<string> WithGrantOption { get; init; } = [];
    public EquatableArray<string> Revoked { get; init; } = [];

    /// <summary>The type of <see cref="On"/> where every database has that: the schema public, a language.</summary>
    internal const string Beside = "object of every database";

    public override ObjectId? Owner => On.Type == Beside ? null : On;

    public override string? Schema => On.Type == Beside ? null : base.Schema;

    /// <summary>A REVOKE on a table takes the privileges on its columns along, so it comes before they are granted.</summary>
    public override IEnumerable<string> NameSlots => [$"grant on {Target} to {Role}"];
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
    public override IJsonTypeInfoResolver Json => GrantsJson.Default;
    private protected override bool IsReadLast => true;
    internal override string Folder => "Grants";
    internal override string Query => "grant";

    internal override Grant? Read(CatalogRow row)
    {
        var found = row.Object();
        var (column, role) = (row.TextOrNull(), row.Text());
        var (granted, withOption, revoked, sequence) = (row.Texts(), row.Texts(), row.Texts(), row.Texts());
        if (row.TextOrNull() is { } beside)
            return new(new ObjectId("grant", [beside, role]), found ?? new(Grant.Beside, [beside]), beside, null, role)
            {
                Granted = granted,
                WithGrantOption = withOption,
                Revoked = revoked,
            };
        if (found is not { } on)
            return null;
        var relation =
            column is not null && on.Type.EndsWith(" column", StringComparison.Ordinal)
                ? new ObjectId("table", [on.Names[0], on.Names[1]])
                : on;
        return New(on, sequence.Count > 0 ? new("sequence", sequence) : relation, column, role) with
        {
            Granted = granted,
            WithGrantOption = withOption,
            Revoked = revoked,
        };
    }

    private static Grant New(ObjectId on, ObjectId named, string? column, string role)
    {
        var target = named.Type switch
        {
            "view" or "materialized view" or "foreign table" => $"TABLE {Q(named)}",
            "server" => $"FOREIGN SERVER {Q(named)}",
            "aggregate" => $"FUNCTION {Q(named)}({string.Join(", ", named.Args)})",
            _ => Address(named),
        };
        return new(new ObjectId("grant", column is null ? [target, role] : [target, role, column]), on, target, column, role);
    }

    public override ImpliedObjectsFacet ImpliedObjects { get; } = new(Implied);

    /// <summary>
    /// Roles that the default privileges in force will grant to, or revoke from, and that the wanted object has nothing special for.
    /// </summary>
    private static IEnumerable<DbObject> Implied(IReadOnlyList<Change> changes, Catalog before, Catalog after)
    {
        var defaults = new DefaultGrants(before);
        return defaults.IsEmpty
            ? []
            : changes
                .SelectMany(DefaultGrants.Made)
                .SelectMany(made => defaults.Roles(made.Named).Select(role => New(made.On, made.Named, null, role)))
                .Where(g => after.Find(g.Id) is null);
    }

    public override IReadOnlyList<Alter> Diff(Grant before, Grant after) => [new Set(before, after)];

    public override IEnumerable<Step> Create(Grant added, RenderContext context)
    {
        var nothing = added with { Granted = [], WithGrantOption = [], Revoked = [] };
        return Between(
            added.Column is null && DefaultGrants.IsMade(added, context) ? new DefaultGrants(context.Before).Give(nothing) : nothing,
            added,
            full: true
        );
    }

    public override IEnumerable<Step> Drop(Grant removed, RenderContext context) =>
        Between(removed, removed with { Granted = [], WithGrantOption = [], Revoked = [] });

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) => Between((Grant)change.Before, (Grant)change.After);

    /// <param name="full">Says all that is wanted, whether or not it is believed to be there: default privileges hold for one creator, and
    /// who runs the plan is not known.</param>
    private static IEnumerable<Step> Between(Grant before, Grant after, bool full = false)
    {
        var had = full ? before with { Granted = [], WithGrantOption = [], Revoked = [] } : before;
        var revoke = after
            .Revoked.Except(had.Revoked)
            .Concat(before.Granted.Concat(before.WithGrantOption).Except(after.Granted).Except(after.WithGrantOption))
            .Order(StringComparer.Ordinal)
            .ToList();
        var option = before.WithGrantOption.Intersect(after.Granted).ToList();
        var grant = after
            .Granted.Except(had.Granted)
            .Except(full ? [] : option)
            .Concat(before.Revoked.Except(after.Revoked).Except(after.WithGrantOption))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        var withOption = after.WithGrantOption.Except(had.WithGrantOption).ToList();
        if (revoke.Count > 0)
            yield return new Step($"REVOKE {List(revoke, after)} ON {after.Target} FROM {after.Role}");
        if (option.Count > 0)
            yield return new Step($"REVOKE GRANT OPTION FOR {List(option, after)} ON {after.Target} FROM {after.Role}");
        if (grant.Count > 0)
            yield return new Step($"GRANT {List(grant, after)} ON {after.Target} TO {after.Role}");
        if (withOption.Count > 0)
            yield return new Step($"GRANT {List(withOption, after)} ON {after.Target} TO {after.Role} WITH GRANT OPTION");
    }

    private static string List(IEnumerable<string> privileges, Grant grant) =>
        string.Join(", ", privileges.Select(p => grant.Column is { } column ? $"{p} ({Q(column)})" : p));
}
