using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>https://www.postgresql.org/docs/current/sql-createtable.html</summary>
public sealed class TableKind : PostgresKind<Table>
{
    private sealed record Set(Table From, Table To, TableAspect Aspect) : Alter(From, To)
    {
        private static readonly AlterEffect s_joining = new() { NeedsParts = true };

        private static readonly AlterEffect s_leaving = new() { FreesParts = true };

        internal override AlterEffect Effect =>
            Aspect switch
            {
                TableAspect.Parents or TableAspect.Type => s_joining,
                TableAspect.FormerParents or TableAspect.FormerType => s_leaving,
                _ => AlterEffect.None,
            };

        public override DbObject Apply(DbObject before) => TableAspects.Apply((Table)before, To, Aspect);
    }

    public override int Rank => 20;
    public override string Section => "tables";
    public override IJsonTypeInfoResolver Json => TablesJson.Default;
    public override IReadOnlyList<string> Nouns => ["table"];
    internal override string Folder => "Tables";
    internal override string Query => "table";

    internal override Table Read(CatalogRow row)
    {
        var (id, unlogged, key) = (row.Id("table", 2), row.Flag(), row.TextOrNull());
        EquatableArray<string> options = [.. row.Texts(), .. row.Texts()];
        var table = new Table(id)
        {
            Unlogged = unlogged,
            PartitionKey = key,
            Options = StorageOptions.Sorted(options),
            OptionsGiven = StorageOptions.Given(options),
            AccessMethod = row.TextOrNull(),
            Tablespace = row.TextOrNull(),
            RowSecurity = row.Flag(),
            ForceRowSecurity = row.Flag(),
            ReplicaIdentity = row.Text(),
        };
        // The index of a replica identity, and the one a table is clustered on, are facts about that index. Where that index is gone, the
        // rows have no identity.
        var withoutIndex = row.TextOrNull() is null ? "n" : "d";
        _ = row.TextOrNull();
        return table with
        {
            ReplicaIdentity = table.ReplicaIdentity == "i" ? withoutIndex : table.ReplicaIdentity,
            Inherits = row.Texts(),
            OfType = row.TextOrNull(),
        };
    }

    public override IReadOnlyList<Alter>? Diff(Table before, Table after)
    {
        if (before.PartitionKey != after.PartitionKey)
            return null;
        return [.. TableAspects.Between(before, after).Select(a => new Set(before, after, a))];
    }

    public override ReplacementFacet Replacement { get; } =
        new()
        {
            Refusal = (from, to, before, after) => TableReplacement.Refusal((Table)from, (Table)to, before, after),
            Transfer = (from, to, before, after) => new RowTransfer((Table)from, (Table)to, before, after),
            Holders = (from, before, after) => PartitionTree.Gone(from.Id, before, after).Select(t => t.Id),
        };

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<Table>(TableEmission.Of, CodeNaming.Type);

    public override RenameFacet Rename { get; } = RenameFacet.Of<Table>((o, to) => Renaming.Steps("TABLE", o.Id, to));

    public override RetentionFacet Retention => field ??= RetentionFacet.Of<Table>(Retain);

    public override IEnumerable<Step> Create(Table added, RenderContext context)
    {
        var columns =
            context.Clauses.Count == 0 ? (added.OfType is null ? " ()" : "") : $" (\n    {string.Join(",\n    ", context.Clauses)}\n)";
        yield return new Step(
            string.Concat(
                $"CREATE {(added.Unlogged ? "UNLOGGED " : "")}TABLE {Q(added.Id)}",
                added.OfType is { } type ? $" OF {type}" : "",
                columns,
                added.Inherits.Count > 0 ? $" INHERITS ({string.Join(", ", added.Inherits)})" : "",
                added.PartitionKey is { } key ? $" PARTITION BY {key}" : "",
                added.AccessMethod is { } method ? $" USING {Q(method)}" : "",
                StorageOptions.With(added.Options, added.OptionsGiven),
                added.Tablespace is { } space ? $" TABLESPACE {Q(space)}" : ""
            )
        )
        {
            Locks =
            [
                .. TableReplacement.Replaces(added, context) ? [new(added.Id, LockMode.AccessExclusive)] : (RelationLock[])[],
                .. context
                    .After.DependsOn(added.Id)
                    .Where(id => id.Type == "table" && added.Inherits.Contains(Q(id)))
                    .Select(id => new RelationLock(id, LockMode.ShareUpdateExclusive)),
            ],
        };
        if (!TableReplacement.Replaces(added, context))
            foreach (var step in TableReplacement.RowSecurity(added))
                yield return step;
        if (added.ReplicaIdentity != "d")
            yield return new Step($"ALTER TABLE {Q(added.Id)} REPLICA IDENTITY {TableAspects.ReplicaIdentity(added)}");
    }

    public override IEnumerable<Step> Drop(Table removed, RenderContext context) =>
        TableReplacement.Replaces(removed, context)
            ? TableReplacement.Displace(removed, context)
            :
            [
                Locked(new Step($"DROP TABLE {Q(removed.Id)}"), removed) with
                {
                    Hazards = TableReplacement.IsMoved(removed, context)
                        ? []
                        : [Hazards.DropTable.On(removed.Id, $"drops {removed.Id} and its rows")],
                },
            ];

    /// <summary>
    /// SET SCHEMA takes indexes, constraints and owned sequences along, with their names:
    /// https://www.postgresql.org/docs/current/sql-altertable.html
    /// </summary>
    private RetentionMethod Retain(Table removed, RetentionContext context)
    {
        // Rows of a table that inherits are rows of its parent as well, wherever it is.
        if (Inheritance.Concerns(removed, context.Before))
            return new RetentionMethod { Refusal = "it takes part in inheritance" };
        var moved = MoveToQuarantine(removed, context);
        return moved with { Retain = [.. moved.Retain.Select(s => Locked(s, removed))] };
    }

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        change switch
        {
            Set set => TableAspects.Steps(set.From, set.To, set.Aspect),
            RowTransfer transfer => TableReplacement.Steps(transfer),
            _ => base.Alter(change, context),
        };

    private static Step Locked(Step step, Table table) => step with { Locks = [new(table.Id, LockMode.AccessExclusive)] };
}
