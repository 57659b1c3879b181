using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>Triggers of tables and views.</summary>
internal sealed class PostgresTriggers(SchemaModel model, SqlNames names, StatementList statements)
{
    public void Write(BoundTable table)
    {
        foreach (var trigger in table.Of<TriggerDefinition>())
            Write(trigger, (table.Schema, table.Name), c => table.Resolve(c, trigger.Source).BoundName);
    }

    /// <summary>Writes the triggers that the database classes declare.</summary>
    public void WriteDeclared()
    {
        foreach (var trigger in model.Of<TriggerDefinition>())
        {
            var (schema, name) = trigger.Relation!.Value;
            Write(trigger, (model.SchemaOf(schema), name), c => c.Name ?? c.Column!.BoundName);
        }
    }

    private void Write(TriggerDefinition trigger, (string Schema, string Name) relation, Func<ColumnRef, string> column) =>
        statements.Add(
            trigger.Source,
            ObjectAddress.Of("trigger", relation.Schema, relation.Name, trigger.BoundName),
            () => Create(trigger, names.Qualified(relation.Schema, relation.Name), column)
        );

    private string Create(TriggerDefinition trigger, string relation, Func<ColumnRef, string> column)
    {
        if (trigger.Function is not { } function)
        {
            throw new SchemaException(
                $"trigger {trigger.BoundName} calls no function; add .Execute(\"name\"), or .OnlyOn(Dialect.Sqlite) to one with .Do(…)",
                trigger.Source
            );
        }

        if (trigger.Events.Count == 0)
        {
            throw new SchemaException(
                $"trigger {trigger.BoundName} has no event; add .OnInsert(), .OnUpdate() or .OnDelete()",
                trigger.Source
            );
        }

        var constraint = trigger.IsConstraint ? "CONSTRAINT " : "";
        var events = string.Join(" OR ", trigger.Events.Select(e => Event(e, column)));
        List<string> lines =
        [
            $"CREATE {constraint}TRIGGER {SqlNames.Quote(trigger.BoundName)} {trigger.Timing} {events}",
            $"ON {relation}",
        ];
        if (trigger.IsConstraint && trigger.Deferral != Deferral.None)
            lines.Add(SqlClauses.Deferral(trigger.Deferral).Trim());
        if (trigger.OldTable is not null || trigger.NewTable is not null)
            lines.Add(Referencing(trigger));
        lines.Add(trigger.IsForEachRow || trigger.IsConstraint ? "FOR EACH ROW" : "FOR EACH STATEMENT");
        if (trigger.Condition is { } condition)
            lines.Add($"WHEN ({names.Render(condition, trigger.Source)})");
        var arguments = string.Join(", ", function.Arguments.Select(a => Literals.Quote(a, trigger.Source)));
        lines.Add($"EXECUTE FUNCTION {names.Qualified(function.Schema, function.Name)}({arguments})");
        return string.Join('\n', lines);
    }

    private static string Event(TriggerEvent item, Func<ColumnRef, string> column)
    {
        var word = item.Kind.ToString().ToUpperInvariant();
        return item.Columns.Count == 0 ? word : $"{word} OF {SqlNames.List(item.Columns.Select(column))}";
    }

    private static string Referencing(TriggerDefinition trigger)
    {
        var oldTable = trigger.OldTable is { } before ? $" OLD TABLE AS {SqlNames.Quote(before)}" : "";
        var newTable = trigger.NewTable is { } after ? $" NEW TABLE AS {SqlNames.Quote(after)}" : "";
        return $"REFERENCING{oldTable}{newTable}";
    }
}
