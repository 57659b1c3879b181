using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.CSharpEmission;
using Strata.Postgres.Kinds.Tables;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Domains;

/// <param name="Checks">Each <c>name CHECK (…)</c>, the name quoted as in SQL, sorted.</param>
public sealed record Domain(ObjectId Id, string DataType, bool NotNull, string? Default, string? Collation, EquatableArray<string> Checks)
    : DbObject(Id),
        IDeclaredType
{
    /// <summary>The name of the constraint that NOT NULL is from PostgreSQL 17 on; null where it is the server's own choice.</summary>
    public string? NotNullName { get; init; }

    string IDeclaredType.TypeCall(CodeContext context) =>
        $"DomainType({CSharp.Literal(Id.Name)}{EmissionText.SchemaArgument(Id, context)})";

    string? IDeclaredType.Value(string text, ObjectId? table, CodeContext context) => null;

    public override IEnumerable<string> NameSlots => SlotNames.Type(Id);
}

public sealed class DomainKind : PostgresKind<Domain>
{
    private sealed record SetDefault(Domain From, Domain To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (Domain)before with { Default = To.Default };
    }

    private sealed record SetNotNull(Domain From, Domain To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (Domain)before with { NotNull = To.NotNull, NotNullName = To.NotNullName };

        internal override AlterEffect Effect => To.NotNull && !From.NotNull ? ArraysOfDomain.Effect : AlterEffect.None;
    }

    private sealed record SetChecks(Domain From, Domain To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (Domain)before with { Checks = To.Checks };

        internal override AlterEffect Effect => ArraysOfDomain.Effect;
    }

    private sealed record SetType(Domain From, Domain To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => To;

        internal override AlterEffect Effect => TypeReplacement.Effect;
    }

    public override int Rank => 12;
    public override string Section => "domains";
    public override IJsonTypeInfoResolver Json => DomainsJson.Default;
    public override IReadOnlyList<string> Nouns => ["domain"];
    internal override string Folder => "Domains";
    internal override string Query => "domain";

    internal override Domain Read(CatalogRow row)
    {
        var id = row.Id("type", 2);
        var domain = new Domain(id, row.Text(), row.Flag(), row.TextOrNull(), row.TextOrNull(), row.Texts());
        return row.TextOrNull() is { } name && name != UsualName(id) ? domain with { NotNullName = name } : domain;
    }

    public override IReadOnlyList<Alter> Diff(Domain before, Domain after)
    {
        if (before.DataType != after.DataType || before.Collation != after.Collation)
            return [new SetType(before, after)];
        List<Alter> alters = [];
        if (before.Default != after.Default)
            alters.Add(new SetDefault(before, after));
        if (before.NotNull != after.NotNull || before.NotNullName != after.NotNullName)
            alters.Add(new SetNotNull(before, after));
        if (before.Checks != after.Checks)
            alters.Add(new SetChecks(before, after));
        return alters;
    }

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<Domain>(DomainEmission.Of);

    public override RenameFacet Rename { get; } = RenameFacet.Of<Domain>((o, to) => Renaming.Steps("DOMAIN", o.Id, to));

    public override RetentionFacet Retention => RetentionFacet.Of<Domain>(MoveToQuarantine);

    public override IEnumerable<Step> Create(Domain added, RenderContext context) => [new(Definition(added)), .. Unchecked(added)];

