using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Indexes;

/// <param name="Definition">pg_get_indexdef from "ON" on, so that the name is no part of it.</param>
public sealed record TableIndex(ObjectId Id, ObjectId Table, bool IsUnique, string Definition)
    : DbObject(Id),
        IRebuiltWithColumn,
        IReplicaIdentity
{
    private static readonly OrderingFacet s_unique = new() { IsCandidate = true };

    public string? Tablespace { get; init; }
    public bool Clustered { get; init; }
    public bool ReplicaIdentity { get; init; }

    /// <summary>An interrupted or failed concurrent build leaves an index that is not valid.</summary>
    public bool Invalid { get; init; }

    /// <summary>Statistics targets of expression columns: <c>number target</c>.</summary>
    public EquatableArray<string> Statistics { get; init; } = [];

    /// <summary>Set on a partition: the parent's index this one is attached to.</summary>
    public Carried<ObjectId?> Parent { get; init; }

    /// <summary>
    /// Partitions of its table that have no part of it. One that is attached later gets a part without being asked, so the index comes
    /// after them.
    /// </summary>
    public Carried<EquatableArray<string>> Without { get; init; }

    public override bool IsBroken => Invalid;
    public override ObjectId Relation => Table;
    public override ObjectId Owner => Table;
    public override IEnumerable<ObjectId> Needs =>
        Enumerable
            .Range(0, Without.Value.Count / 2)
            .Select(i => new ObjectId("table partition", [Without.Value[i * 2], Without.Value[(i * 2) + 1]]));
    public override IEnumerable<string> NameSlots => SlotNames.Relation(Id);

    internal override OrderingFacet Ordering => IsUnique ? s_unique : OrderingFacet.Default;

    internal override Following? Follows =>
        Parent.Value is { } parent ? new(parent, new("table partition", Table.Names), DropOnly: true) : null;
}

/// <summary>https://www.postgresql.org/docs/current/sql-createindex.html</summary>
public sealed class IndexKind : PostgresKind<TableIndex>
{
    private sealed record Mark(TableIndex From, TableIndex To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) =>
            (TableIndex)before with
            {
                Clustered = To.Clustered,
                ReplicaIdentity = To.ReplicaIdentity,
            };
    }

    private sealed record SetStatistics(TableIndex From, TableIndex To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (TableIndex)before with { Statistics = To.Statistics };
    }

    private sealed record SetOptions(TableIndex From, TableIndex To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (TableIndex)before with { Definition = To.Definition };
    }

    private sealed record Move(TableIndex From, TableIndex To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (TableIndex)before with { Tablespace = To.Tablespace };
    }

    public override int Rank => 36;
    public override string Section => "indexes";
    public override IJsonTypeInfoResolver Json => IndexesJson.Default;
    public override IReadOnlyList<string> Nouns => ["index"];
    internal override string Folder => "Indexes";
    internal override string Query => "index";

    internal override TableIndex Read(CatalogRow row)
    {
        var id = row.Id("index", 2);
        var (schema, relation) = (row.Text(), row.Text());
        var table = new ObjectId(row.Text() == "m" ? "materialized view" : "table", [schema, relation]);
        var index = new TableIndex(id, table, row.Flag(), row.Text())
        {
            Tablespace = row.TextOrNull(),
            Clustered = row.Flag(),
            ReplicaIdentity = row.Flag(),
            Invalid = !row.Flag(),
            Statistics = row.Texts(),
        };
        var parent = row.Texts();
        index = index with { Without = new(row.Texts()) };
        return parent.Count == 0 ? index : index with { Parent = new(new ObjectId("index", parent)) };
    }

    public override IReadOnlyList<Alter>? Diff(TableIndex before, TableIndex after)
    {
        var sets = before.Definition != after.Definition;
        if (
            (sets && !PrintedIndex.IsSetInPlace(before.Definition, after.Definition))
            || before.IsUnique != after.IsUnique
            || before.Table != after.Table
            || before.Invalid != after.Invalid
        )
            return null;
        List<Alter> alters = [];
        if (sets)
            alters.Add(new SetOptions(before, after));
        if (before.Tablespace != after.Tablespace)
            alters.Add(new Move(before, after));
        if (before.Clustered != after.Clustered || before.ReplicaIdentity != after.ReplicaIdentity)
            alters.Add(new Mark(before, after));
        if (before.Statistics != after.Statistics)
            alters.Add(new SetStatistics(before, after));
        return alters;
    }

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<TableIndex>(IndexEmission.Of);

    public override RenameFacet Rename { get; } = RenameFacet.Of<TableIndex>((o, to) => Renaming.Steps("INDEX", o.Id, to), byContent: true);

    public override IEnumerable<Step> Create(TableIndex added, RenderContext context) =>
        [
            new($"CREATE {(added.IsUnique ? "UNIQUE " : "")}INDEX {Q(added.Id.Name)} {WithTablespace(added)}")
            {
                Locks = [new(added.Table, LockMode.Share)],
            },
            .. IndexMarks.Steps(added.Table, added.Id.Name, (false, false), (added.Clustered, added.ReplicaIdentity)),
            .. StatisticsSteps(added, []),
        ];

    public override IEnumerable<Step> Drop(TableIndex removed, RenderContext context) =>
        [
            new($"DROP INDEX {Q(removed.Id)}") { Locks = [new(removed.Table, LockMode.AccessExclusive)] },
            .. ReplicaIdentities.AfterDrop(removed.Table, removed.ReplicaIdentity, context),
        ];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        change switch
        {
            Mark m => IndexMarks.Steps(
                m.To.Table,
                m.To.Id.Name,
                (m.From.Clustered, m.From.ReplicaIdentity),
                (m.To.Clustered, m.To.ReplicaIdentity)
            ),
            SetOptions s => PrintedIndex.Changes(s.To.Id, s.From.Definition, s.To.Definition),
            SetStatistics s => StatisticsSteps(s.To, s.From.Statistics),
            Move m =>
            [
                new($"ALTER INDEX {Q(m.To.Id)} SET TABLESPACE {Q(m.To.Tablespace ?? "pg_default")}")
                {
                    Locks = [new(m.To.Table, LockMode.AccessExclusive)],
                },
            ],
            _ => base.Alter(change, context),
        };

    private static string WithTablespace(TableIndex index) =>
        index.Tablespace is { } space ? PrintedIndex.Read(index.Definition).With($"TABLESPACE {Q(space)}") : index.Definition;

    private static IEnumerable<Step> StatisticsSteps(TableIndex index, EquatableArray<string> before) =>
        [
            .. before
                .Where(b => !index.Statistics.Any(s => s.Split(' ')[0] == b.Split(' ')[0]))
                .Select(b => new Step($"ALTER INDEX {Q(index.Id)} ALTER COLUMN {b.Split(' ')[0]} SET STATISTICS -1")),
            .. index
                .Statistics.Except(before)
                .Select(s => new Step($"ALTER INDEX {Q(index.Id)} ALTER COLUMN {s.Split(' ')[0]} SET STATISTICS {s.Split(' ')[1]}")),
        ];
}
