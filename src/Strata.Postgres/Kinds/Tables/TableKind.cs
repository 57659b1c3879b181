using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.Kinds.Sql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>https://www.postgresql.org/docs/current/sql-createtable.html</summary>
public sealed class TableKind : PostgresKind<Table>
{
    private sealed record Set(Table From, Table To, string What, Func<Table, Table> Change, Func<Table, Table, IEnumerable<Step>> Write)
        : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => Change((Table)before);
    }

    public override int Rank => 20;
    public override string Section => "tables";
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
        // The index of a replica identity, and the one a table is clustered on, are facts about that index.
        _ = row.TextOrNull();
        _ = row.TextOrNull();
        return table with
        {
            ReplicaIdentity = table.ReplicaIdentity == "i" ? "d" : table.ReplicaIdentity,
            Inherits = row.Texts(),
            OfType = row.TextOrNull(),
        };
    }

    public override IReadOnlyList<Alter>? Diff(Table before, Table after)
    {
        if (before.PartitionKey != after.PartitionKey || before.OfType != after.OfType)
            return null;
        List<Alter> alters = [];
        void Add(bool changed, string what, Func<Table, Table> change, Func<Table, Table, IEnumerable<Step>> write)
        {
            if (changed)
                alters.Add(new Set(before, after, what, change, write));
        }

        Add(
            before.Unlogged != after.Unlogged,
            "persistence",
            t => t with { Unlogged = after.Unlogged },
            (_, t) => On(t, $"SET {(t.Unlogged ? "UNLOGGED" : "LOGGED")}")
        );
        Add(
            before.AccessMethod != after.AccessMethod,
            "access method",
            t => t with { AccessMethod = after.AccessMethod },
            (_, t) => On(t, $"SET ACCESS METHOD {Q(t.AccessMethod ?? "heap")}")
        );
        Add(
            before.Tablespace != after.Tablespace,
            "tablespace",
            t => t with { Tablespace = after.Tablespace },
            (_, t) => On(t, $"SET TABLESPACE {Q(t.Tablespace ?? "pg_default")}")
        );
        Add(
            before.Options != after.Options,
            "options",
            t => t with { Options = after.Options },
            (b, t) => StorageOptions.Changes($"TABLE {Q(t.Id)}", b.Options, t.Options, t.OptionsGiven).Select(s => Locked(s, t))
        );
        Add(
            before.Inherits != after.Inherits,
            "parents",
            t => t with { Inherits = after.Inherits },
            (b, t) =>
                [
                    .. b.Inherits.Except(t.Inherits).SelectMany(p => On(t, $"NO INHERIT {p}")),
                    .. t.Inherits.Except(b.Inherits).SelectMany(p => On(t, $"INHERIT {p}")),
                ]
        );
        Add(
            before.RowSecurity != after.RowSecurity,
            "row security",
            t => t with { RowSecurity = after.RowSecurity },
            (_, t) => On(t, $"{(t.RowSecurity ? "ENABLE" : "DISABLE")} ROW LEVEL SECURITY")
        );
        Add(
            before.ForceRowSecurity != after.ForceRowSecurity,
            "forced row security",
            t => t with { ForceRowSecurity = after.ForceRowSecurity },
            (_, t) => On(t, $"{(t.ForceRowSecurity ? "FORCE" : "NO FORCE")} ROW LEVEL SECURITY")
        );
        Add(
            before.ReplicaIdentity != after.ReplicaIdentity,
            "replica identity",
            t => t with { ReplicaIdentity = after.ReplicaIdentity },
            (_, t) => On(t, $"REPLICA IDENTITY {Identity(t)}")
        );
        return alters;
    }

    public override CodeNaming NamedInCode => CodeNaming.Type;

    public override Coded? InCode(Table o, CodeContext context) => TableCode.Of(o, context);

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
                .. context
                    .After.DependsOn(added.Id)
                    .Where(id => id.Type == "table")
                    .Select(id => new RelationLock(id, LockMode.ShareUpdateExclusive)),
            ],
        };
        if (added.RowSecurity)
            yield return new Step($"ALTER TABLE {Q(added.Id)} ENABLE ROW LEVEL SECURITY");
        if (added.ForceRowSecurity)
            yield return new Step($"ALTER TABLE {Q(added.Id)} FORCE ROW LEVEL SECURITY");
        if (added.ReplicaIdentity != "d")
            yield return new Step($"ALTER TABLE {Q(added.Id)} REPLICA IDENTITY {Identity(added)}");
    }

    public override IEnumerable<Step> Drop(Table removed, RenderContext context) =>
        [
            Locked(new Step($"DROP TABLE {Q(removed.Id)}"), removed) with
            {
                Hazards = [new("SX2001", $"drops {removed.Id} and its rows", removed.Id, Destructive: true)],
            },
        ];

    /// <summary>
    /// SET SCHEMA takes indexes, constraints and owned sequences along, with their names:
    /// https://www.postgresql.org/docs/current/sql-altertable.html
    /// </summary>
    public override Keeping? Keep(Table gone, KeepContext context)
    {
        // Rows of a table that inherits are rows of its parent as well, wherever it is.
        if (Inheritance.Concerns(gone, context.Before))
            return new Keeping { Refused = "it takes part in inheritance" };
        var moved = Away(gone, context);
        return moved with { Aside = [.. moved.Aside.Select(s => Locked(s, gone))] };
    }

    public override IEnumerable<Step> Rename(Table before, ObjectId to, RenderContext context) => Renaming.Steps("TABLE", before.Id, to);

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        change is Set set ? set.Write(set.From, set.To) : base.Alter(change, context);

    private static IEnumerable<Step> On(Table table, string action) => [Locked(new Step($"ALTER TABLE {Q(table.Id)} {action}"), table)];

    private static Step Locked(Step step, Table table) => step with { Locks = [new(table.Id, LockMode.AccessExclusive)] };

    private static string Identity(Table table) =>
        table.ReplicaIdentity switch
        {
            "f" => "FULL",
            "n" => "NOTHING",
            _ => "DEFAULT",
        };
}
