using Strata.Core.CSharpEmission;
using Strata.Core.Model;
using Strata.Core.Sql;
using Strata.Postgres.CSharpEmission;

namespace Strata.Postgres.Kinds.Triggers;

/// <summary>A trigger as a call in its table's constructor. pg_get_triggerdef prints what is read here.</summary>
internal static class TriggerEmission
{
    public static EmittedCode? Of(Trigger trigger, CodeContext context)
    {
        if (trigger.On.Type != "table")
            return null;
        var tokens = EmissionText.Tokens(trigger.Definition);
        tokens.Take("CREATE");
        var constraint = tokens.Take("CONSTRAINT");
        if (
            !tokens.Take("TRIGGER")
            || tokens.TakeName() is null
            || Timing(tokens) is not { } timing
            || Events(tokens, trigger.On, context) is not { } events
        )
            return null;
        if (!tokens.Take("ON") || tokens.TakePath().Count == 0)
            return null;
        var deferral = constraint ? AsConstraint(tokens) : "";
        var referencing = Referencing(tokens);
        if (IsForEachRow(tokens) is not { } row)
            return null;
        var condition = tokens.Take("WHEN") ? tokens.TakeBracket() : null;
        if (Execution(tokens, context) is not { } execution || !tokens.AtEnd)
            return null;
        var text = string.Concat(
            $"Trigger({CSharp.Literal(trigger.Id.Name)}){timing}{events}",
            referencing,
            row && !constraint ? ".ForEachRow()" : "",
            deferral,
            condition is null ? "" : $".When({CSharp.Interpolated(EmissionText.Unbracketed(condition))})",
            execution
        );
        return new(trigger with { Enabled = "O", Copies = [] }, new CodePart(CodePlace.Statement, text, trigger.On));
    }

    private static bool? IsForEachRow(SqlTokens tokens) =>
        !tokens.Take("FOR", "EACH") ? null
        : tokens.Take("ROW") ? true
        : tokens.Take("STATEMENT") ? false
        : null;

    private static string? Execution(SqlTokens tokens, CodeContext context) =>
        tokens.Take("EXECUTE", "FUNCTION")
        && tokens.TakePath() is [var schema, var function]
        && context.Convention.IsDefaultSchema(schema)
        && Arguments(tokens) is { } arguments
            ? $".Execute({string.Join(", ", [CSharp.Literal(function), .. arguments])})"
            : null;

    private static string? Timing(SqlTokens tokens) =>
        tokens.Take("BEFORE") ? ".Before()"
        : tokens.Take("AFTER") ? ".After()"
        : tokens.Take("INSTEAD", "OF") ? ".InsteadOf()"
        : null;

    private static string? Events(SqlTokens tokens, ObjectId table, CodeContext context)
    {
        var text = "";
        do
        {
            if (tokens.Take("INSERT"))
                text += ".OnInsert()";
            else if (tokens.Take("DELETE"))
                text += ".OnDelete()";
            else if (tokens.Take("TRUNCATE"))
                text += ".OnTruncate()";
            else if (tokens.Take("UPDATE"))
            {
                if (Columns(tokens) is not { } columns || !EmissionText.AreFields(table, columns, context))
                    return null;
                text += $".OnUpdate({EmissionText.Fields(table, columns, context)})";
            }
            else
                return null;
        } while (tokens.Take("OR"));
        return text;
    }

    private static List<string>? Columns(SqlTokens tokens)
    {
        List<string> columns = [];
        if (!tokens.Take("OF"))
            return columns;
        do
        {
            if (tokens.TakeName() is not { } name)
                return null;
            columns.Add(name);
        } while (tokens.Take(","));
        return columns;
    }

    private static string AsConstraint(SqlTokens tokens)
    {
        if (tokens.Take("NOT", "DEFERRABLE") | tokens.Take("INITIALLY", "IMMEDIATE"))
            return ".AsConstraint()";
        if (!tokens.Take("DEFERRABLE"))
            return ".AsConstraint()";
        if (tokens.Take("INITIALLY", "DEFERRED"))
            return ".AsConstraint(initiallyDeferred: true)";
        tokens.Take("INITIALLY", "IMMEDIATE");
        return ".AsConstraint(deferrable: true)";
    }

    private static string Referencing(SqlTokens tokens)
    {
        if (!tokens.Take("REFERENCING"))
            return "";
        List<string> names = [];
        if (tokens.Take("OLD", "TABLE", "AS"))
            names.Add($"oldTable: {CSharp.Literal(tokens.TakeName() ?? "")}");
        if (tokens.Take("NEW", "TABLE", "AS"))
            names.Add($"newTable: {CSharp.Literal(tokens.TakeName() ?? "")}");
        return $".Referencing({string.Join(", ", names)})";
    }

    private static List<string>? Arguments(SqlTokens tokens)
    {
        List<string> arguments = [];
        if (!tokens.Take("("))
            return null;
        while (!tokens.Take(")"))
        {
            if (tokens.StringAt(tokens.At) is not { } argument)
                return null;
            arguments.Add(CSharp.Literal(argument));
            tokens.At++;
            tokens.Take(",");
        }
        return arguments;
    }
}
