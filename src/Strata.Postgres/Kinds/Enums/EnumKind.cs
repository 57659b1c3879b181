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

namespace Strata.Postgres.Kinds.Enums;

public sealed record EnumType(ObjectId Id, EquatableArray<string> Labels) : DbObject(Id), IDeclaredType
{
    string IDeclaredType.TypeCall(CodeContext context) => $"Enum<{context.Name(Id)}>()";

    string? IDeclaredType.Value(string text, ObjectId? table, CodeContext context) =>
        Labels.Contains(text)
            ? $"{(table is null ? context.Name(Id) : context.TypeIn(Id, table))}.{EnumEmission.Members(this, context)[text]}"
            : null;

    public override IEnumerable<string> NameSlots => SlotNames.Type(Id);
    public override IEnumerable<ObjectId> InnerParts => Labels.Select(l => new ObjectId("enum label", [.. Id.Names, l]));
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

        internal override AlterEffect Effect => TypeReplacement.Effect;
    }

    public override int Rank => 10;
    public override string Section => "enums";
    public override IJsonTypeInfoResolver Json => EnumsJson.Default;
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

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<EnumType>(EnumEmission.Of, CodeNaming.Type);

    public override RenameFacet Rename { get; } =
        RenameFacet.Of<EnumType>((o, to) => Renaming.Steps("TYPE", o.Id, to)) with
        {
            WritePart = (o, from, to) => [new($"ALTER TYPE {Q(o.Id)} RENAME VALUE {Lit(from.Name)} TO {Lit(to.Name)}")],
        };

    public override RetentionFacet Retention => RetentionFacet.Of<EnumType>(MoveToQuarantine);

    public override IEnumerable<Step> Create(EnumType added, RenderContext context) => [new(Definition(added))];

    public override IEnumerable<Step> Drop(EnumType removed, RenderContext context) => [new($"DROP TYPE {Q(removed.Id)}")];

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
            ReplaceLabels replace => TypeReplacement.Steps(
                replace.From.Id,
                Definition(replace.To),
                context,
                Hazards.RemoveLabels.On(
                    replace.Subject,
                    $"{replace.Subject} loses or reorders labels: rewrites the tables that use it, and fails if a row holds a "
                        + $"removed one ({string.Join(", ", replace.From.Labels.Except(replace.To.Labels))})"
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
