using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.Kinds.Sql;

namespace Strata.Postgres.Kinds.Domains;

/// <param name="Checks">Each <c>name CHECK (…)</c>, the name quoted as in SQL, sorted.</param>
public sealed record Domain(ObjectId Id, string DataType, bool NotNull, string? Default, string? Collation, EquatableArray<string> Checks)
    : DbObject(Id)
{
    public override IEnumerable<string> Slots => Kinds.Slots.Type(Id);
}

public sealed class DomainKind : PostgresKind<Domain>
{
    private sealed record SetDefault(Domain From, Domain To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (Domain)before with { Default = To.Default };
    }

    private sealed record SetNotNull(Domain From, Domain To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (Domain)before with { NotNull = To.NotNull };
    }

    private sealed record SetChecks(Domain From, Domain To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (Domain)before with { Checks = To.Checks };
    }

    private sealed record SetType(Domain From, Domain To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => To;

        public override bool Disrupts(DbObject dependent) => true;

        public override bool Carries(DbObject dependent) => Retype.Carries(dependent);
    }

    public override int Rank => 12;
    public override string Section => "domains";
    public override IReadOnlyList<string> Nouns => ["domain"];
    internal override string Folder => "Domains";
    internal override string Query => "domain";

    internal override Domain Read(CatalogRow row) =>
        new(row.Id("type", 2), row.Text(), row.Flag(), row.TextOrNull(), row.TextOrNull(), row.Texts());

    public override IReadOnlyList<Alter> Diff(Domain before, Domain after)
    {
        if (before.DataType != after.DataType || before.Collation != after.Collation)
            return [new SetType(before, after)];
        List<Alter> alters = [];
        if (before.Default != after.Default)
            alters.Add(new SetDefault(before, after));
        if (before.NotNull != after.NotNull)
            alters.Add(new SetNotNull(before, after));
        if (before.Checks != after.Checks)
            alters.Add(new SetChecks(before, after));
        return alters;
    }

    public override Coded? InCode(Domain o, CodeContext context) => DomainCode.Of(o, context);

    public override IEnumerable<Step> Create(Domain added, RenderContext context) =>
        [new(Definition(added)), .. NotValid(added.Checks).Select(c => new Step($"ALTER DOMAIN {Q(added.Id)} ADD CONSTRAINT {c}"))];

    public override IEnumerable<Step> Drop(Domain removed, RenderContext context) => [new($"DROP DOMAIN {Q(removed.Id)}")];

    public override Keeping? Keep(Domain gone, KeepContext context) => Away(gone, context);

    public override IEnumerable<Step> Rename(Domain before, ObjectId to, RenderContext context) => Renaming.Steps("DOMAIN", before.Id, to);

    public override IEnumerable<Step> Alter(Alter change, RenderContext context)
    {
        var after = (Domain)change.After;
        return change switch
        {
            SetDefault => [new($"ALTER DOMAIN {Q(after.Id)} {(after.Default is { } d ? $"SET DEFAULT {d}" : "DROP DEFAULT")}")],
            SetNotNull => [Checked(new($"ALTER DOMAIN {Q(after.Id)} {(after.NotNull ? "SET" : "DROP")} NOT NULL"), context, after.Id)],
            SetChecks checks => Checks(checks.From, checks.To).Select(s => Checked(s, context, after.Id)),
            SetType type => Retype.Steps(
                type.From.Id,
                Definition(type.To),
                context,
                new Hazard(
                    "SX2003",
                    $"changes {type.Subject} from {type.From.DataType} to {type.To.DataType} and rewrites the tables that use it",
                    type.Subject,
                    Destructive: true
                )
            ),
            _ => base.Alter(change, context),
        };
    }

    private static IEnumerable<Step> Checks(Domain before, Domain after)
    {
        foreach (var gone in before.Checks.Except(after.Checks))
            yield return after.Checks.Any(c => c + " NOT VALID" == gone)
                ? new Step($"ALTER DOMAIN {Q(after.Id)} VALIDATE CONSTRAINT {Name(gone)}")
                : new Step($"ALTER DOMAIN {Q(after.Id)} DROP CONSTRAINT {Name(gone)}");
        foreach (var come in after.Checks.Except(before.Checks))
            if (!before.Checks.Contains(come + " NOT VALID"))
                yield return new Step($"ALTER DOMAIN {Q(after.Id)} ADD CONSTRAINT {come}");
    }

    /// <summary>
    /// What the domain's columns hold is looked at under a lock: https://www.postgresql.org/docs/current/sql-alterdomain.html
    /// </summary>
    private static Step Checked(Step step, RenderContext context, ObjectId domain) =>
        step with
        {
            Locks =
            [
                .. context
                    .Before.DependentsOf(domain)
                    .Select(context.Before.Find)
                    .OfType<Tables.Column>()
                    .Select(c => new RelationLock(c.Table, LockMode.Share))
                    .Distinct(),
            ],
        };

    private static string Name(string check) => check[..check.IndexOf(" CHECK (", StringComparison.Ordinal)];

    private static IEnumerable<string> NotValid(EquatableArray<string> checks) =>
        checks.Where(c => c.EndsWith(" NOT VALID", StringComparison.Ordinal));

    private static string Definition(Domain d) =>
        string.Concat(
            $"CREATE DOMAIN {Q(d.Id)} AS {d.DataType}",
            d.Collation is { } c ? $" COLLATE {c}" : "",
            d.Default is { } value ? $" DEFAULT {value}" : "",
            d.NotNull ? " NOT NULL" : "",
            string.Concat(d.Checks.Except(NotValid(d.Checks)).Select(k => $" CONSTRAINT {k}"))
        );
}
