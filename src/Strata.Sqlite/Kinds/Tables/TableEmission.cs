using Strata.Core.CSharpEmission;
using Strata.Core.Model;
using Strata.Core.Sql;
using Strata.Sqlite.SqlReading;
using Strata.Sqlite.SqlWriting;
using Strata.Sqlite.Syntax;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>
/// A table as a class. SQLite alters nothing of it afterwards, so it is said whole, with all its columns and constraints, or not at all.
/// </summary>
internal static class TableEmission
{
    public static EmittedCode? Of(Table table, CodeContext context)
    {
        // A key refers to a class, so whatever is reached by keys must be one.
        List<Table> reached = [table];
        for (var i = 0; i < reached.Count; i++)
        {
            if (context.IsInSql(reached[i].Id) || Alone(reached[i], context) is null)
                return null;
            reached.AddRange(
                reached[i]
                    .Constraints.Where(c => c.References is not null)
                    .Select(c => Target(c, context))
                    .OfType<Table>()
                    .Where(t => !reached.Contains(t))
                    .Distinct()
            );
        }
        return Alone(table, context);
    }

    private static EmittedCode? Alone(Table table, CodeContext context)
    {
        var columns = Definitions.ColumnsOf(table.Id, context.Catalog);
        if (columns.Any(c => context.IsInSql(c.Id) || c.OnNull is not null))
            return null;
        List<CodePart> parts =
        [
            new(CodePlace.Class, context.IsConventional(table.Id, CodeNaming.Type) ? "" : $"[Named({CSharp.Literal(table.Id.Name)})]\n"),
        ];
        if (table.Strict)
            parts.Add(new(CodePlace.Statement, "Strict()", table.Id, -1));
        if (table.WithoutRowid)
            parts.Add(new(CodePlace.Statement, "WithoutRowId()", table.Id, -1));
        foreach (var constraint in table.Constraints)
        {
            if (Constraint(table, constraint, columns, context) is not { } part)
                return null;
            parts.Add(part);
        }
        return new(table, [.. parts]);
    }

    private static CodePart? Constraint(Table table, Constraint constraint, IReadOnlyList<Column> columns, CodeContext context) =>
        constraint.Type switch
        {
            ConstraintType.PrimaryKey => Key(table, constraint, "PrimaryKey", "primary key", columns, context),
            ConstraintType.Unique => Key(table, constraint, "Unique", "unique", columns, context),
            ConstraintType.Check => Check(table, constraint, context),
            ConstraintType.ForeignKey => ForeignKey(table, constraint, columns, context),
            _ => null,
        };

    private static CodePart? Key(
        Table table,
        Constraint key,
        string method,
        string part,
        IReadOnlyList<Column> columns,
        CodeContext context
    )
    {
        var words = key.Type == ConstraintType.PrimaryKey ? "PRIMARY KEY" : "UNIQUE";
        // Nothing but the columns: no order, no collation, no conflict clause.
        if (key.Text != $"{words} ({SqliteSql.List(key.Columns)})" || Fields(key.Columns, columns) is not { } fields)
            return null;
        var named = key.Name is { } name && name != context.Convention.PartName(part, table.Id.Name, key.Columns) ? name : null;
        if (fields.Count > 1)
        {
            var names = string.Join(", ", fields.Select(context.Name));
            return new(
                CodePlace.Statement,
                $"{method}({(fields.Count > 8 ? $"[{names}]" : names)}){(named is null ? "" : $".Named({CSharp.Literal(named)})")}",
                table.Id
            );
        }
        var counts = table.AutoIncrement && key.Type == ConstraintType.PrimaryKey ? ".AutoIncrement()" : "";
        return new(
            CodePlace.Chain,
            $".{method}({(named is null ? "" : CSharp.Literal(named))}){counts}",
            fields[0],
            key.Type == ConstraintType.PrimaryKey ? -1 : 0
        );
    }

    private static CodePart? Check(Table table, Constraint check, CodeContext context)
    {
        var tokens = new SqlTokens(check.Text, SqliteSyntax.Instance);
        if (!tokens.Take("CHECK") || tokens.TakeBracket() is not { } condition || !tokens.AtEnd)
            return null;
        var text = context.Expression(condition, table.Id).Text;
        return new(CodePlace.Statement, check.Name is { } name ? $"Check({CSharp.Literal(name)}, {text})" : $"Check({text})", table.Id);
    }