    public override IEnumerable<Step> Drop(Domain removed, RenderContext context) => [new($"DROP DOMAIN {Q(removed.Id)}")];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context)
    {
        var after = (Domain)change.After;
        return change switch
        {
            SetDefault => [new($"ALTER DOMAIN {Q(after.Id)} {(after.Default is { } d ? $"SET DEFAULT {d}" : "DROP DEFAULT")}")],
            SetNotNull notNull => NotNullSteps(notNull.From, after, context),
            SetChecks checks => ArraysOfDomain.Around(
                after,
                [.. Checks(checks.From, checks.To).Select(s => Checked(s, context, after.Id))],
                checks.To.Checks.Except(checks.From.Checks).Any(c => !Validity.IsNotValid(c)),
                context
            ),
            SetType type =>
            [
                .. TypeReplacement.Steps(
                    type.From.Id,
                    Definition(type.To),
                    context,
                    Hazards.ChangeType.On(
                        type.Subject,
                        $"changes {type.Subject} from {type.From.DataType} to {type.To.DataType} and rewrites the tables that use it"
                    )
                ),
                .. Unchecked(type.To),
            ],
            _ => base.Alter(change, context),
        };
    }

    private static IEnumerable<Step> NotNullSteps(Domain before, Domain after, RenderContext context)
    {
        if (!after.NotNull)
            return [Checked(new($"ALTER DOMAIN {Q(after.Id)} DROP NOT NULL"), context, after.Id)];
        if (before.NotNull)
            return [new($"ALTER DOMAIN {Q(after.Id)} RENAME CONSTRAINT {Q(NotNullNameOf(before))} TO {Q(NotNullNameOf(after))}")];
        var action = NamedNotNull(after) is { } named ? "ADD" + named : "SET NOT NULL";
        var set = Checked(new($"ALTER DOMAIN {Q(after.Id)} {action}"), context, after.Id);
        return ArraysOfDomain.Around(after, [set], readsValues: true, context);
    }

    private static IEnumerable<Step> Checks(Domain before, Domain after)
    {
        foreach (var removed in before.Checks.Except(after.Checks))
            yield return after.Checks.Any(c => Validity.NotValid(c) == removed)
                ? new Step($"ALTER DOMAIN {Q(after.Id)} VALIDATE CONSTRAINT {Name(removed)}")
                : new Step($"ALTER DOMAIN {Q(after.Id)} DROP CONSTRAINT {Name(removed)}");
        foreach (var added in after.Checks.Except(before.Checks))
            if (!before.Checks.Contains(Validity.NotValid(added)))
                yield return new Step($"ALTER DOMAIN {Q(after.Id)} ADD CONSTRAINT {added}");
    }

    /// <summary>
    /// The server reads the domain's columns under a lock: https://www.postgresql.org/docs/current/sql-alterdomain.html
    /// </summary>
    private static Step Checked(Step step, RenderContext context, ObjectId domain) =>
        step with
        {
            Locks =
            [
                .. context
                    .Before.DependentsOf(domain)
                    .Select(context.Before.Find)
                    .OfType<Column>()
                    .Select(c => new RelationLock(c.Table, LockMode.Share))
                    .Distinct(),
            ],
        };

    /// <summary>As the server names it: https://www.postgresql.org/docs/17/catalog-pg-constraint.html</summary>
    private static string UsualName(ObjectId domain) => ConstraintNames.Usual(domain.Name, null, "not_null");

    private static string NotNullNameOf(Domain domain) => domain.NotNullName ?? UsualName(domain.Id);

    private static string? NamedNotNull(Domain d) =>
        d is { NotNull: true, NotNullName: { } name } ? $" CONSTRAINT {Q(name)} NOT NULL" : null;

    private static string Name(string check) => LeadingName.Of(check);

    /// <summary>CREATE DOMAIN takes NOT VALID for valid.</summary>
    private static IEnumerable<Step> Unchecked(Domain domain) =>
        NotValid(domain.Checks).Select(c => new Step($"ALTER DOMAIN {Q(domain.Id)} ADD CONSTRAINT {c}"));

    private static IEnumerable<string> NotValid(EquatableArray<string> checks) => checks.Where(Validity.IsNotValid);

    private static string Definition(Domain d) =>
        string.Concat(
            $"CREATE DOMAIN {Q(d.Id)} AS {d.DataType}",
            d.Collation is { } c ? $" COLLATE {c}" : "",
            d.Default is { } value ? $" DEFAULT {value}" : "",
            NamedNotNull(d) ?? (d.NotNull ? " NOT NULL" : ""),
            string.Concat(d.Checks.Except(NotValid(d.Checks)).Select(k => $" CONSTRAINT {k}"))
        );
}
