using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Foreign;

/// <param name="Server">The foreign server that has its rows, quoted.</param>
/// <param name="Columns">Its columns and constraints, each as CREATE FOREIGN TABLE takes it, in order.</param>
/// <param name="Parent">The table it is a partition of.</param>
/// <param name="Bound">FOR VALUES … of a partition.</param>
public sealed record ForeignTable(
    ObjectId Id,
    string Server,
    EquatableArray<string> Columns,
    ObjectId? Parent,
    string? Bound,
    EquatableArray<string> Options
) : DbObject(Id)
{
    public override IEnumerable<string> NameSlots => SlotNames.RelationWithType(Id);
}

/// <summary>
/// https://www.postgresql.org/docs/current/sql-createforeigntable.html. It holds no rows itself, so that it can be dropped and made again.
/// </summary>
public sealed class ForeignTableKind : PostgresKind<ForeignTable>
{
    private sealed record SetOptions(ForeignTable From, ForeignTable To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (ForeignTable)before with { Options = To.Options };
    }

    public override int Rank => 45;
    public override string Section => "foreignTables";
    public override IJsonTypeInfoResolver Json => ForeignJson.Default;
    public override IReadOnlyList<string> Nouns => ["foreign table"];
    internal override string Folder => "Foreign";
    internal override string Query => "foreign_table";

    internal override ForeignTable Read(CatalogRow row) =>
        new(
            row.Id("foreign table", 2),
            row.Text(),
            row.Texts(),
            row.Texts() is { Count: > 0 } parent ? new("table", parent) : null,
            row.TextOrNull(),
            row.Texts()
        );

    public override IReadOnlyList<Alter>? Diff(ForeignTable before, ForeignTable after) =>
        before with { Options = after.Options } == after ? [new SetOptions(before, after)] : null;

    public override RenameFacet Rename { get; } = RenameFacet.Of<ForeignTable>((o, to) => Renaming.Steps("FOREIGN TABLE", o.Id, to));

    public override IEnumerable<Step> Create(ForeignTable added, RenderContext context)
    {
        var what = added.Parent is { } parent
            ? $" PARTITION OF {Q(parent)}{(added.Columns.Count > 0 ? $" (\n    {string.Join(",\n    ", added.Columns)}\n)" : "")}"
                + $" {added.Bound}"
            : $" ({(added.Columns.Count > 0 ? $"\n    {string.Join(",\n    ", added.Columns)}\n" : "")})";
        return
        [
            new($"CREATE FOREIGN TABLE {Q(added.Id)}{what} SERVER {added.Server}{ForeignOptions.Clause(added.Options)}")
            {
                Locks = OfParent(added),
            },
        ];
    }

    public override IEnumerable<Step> Drop(ForeignTable removed, RenderContext context) =>
        [new($"DROP FOREIGN TABLE {Q(removed.Id)}") { Locks = OfParent(removed) }];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        [
            new(
                $"ALTER FOREIGN TABLE {Q(change.Subject)}"
                    + ForeignOptions.Changes(((ForeignTable)change.Before).Options, ((ForeignTable)change.After).Options)
            ),
        ];

    private static EquatableArray<RelationLock> OfParent(ForeignTable table) =>
        table.Parent is { } parent ? [new(parent, LockMode.AccessExclusive)] : [];
}
