using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Composites;

/// <param name="Attributes">Each <c>name type [COLLATE …]</c>, the name quoted as in SQL, in order.</param>
public sealed record Composite(ObjectId Id, EquatableArray<string> Attributes) : DbObject(Id)
{
    public override IEnumerable<string> NameSlots => SlotNames.RelationWithType(Id);
}

public sealed class CompositeKind : PostgresKind<Composite>
{
    /// <summary>
    /// Attributes are added and dropped in place where the order allows; where no column is of the type, the server takes a change of an
    /// attribute's type as well.
    /// </summary>
    private static readonly AlterEffect s_effect = new() { Carries = dependent => dependent is ITyped { OfType: not null } };

    private sealed record SetAttributes(Composite From, Composite To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => To;

        internal override AlterEffect Effect => s_effect;
    }

    public override int Rank => 13;
    public override string Section => "composites";
    public override IJsonTypeInfoResolver Json => CompositesJson.Default;
    public override IReadOnlyList<string> Nouns => ["composite type"];
    internal override string Folder => "Composites";
    internal override string Query => "composite";

    internal override Composite Read(CatalogRow row) => new(row.Id("type", 2), row.Texts());

    public override IReadOnlyList<Alter>? Diff(Composite before, Composite after)
    {
        var kept = before.Attributes.Where(a => after.Attributes.Any(b => Name(b) == Name(a))).Select(Name).ToList();
        var wanted = after.Attributes.Select(Name).ToList();
        return kept.SequenceEqual(wanted.Take(kept.Count)) ? [new SetAttributes(before, after)] : null;
    }

    public override RenameFacet Rename { get; } = RenameFacet.Of<Composite>((o, to) => Renaming.Steps("TYPE", o.Id, to));

    public override RetentionFacet Retention => RetentionFacet.Of<Composite>(MoveToQuarantine);

    public override IEnumerable<Step> Create(Composite added, RenderContext context) =>
        [new($"CREATE TYPE {Q(added.Id)} AS ({string.Join(", ", added.Attributes)})")];

    public override IEnumerable<Step> Drop(Composite removed, RenderContext context) => [new($"DROP TYPE {Q(removed.Id)}")];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context)
    {
        var (before, after) = ((Composite)change.Before, (Composite)change.After);
        var typed = context.Before.DependentsOf(after.Id).Where(id => context.Before.Find(id) is ITyped { OfType: not null }).ToList();
        return Steps(before, after, typed.Count > 0 ? " CASCADE" : "")
            .Select(s => s with { Locks = [.. typed.Select(t => new RelationLock(t, LockMode.AccessExclusive))] });
    }

    private static IEnumerable<Step> Steps(Composite before, Composite after, string cascade)
    {
        foreach (var removed in before.Attributes.Where(b => !after.Attributes.Any(a => Name(a) == Name(b))))
            yield return new Step($"ALTER TYPE {Q(after.Id)} DROP ATTRIBUTE {Name(removed)}{cascade}")
            {
                Hazards =
                [
                    Hazards.DropColumn.On(
                        after.Id,
                        $"drops attribute {Name(removed)} of {after.Id} and what columns of that type hold in it"
                    ),
                ],
            };
        foreach (var wanted in after.Attributes.Except(before.Attributes))
            yield return new Step(
                before.Attributes.Any(b => Name(b) == Name(wanted))
                    ? $"ALTER TYPE {Q(after.Id)} ALTER ATTRIBUTE {Name(wanted)} TYPE {wanted[(Name(wanted).Length + 1)..]}{cascade}"
                    : $"ALTER TYPE {Q(after.Id)} ADD ATTRIBUTE {wanted}{cascade}"
            );
    }

    private static string Name(string attribute) => LeadingName.Of(attribute);
}
