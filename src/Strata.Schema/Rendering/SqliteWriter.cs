using Strata.Schema.Building;

namespace Strata.Schema.Rendering;

/// <summary>
/// Writes the schema as SQLite DDL. Constraints stand inside CREATE TABLE, where SQLite allows them to name tables that come later.
/// </summary>
internal sealed class SqliteWriter(SchemaModel model, StatementList statements)
{
    private readonly SqlNames _names = new(model);

    public void Write()
    {
        foreach (var item in model.Items)
            RefuseMissing(item);
        var tables = new SqliteTables(model, _names);
        foreach (var table in model.Tables)
        {
            RefuseMissing(table);
            statements.Add(table.Source, table.Address, () => tables.Create(table));
        }

        foreach (var table in model.Tables)
        {
            foreach (var index in table.Of<IndexDefinition>())
                Write(table, index);
        }

        foreach (var view in model.Of<ViewDefinition>())
            Write(view);
        foreach (var table in model.Tables)
        {
            foreach (var trigger in table.Of<TriggerDefinition>())
                Write(trigger, table.Name, c => table.Resolve(c, trigger.Source).BoundName);
        }

        foreach (var trigger in model.Of<TriggerDefinition>())
            Write(trigger, trigger.Relation!.Value.Name, c => c.Name ?? c.Column!.BoundName);
    }

    private void Write(BoundTable table, IndexDefinition index) =>
        statements.Add(
            index.Source,
            SchemaAddress.Text("index", table.Schema, index.BoundName),
            () =>
            {
                Sqlite.Refuse(index.Method is not null, "index methods (Using)", index.Source);
                Sqlite.Refuse(index.Included.Count > 0, "INCLUDE in an index", index.Source);
                Sqlite.Refuse(index.TreatsNullsAsEqual, "NULLS NOT DISTINCT", index.Source);
                Sqlite.Refuse(index.Storage.Count > 0 || index.TablespaceName is not null, "storage parameters", index.Source);
                Sqlite.Refuse(index.IsOnlyParent, "partitioned tables", index.Source);
                var parts = index.Parts.Select(p => Part(p, table, index.Source));
                var where = index.Condition is { } condition ? $" WHERE {_names.Render(condition, index.Source)}" : "";
                return $"CREATE {(index.IsUnique ? "UNIQUE " : "")}INDEX {SqlNames.Quote(index.BoundName)} ON {_names.Of(table)} "
                    + $"({string.Join(", ", parts)}){where}";
            }
        );

    private string Part(IndexPart part, BoundTable table, SourceLine source)
    {
        Sqlite.Refuse(part.OperatorClassName is not null, "operator classes", source);
        Sqlite.Refuse(part.AreNullsFirst is not null, "NULLS FIRST and NULLS LAST in an index", source);
        var key = part.Column is { } column
            ? SqlNames.Quote(table.Resolve(column, source).BoundName)
            : $"({_names.Render(part.Expression!, source)})";
        var collation = part.CollationName is { } name ? $" COLLATE {SqlNames.Quote(name)}" : "";
        return $"{key}{collation}{(part.IsDescending ? " DESC" : "")}";
    }

    private void Write(ViewDefinition view) =>
        statements.Add(
            view.Source,
            SchemaAddress.Text("view", model.DefaultSchema, view.Name),
            () =>
            {
                Sqlite.Refuse(view.Storage.Count > 0, "options of views", view.Source);
                Sqlite.Refuse(view.IsRecursive, "recursive views (write \"with recursive\" in the query)", view.Source);
                var columns = view.ColumnNames.Count == 0 ? "" : $" ({SqlNames.List(view.ColumnNames)})";
                return $"CREATE VIEW {SqlNames.Quote(view.Name)}{columns} AS\n{Words.Body(_names.Render(view.Query, view.Source))}";
            }
        );

    private void Write(TriggerDefinition trigger, string relation, Func<ColumnRef, string> column) =>
        statements.Add(
            trigger.Source,
            SchemaAddress.Text("trigger", model.DefaultSchema, relation, trigger.BoundName),
            () =>
            {
                if (trigger.Body is not { } body)
                {
                    throw new SchemaException(
                        $"trigger {trigger.BoundName} calls a function, and SQLite has none; write its statements with "
                            + $".Do($\"…\"), or say .OnlyOn(Dialect.Postgresql)",
                        trigger.Source
                    );
                }

                if (trigger.Events.Count != 1 || trigger.Events[0].Event == "TRUNCATE")
                {
                    throw new SchemaException(
                        $"trigger {trigger.BoundName}: a trigger of SQLite has exactly one of OnInsert, OnUpdate and OnDelete",
                        trigger.Source
                    );
                }

                Sqlite.Refuse(
                    trigger.IsConstraint || trigger.OldTable is not null || trigger.NewTable is not null,
                    "constraint triggers and transition tables",
                    trigger.Source
                );
                var (word, columns) = trigger.Events[0];
                var of = columns.Count == 0 ? "" : $" OF {SqlNames.List(columns.Select(column))}";
                var when = trigger.Condition is { } condition ? $"\nWHEN {_names.Render(condition, trigger.Source)}" : "";
                var text = Words.Body(_names.Render(body, trigger.Source));
                return $"CREATE TRIGGER {SqlNames.Quote(trigger.BoundName)} {trigger.Timing} {word}{of}\nON {SqlNames.Quote(relation)}"
                    + $" FOR EACH ROW{when}\nBEGIN\n{text};\nEND";
            }
        );

    private void RefuseMissing(BoundTable table)
    {
        var options = table.Options;
        void Refuse(bool said, string what) => model.Errors.Guard(() => Sqlite.Refuse(said, what, table.Source));
        Refuse(options.IsUnlogged, "UNLOGGED tables");
        Refuse(options.Storage.Count > 0, "storage parameters");
        Refuse(options.Tablespace is not null, "tablespaces");
        Refuse(options.AccessMethod is not null, "table access methods");
        Refuse(options.ReplicaIdentity is not null, "replica identities");
        Refuse(options.Partitioning is not null, "partitioned tables");
        Refuse(options.HasRowLevelSecurity || options.IsRowLevelSecurityForced, "row level security");
        foreach (var part in table.Parts)
            RefuseMissing(part);
    }

    private void RefuseMissing(Definition item)
    {
        var what = item switch
        {
            ExclusionDefinition => "exclusion constraints",
            PolicyDefinition => "policies",
            PartitionDefinition => "partitions",
            SequenceDefinition => "sequences",
            DomainDefinition => "domains",
            FunctionDefinition => "functions",
            ProcedureDefinition => "procedures",
            MaterializedViewDefinition => "materialized views",
            SchemaDefinition => "schemas",
            CommentDefinition => "comments",
            SchemaObject { SchemaName: not null } and not ExtensionDefinition => "schemas",
            _ => null,
        };
        if (what is not null)
            model.Errors.Guard(() => Sqlite.Refuse(true, what, item.Source));
    }
}

/// <summary>The one way to say that SQLite lacks something.</summary>
internal static class Sqlite
{
    /// <exception cref="SchemaException">It was said.</exception>
    public static void Refuse(bool said, string what, SourceLine source)
    {
        if (said)
            throw new SchemaException(
                $"SQLite has no {what}; say .OnlyOn(Dialect.Postgresql) of it, or write it inside if (OnPostgresql)",
                source
            );
    }
}
