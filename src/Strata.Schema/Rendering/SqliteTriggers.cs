using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>CREATE TRIGGER for SQLite: https://www.sqlite.org/lang_createtrigger.html.</summary>
internal sealed class SqliteTriggers(SchemaModel model, SqlNames names, StatementList statements)
{
    public void Write(BoundTable table)
    {
        foreach (var trigger in table.Of<TriggerDefinition>())
            Write(trigger, table.Name, c => table.Resolve(c, trigger.Source).BoundName);
    }

    /// <summary>Writes the triggers that the database classes declare.</summary>
    public void WriteDeclared()
    {
        foreach (var trigger in model.Of<TriggerDefinition>())
            Write(trigger, trigger.Relation!.Value.Name, c => c.Name ?? c.Column!.BoundName);
    }

    private void Write(TriggerDefinition trigger, string relation, Func<ColumnRef, string> column) =>
        statements.Add(
            trigger.Source,
            ObjectAddress.Of("trigger", model.DefaultSchema, relation, trigger.BoundName),
            () => Create(trigger, relation, column)
        );

    private string Create(TriggerDefinition trigger, string relation, Func<ColumnRef, string> column)
    {
        var source = trigger.Source;
        if (trigger.Body is not { } statement)
        {
            throw new SchemaException(
                $"trigger {trigger.BoundName} calls a function, and SQLite has none; write .Do($\"…\") or .OnlyOn(Dialect.Postgresql)",
                source
            );
        }

        if (trigger.Events is not [{ Kind: not TriggerEventKind.Truncate } only])
        {
            throw new SchemaException(
                $"trigger {trigger.BoundName}: SQLite requires exactly one of OnInsert, OnUpdate and OnDelete",
                source
            );
        }

        SqliteLimits.Refuse(trigger.IsConstraint, "constraint triggers", source);
        SqliteLimits.Refuse(trigger.OldTable is not null || trigger.NewTable is not null, "transition tables", source);
        var columns = only.Columns.Count == 0 ? "" : $" OF {SqlNames.List(only.Columns.Select(column))}";
        var when = trigger.Condition is { } condition ? $"\nWHEN {names.Render(condition, source)}" : "";
        var body = SqlClauses.Body(names.Render(statement, source));
        return $"CREATE TRIGGER {SqlNames.Quote(trigger.BoundName)} {trigger.Timing} {only.Kind.ToString().ToUpperInvariant()}{columns}\n"
            + $"ON {SqlNames.Quote(relation)} FOR EACH ROW{when}\nBEGIN\n{body};\nEND";
    }
}