    private static CodePart? ForeignKey(Table table, Constraint key, IReadOnlyList<Column> columns, CodeContext context)
    {
        var target = Target(key, context);
        var tokens = new SqlTokens(key.Text, SqliteSyntax.Instance);
        if (
            target is null
            || !tokens.Take("FOREIGN", "KEY")
            || tokens.TakeNames() is not { } ours
            || !tokens.Take("REFERENCES")
            || tokens.TakeName() is null
        )
            return null;
        var others = Definitions.ColumnsOf(target.Id, context.Catalog);
        if (
            tokens.TakeNames() is not { } theirs
            || Fields(ours, columns) is not { } from
            || Fields(theirs, others) is not { } to
            || from.Count != to.Count
        )
            return null;
        if (!IsKey(target, theirs) || from.Zip(to).Any(p => !AreAlike(p.First, p.Second, context)))
            return null;
        var delete = tokens.Take("ON", "DELETE") ? Action(tokens) : "";
        var update = tokens.Take("ON", "UPDATE") ? Action(tokens) : "";
        var deferred = tokens.Take("DEFERRABLE", "INITIALLY", "DEFERRED");
        if (delete is null || update is null || !tokens.AtEnd)
            return null;
        var named = key.Name is { } name && name != context.Convention.PartName("foreign key", table.Id.Name, ours) ? name : null;
        var reference = new Reference(context.Name(target.Id), [.. to.Select(c => $"t => t.{context.Name(c)}")], delete, update, named);
        return from is [var only] && !deferred
            ? new(CodePlace.Chain, reference.OfField(), only)
            : new(CodePlace.Statement, reference.OfTable(from.Select(context.Name), deferred), table.Id);
    }

    /// <summary>A foreign key in C#.</summary>
    /// <param name="Type">The class of the table that is referred to.</param>
    /// <param name="Columns">Its columns, as lambda expressions.</param>
    /// <param name="OnDelete">The action; empty for none.</param>
    /// <param name="OnUpdate">The action; empty for none.</param>
    /// <param name="Name">Its name; null for the conventional one.</param>
    private sealed record Reference(string Type, IReadOnlyList<string> Columns, string OnDelete, string OnUpdate, string? Name)
    {
        /// <summary>As a call on the field of its one column.</summary>
        public string OfField()
        {
            List<string> arguments =
            [
                Columns[0],
                .. OnDelete.Length > 0 ? (string[])[$"onDelete: {OnDelete}"] : [],
                .. OnUpdate.Length > 0 ? (string[])[$"onUpdate: {OnUpdate}"] : [],
                .. Name is not null ? (string[])[$"name: {CSharp.Literal(Name)}"] : [],
            ];
            return $".References<{Type}>({string.Join(", ", arguments)})";
        }

        /// <summary>As a call in the table's constructor.</summary>
        public string OfTable(IEnumerable<string> fields, bool isDeferred) =>
            string.Concat(
                $"ForeignKey({string.Join(", ", fields)}).References<{Type}>({string.Join(", ", Columns)})",
                Name is null ? "" : $".Named({CSharp.Literal(Name)})",
                OnDelete.Length > 0 ? $".OnDelete({OnDelete})" : "",
                OnUpdate.Length > 0 ? $".OnUpdate({OnUpdate})" : "",
                isDeferred ? ".DeferrableInitiallyDeferred()" : ""
            );
    }

    private static Table? Target(Constraint key, CodeContext context) =>
        context.Catalog.Objects.Values.OfType<Table>().FirstOrDefault(t => Canonical.Same(t.Id.Name, key.References!));

    private static List<ObjectId>? Fields(IReadOnlyList<string> names, IReadOnlyList<Column> columns)
    {
        var found = names.Select(n => columns.FirstOrDefault(c => Canonical.Same(c.Id.Name, n))).ToList();
        return found.Contains(null) ? null : [.. found.Select(c => c!.Id)];
    }

    private static bool IsKey(Table table, IReadOnlyList<string> columns) =>
        table.Constraints.Any(c =>
            c.Type is ConstraintType.PrimaryKey or ConstraintType.Unique
            && c.Columns.Select(Canonical.Name).ToHashSet(StringComparer.Ordinal).SetEquals(columns.Select(Canonical.Name))
        );

    private static bool AreAlike(ObjectId one, ObjectId other, CodeContext context) =>
        ColumnEmission.FamilyOf((Column)context.Catalog.Find(one)!) == ColumnEmission.FamilyOf((Column)context.Catalog.Find(other)!);

    private static string? Action(SqlTokens tokens) =>
        tokens.Take("CASCADE") ? "Cascade"
        : tokens.Take("SET", "NULL") ? "SetNull"
        : tokens.Take("SET", "DEFAULT") ? "SetDefault"
        : tokens.Take("RESTRICT") ? "Restrict"
        : null;
}
