using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>Functions and procedures.</summary>
internal sealed class PostgresRoutines(SchemaModel model, SqlNames names, StatementList statements)
{
    public void Write()
    {
        foreach (var function in model.Of<FunctionDefinition>())
            Write(function, function.ReturnType);
        foreach (var procedure in model.Of<ProcedureDefinition>())
            Write(procedure, null);
    }

    /// <summary>The arguments that distinguish a routine from others of its name, as COMMENT ON takes them.</summary>
    public static string Signature(IRoutine routine) => string.Join(", ", routine.Arguments.Select(Signature));

    private static string Signature(RoutineArgument argument) =>
        argument.Name is { } name ? $"{argument.Mode} {SqlNames.Quote(name)} {argument.Type}" : $"{argument.Mode} {argument.Type}";

    private void Write<T>(T routine, string? returnType)
        where T : SchemaObject, IRoutine
    {
        var address = ObjectAddress.Of(ObjectTypes.Of(routine), model.SchemaOf(routine.SchemaName), routine.Name);
        statements.Add(routine.Source, $"{address}({string.Join(", ", routine.ArgumentTypes)})", () => Create(routine, returnType));
    }

    private string Create<T>(T routine, string? returnType)
        where T : SchemaObject, IRoutine
    {
        var type = ObjectTypes.Of(routine);
        if (routine.Body is null)
            throw new SchemaException($"{type} {routine.Name} has no body; add .Body($\"\"\"…\"\"\")", routine.Source);
        var arguments = routine.Arguments.Select(a => Argument(a, routine.Source));
        var body = names.Render(routine.Body, routine.Source);
        var tag = Tag(body);
        List<string> lines = [$"CREATE {type.ToUpperInvariant()} {names.Of(routine)} ({string.Join(", ", arguments)})"];
        if (returnType is not null)
            lines.Add($"RETURNS {returnType}");
        lines.Add($"LANGUAGE {SqlNames.Quote(routine.Language)}");
        lines.AddRange(routine.Options);
        lines.Add($"AS {tag}\n{body}\n{tag}");
        return string.Join('\n', lines);
    }

    private string Argument(RoutineArgument argument, SourceLine source) =>
        argument.Default is { } value ? $"{Signature(argument)} DEFAULT {names.Render(value, source)}" : Signature(argument);

    // A dollar quote ends at its own tag only, so the tag must not occur in the body:
    // https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-DOLLAR-QUOTING
    private static string Tag(string body)
    {
        var tag = "$$";
        for (var number = 1; body.Contains(tag, StringComparison.Ordinal); number++)
            tag = $"$body{number}$";
        return tag;
    }
}
