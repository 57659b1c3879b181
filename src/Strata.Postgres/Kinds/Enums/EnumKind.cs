using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.Kinds.Sql;

namespace Strata.Postgres.Kinds.Enums;

public sealed record EnumType(ObjectId Id, EquatableArray<string> Labels) : DbObject(Id)
{
    public override IEnumerable<string> Slots => Kinds.Slots.Type(Id);
    public override IEnumerable<ObjectId> Parts => Labels.Select(l => new ObjectId("enum label", [.. Id.Names, l]));
}

/// <summary>https://www.postgresql.org/docs/current/datatype-enum.html</summary>
public sealed class EnumKind : PostgresKind<EnumType>
{
    private sealed record AddLabel(EnumType From, EnumType To, string Label, string? Next) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before)
        {
            var labels = ((EnumType)before).Labels.ToList();
            labels.Insert(Next is null ? labels.Count : labels.IndexOf(Next), Label);
            return (EnumType)before with { Labels = [.. labels] };
        }
    }

    /// <summary>PostgreSQL cannot remove or reorder labels: a new type takes over the name and every column is cast to it.</summary>
    private sealed record ReplaceLabels(EnumType From, EnumType To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => To;

        public override bool Disrupts(DbObject dependent) => true;

        public override bool Carries(DbObject dependent) => Retype.Carries(dependent);
    }

    public override int Rank => 10;
    public override string Section => "enums";
    public override IReadOnlyList<string> Nouns => ["enum"];
    internal override string Folder => "Enums";
    internal override string Query => "enum";

    internal override EnumType Read(CatalogRow row) => new(row.Id("type", 2), row.Texts());

    public override IReadOnlyList<Alter> Diff(EnumType before, EnumType after) =>
        after.Labels.Where(before.Labels.Contains).SequenceEqual(before.Labels)
            ?
            [
                .. after
                    .Labels.Select((label, i) => (label, next: after.Labels.Skip(i + 1).FirstOrDefault(before.Labels.Contains)))
                    .Where(l => !before.Labels.Contains(l.label))
                    .Select(l => new AddLabel(before, after, l.label, l.next)),
            ]
            : [new ReplaceLabels(before, after)];

    public override CodeNaming NamedInCode => CodeNaming.Type;

    public override Coded? InCode(EnumType o, CodeContext context) => EnumCode.Of(o, context);

    public override IEnumerable<Step> Create(EnumType added, RenderContext context) => [new(Definition(added))];

    public override IEnumerable<Step> Drop(EnumType removed, RenderContext context) => [new($"DROP TYPE {Q(removed.Id)}")];

    public override Keeping? Keep(EnumType gone, KeepContext context) => Away(gone, context);

    public override IEnumerable<Step> Rename(EnumType before, ObjectId to, RenderContext context) => Renaming.Steps("TYPE", before.Id, to);

    public override IEnumerable<Step>? RenamePart(EnumType whole, ObjectId from, ObjectId to) =>
        from.Type == "enum label" ? [new($"ALTER TYPE {Q(whole.Id)} RENAME VALUE {Lit(from.Name)} TO {Lit(to.Name)}")] : null;

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        change switch
        {
            // A new label cannot be used before it is committed: https://www.postgresql.org/docs/current/sql-altertype.html#id-1.9.3.42.7
            AddLabel add =>
            [
                new($"ALTER TYPE {Q(add.To.Id)} ADD VALUE {Lit(add.Label)}{(add.Next is { } next ? $" BEFORE {Lit(next)}" : "")}")
                {
                    Transaction = MayBeUsed(add.Subject, context) ? TransactionMode.Own : TransactionMode.Shared,
                },
            ],
            ReplaceLabels replace => Retype.Steps(
                replace.From.Id,
                Definition(replace.To),
                context,
                new Hazard(
                    "SX2004",
                    $"{replace.Subject} loses or reorders labels: rewrites the tables that use it, and fails if a row holds a "
                        + $"removed one ({string.Join(", ", replace.From.Labels.Except(replace.To.Labels))})",
                    replace.Subject,
                    Destructive: true
                )
            ),
            _ => base.Alter(change, context),
        };

    /// <summary>Something that the plan makes or changes depends on the type, and so may hold the new label.</summary>
    private static bool MayBeUsed(ObjectId type, RenderContext context)
    {
        HashSet<ObjectId> reached = [type];
        var left = new Queue<ObjectId>(reached);
        while (left.TryDequeue(out var id))
        {
            foreach (var dependent in context.After.DependentsOf(id).Where(reached.Add))
            {
                if (!Equals(context.Before.Find(dependent), context.After.Find(dependent)))
                    return true;
                left.Enqueue(dependent);
            }
        }
        return false;
    }

    private static string Definition(EnumType type) => $"CREATE TYPE {Q(type.Id)} AS ENUM ({string.Join(", ", type.Labels.Select(Lit))})";
}
