using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Publications;

/// <param name="Operations">As in the publish parameter.</param>
/// <param name="Schemas">Published whole, quoted.</param>
public sealed record Publication(ObjectId Id, bool AllTables, string Operations, bool ViaRoot, EquatableArray<string> Schemas)
    : DbObject(Id)
{
    /// <summary>Stored generated columns are published (PostgreSQL 18).</summary>
    public bool GeneratedColumns { get; init; }

    public override string? Schema => null;
}

/// <summary>https://www.postgresql.org/docs/current/sql-createpublication.html</summary>
public sealed class PublicationKind : PostgresKind<Publication>
{
    private sealed record SetOptions(Publication From, Publication To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) =>
            (Publication)before with
            {
                Operations = To.Operations,
                ViaRoot = To.ViaRoot,
                GeneratedColumns = To.GeneratedColumns,
            };
    }

    private sealed record SetSchemas(Publication From, Publication To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (Publication)before with { Schemas = To.Schemas };
    }

    public override int Rank => 80;
    public override string Section => "publications";
    public override IJsonTypeInfoResolver Json => PublicationsJson.Default;
    public override IReadOnlyList<string> Nouns => ["publication"];
    internal override string Folder => "Publications";
    internal override string Query => "publication";

    internal override Publication Read(CatalogRow row) =>
        new(row.Id("publication", 1), row.Flag(), row.Text(), row.Flag(), row.Texts()) { GeneratedColumns = row.Flag() };

    public override IReadOnlyList<Alter>? Diff(Publication before, Publication after)
    {
        if (before.AllTables != after.AllTables)
            return null;
        List<Alter> alters = [];
        var options = new SetOptions(before, after);
        if (!options.Apply(before).Equals(before))
            alters.Add(options);
        if (before.Schemas != after.Schemas)
            alters.Add(new SetSchemas(before, after));
        return alters;
    }

    public override IEnumerable<Step> Create(Publication added, RenderContext context) =>
        [new($"CREATE PUBLICATION {Q(added.Id)}{Scope(added)} WITH ({Options(added)})")];

    private static string Scope(Publication publication) =>
        publication.AllTables ? " FOR ALL TABLES"
        : publication.Schemas.Count > 0 ? $" FOR TABLES IN SCHEMA {string.Join(", ", publication.Schemas)}"
        : "";

    public override IEnumerable<Step> Drop(Publication removed, RenderContext context) => [new($"DROP PUBLICATION {Q(removed.Id)}")];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context)
    {
        var (before, after) = ((Publication)change.Before, (Publication)change.After);
        if (change is SetOptions)
            return [new($"ALTER PUBLICATION {Q(after.Id)} SET ({Options(after)}{(NeedsNone(before, after) ? $", {Generated}none" : "")})")];
        return
        [
            .. before.Schemas.Except(after.Schemas).Select(s => new Step($"ALTER PUBLICATION {Q(after.Id)} DROP TABLES IN SCHEMA {s}")),
            .. after.Schemas.Except(before.Schemas).Select(s => new Step($"ALTER PUBLICATION {Q(after.Id)} ADD TABLES IN SCHEMA {s}")),
        ];
    }

    private const string Generated = "publish_generated_columns = ";

    /// <summary>Older servers do not know the option: it is named where it is set, or was.</summary>
    private static bool NeedsNone(Publication before, Publication after) => before.GeneratedColumns && !after.GeneratedColumns;

    private static string Options(Publication p) =>
        $"publish = {Lit(p.Operations)}{(p.ViaRoot ? ", publish_via_partition_root = true" : ", publish_via_partition_root = false")}"
        + (p.GeneratedColumns ? $", {Generated}stored" : "");
}

/// <summary>A table's place in a publication.</summary>
public sealed record PublicationTable(ObjectId Id, ObjectId Table, string? Columns, string? Where) : DbObject(Id)
{
    public ObjectId Publication => new("publication", [Id.Names[0]]);
    public override ObjectId Owner => Publication;
    public override ObjectId? DroppedWith => Publication;
    public override IEnumerable<ObjectId> Needs => [Table];
}

public sealed class PublicationTableKind : PostgresKind<PublicationTable>
{
    public override int Rank => 81;
    public override string Section => "publicationTables";
    public override IJsonTypeInfoResolver Json => PublicationsJson.Default;
    internal override string Folder => "Publications";
    internal override string Query => "publication_table";

    internal override PublicationTable Read(CatalogRow row)
    {
        string[] names = [row.Text(), row.Text(), row.Text()];
        return new(
            new ObjectId("publication relation", [.. names]),
            new ObjectId("table", [names[1], names[2]]),
            row.TextOrNull(),
            row.TextOrNull()
        );
    }

    public override IEnumerable<Step> Create(PublicationTable added, RenderContext context) =>
        [
            new(
                $"ALTER PUBLICATION {Q(added.Publication)} ADD TABLE {Only(added, context)}{Q(added.Table)}"
                    + (added.Columns is { } columns ? $" ({columns})" : "")
                    + (added.Where is { } condition ? $" WHERE ({condition})" : "")
            )
            {
                Locks = [new(added.Table, LockMode.ShareUpdateExclusive)],
            },
        ];

    public override IEnumerable<Step> Drop(PublicationTable removed, RenderContext context) =>
        [
            new($"ALTER PUBLICATION {Q(removed.Publication)} DROP TABLE {Only(removed, context)}{Q(removed.Table)}")
            {
                Locks = [new(removed.Table, LockMode.ShareUpdateExclusive)],
            },
        ];

    /// <summary>Without it, tables that inherit from it come along.</summary>
    private static string Only(PublicationTable table, RenderContext context) =>
        context.Before.DependentsOf(table.Table).Any(id => id.Type == "table")
        || context.After.DependentsOf(table.Table).Any(id => id.Type == "table")
            ? "ONLY "
            : "";
}
