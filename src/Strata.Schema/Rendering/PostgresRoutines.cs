using Strata.Schema.Building;

namespace Strata.Schema.Rendering;

/// <summary>Functions and procedures.</summary>
internal sealed class PostgresRoutines(SchemaModel model, SqlNames names, StatementList statements)
{
    public void Write()
    {
        foreach (var function in model.Of<FunctionDefinition>())
            Write("FUNCTION", function, function.ReturnType);
        foreach (var procedure in model.Of<ProcedureDefinition>())
            Write("PROCEDURE", procedure, null);
    }

    /// <summary>What tells a routine from others of its name, in COMMENT ON and the like.</summary>
    public static string Signature(IRoutine routine) =>
        string.Join(
            ", ",
            routine.Arguments.Select(a =>
                string.Join(' ', new[] { a.Mode, a.Name is null ? null : SqlNames.Quote(a.Name), a.Type }.OfType<string>())
            )
        );

    public static IReadOnlyList<string> ArgumentTypes(IRoutine routine) =>
        [.. routine.Arguments.Where(a => a.Mode != "OUT").Select(a => a.Type)];

    private void Write<T>(string word, T item, string? returns)
        where T : SchemaObject, IRoutine =>
        statements.Add(
            item.Source,
            SchemaAddress.Text(word.ToLowerInvariant(), model.SchemaOf(item.SchemaName), item.Name)
                + $"({string.Join(", ", ArgumentTypes(item))})",
            () =>
            {
                if (item.Body is null)
                    throw new SchemaException($"{word.ToLowerInvariant()} {item.Name} has no body; add .Body($\"\"\"…\"\"\")", item.Source);
                var arguments = item.Arguments.Select(a => Argument(a, item.Source));
                var body = names.Render(item.Body, item.Source);
                var tag = Tag(body);
                var lines = new List<string> { $"CREATE {word} {names.Object(item)} ({string.Join(", ", arguments)})" };
                if (returns is not null)
                    lines.Add($"RETURNS {returns}");
                lines.Add($"LANGUAGE {SqlNames.Quote(item.Language)}");
                lines.AddRange(item.Options);
                lines.Add($"AS {tag}\n{body}\n{tag}");
                return string.Join('\n', lines);
            }
        );

    private string Argument(RoutineArgument argument, SourceLine source)
    {
        var words = new List<string> { argument.Mode };
        if (argument.Name is { } name)
            words.Add(SqlNames.Quote(name));
        words.Add(argument.Type);
        if (argument.Default is { } value)
            words.Add($"DEFAULT {names.Render(value, source)}");
        return string.Join(' ', words);
    }

    private static string Tag(string body)
    {
        var tag = "$$";
        for (var number = 1; body.Contains(tag, StringComparison.Ordinal); number++)
            tag = $"$body{number}$";
        return tag;
    }
}
