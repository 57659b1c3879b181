using Strata.Schema.Building;

namespace Strata.Schema.Rendering;

/// <summary>Triggers and policies: what watches over rows.</summary>
internal sealed class PostgresTriggers(SchemaModel model, SqlNames names, StatementList statements)
{
    private static readonly string[] s_roleWords = ["public", "current_user", "current_role", "session_user"];

    public void Write()
    {
        foreach (var table in model.Tables)
        {
            foreach (var trigger in table.Of<TriggerDefinition>())
            {
                Write(trigger, (table.Schema, table.Name), c => table.Resolve(c, trigger.Source).BoundName);
            }

            foreach (var policy in table.Of<PolicyDefinition>())
                Write(table, policy);
        }

        foreach (var trigger in model.Of<TriggerDefinition>())
        {
            var (schema, name) = trigger.Relation!.Value;
            Write(trigger, (model.SchemaOf(schema), name), c => c.Name ?? c.Column!.BoundName);
        }
    }

    private void Write(TriggerDefinition trigger, (string Schema, string Name) relation, Func<ColumnRef, string> column) =>
        statements.Add(
            trigger.Source,
            SchemaAddress.Text("trigger", relation.Schema, relation.Name, trigger.BoundName),
            () =>
            {
                if (trigger.Function is not { } function)
                {
                    throw new SchemaException(
                        $"trigger {trigger.BoundName} calls no function; add .Execute(\"name\"), or for SQLite's .Do(…) say "
                            + $".OnlyOn(Dialect.Sqlite)",
                        trigger.Source
                    );
                }

                if (trigger.Events.Count == 0)
                    throw new SchemaException(
                        $"trigger {trigger.BoundName} does not say when; add .OnInsert(), .OnUpdate() or .OnDelete()",
                        trigger.Source
                    );
                var events = trigger.Events.Select(e =>
                    e.Columns.Count == 0 ? e.Event : $"{e.Event} OF {SqlNames.List(e.Columns.Select(column))}"
                );
                List<string> words =
                [
                    $"CREATE {(trigger.IsConstraint ? "CONSTRAINT " : "")}TRIGGER {SqlNames.Quote(trigger.BoundName)} {trigger.Timing}"
                        + $" {string.Join(" OR ", events)}",
                    $"ON {names.Qualified(relation.Schema, relation.Name)}",
                ];
                if (trigger.IsConstraint && trigger.Deferral != Deferral.None)
                    words.Add(Words.Deferral(trigger.Deferral).Trim());
                if (trigger.OldTable is not null || trigger.NewTable is not null)
                    words.Add(Referencing(trigger));
                words.Add(trigger.IsForEachRow || trigger.IsConstraint ? "FOR EACH ROW" : "FOR EACH STATEMENT");
                if (trigger.Condition is { } condition)
                    words.Add($"WHEN ({names.Render(condition, trigger.Source)})");
                var arguments = string.Join(", ", function.Arguments.Select(a => Literals.Quote(a, trigger.Source)));
                words.Add($"EXECUTE FUNCTION {names.Qualified(function.Schema, function.Name)}({arguments})");
                return string.Join('\n', words);
            }
        );

    private static string Referencing(TriggerDefinition trigger)
    {
        var old = trigger.OldTable is { } before ? $" OLD TABLE AS {SqlNames.Quote(before)}" : "";
        var @new = trigger.NewTable is { } after ? $" NEW TABLE AS {SqlNames.Quote(after)}" : "";
        return $"REFERENCING{old}{@new}";
    }

    private void Write(BoundTable table, PolicyDefinition policy) =>
        statements.Add(
            policy.Source,
            SchemaAddress.Text("policy", table.Schema, table.Name, policy.BoundName),
            () =>
            {
                List<string> words = [$"CREATE POLICY {SqlNames.Quote(policy.BoundName)} ON {names.Of(table)}"];
                if (policy.IsRestrictive)
                    words.Add("AS RESTRICTIVE");
                if (policy.Command != PolicyCommand.All)
                    words.Add($"FOR {policy.Command.ToString().ToUpperInvariant()}");
                if (policy.Roles.Count > 0)
                    words.Add($"TO {string.Join(", ", policy.Roles.Select(Role))}");
                if (policy.Visible is { } visible)
                    words.Add($"USING ({names.Render(visible, policy.Source)})");
                if (policy.Writable is { } writable)
                    words.Add($"WITH CHECK ({names.Render(writable, policy.Source)})");
                return string.Join(' ', words);
            }
        );

    private static string Role(string name) =>
        s_roleWords.Contains(name.ToLowerInvariant()) ? name.ToUpperInvariant() : SqlNames.Quote(name);
}
