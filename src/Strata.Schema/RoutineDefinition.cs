namespace Strata.Schema;

/// <summary>The options that functions and procedures share. Each method returns the routine itself. PostgreSQL only.</summary>
/// <typeparam name="TSelf">The type of the routine.</typeparam>
public abstract class RoutineDefinition<TSelf> : SchemaObject<TSelf>, IRoutine
    where TSelf : RoutineDefinition<TSelf>
{
    private readonly List<RoutineArgument> _arguments = [];
    private readonly List<string> _options = [];
    private string _language = "sql";
    private Sql? _body;

    internal RoutineDefinition(string name, string? schema, SourceLine source)
        : base(name, schema, source) { }

    IReadOnlyList<RoutineArgument> IRoutine.Arguments => _arguments;
    IReadOnlyList<string> IRoutine.ArgumentTypes => [.. _arguments.Where(a => a.Mode != "OUT").Select(a => a.Type)];
    IReadOnlyList<string> IRoutine.Options => _options;
    string IRoutine.Language => _language;
    Sql? IRoutine.Body => _body;

    /// <summary>Adds an argument: <c>.Argument("days", "integer", $"7")</c>.</summary>
    /// <param name="name">The argument's name; empty for none.</param>
    /// <param name="type">The type, as SQL.</param>
    /// <param name="default">The value of an argument that a call leaves out.</param>
    /// <param name="mode">
    /// IN, OUT, INOUT or VARIADIC (https://www.postgresql.org/docs/current/xfunc-sql.html#XFUNC-OUTPUT-PARAMETERS).
    /// </param>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    public TSelf Argument(string name, string type, Sql? @default = null, string mode = "IN")
    {
        ArgumentNullException.ThrowIfNull(name);
        _arguments.Add(new(mode, name.Length == 0 ? null : name, type, @default));
        return Self;
    }

    /// <summary>
    /// Sets the language, sql by default: plpgsql or one of an extension (https://www.postgresql.org/docs/current/xplang.html).
    /// </summary>
    public TSelf Language(string name)
    {
        _language = name;
        return Self;
    }

    /// <summary>
    /// Runs with the privileges of the owner. Such a routine sets search_path too
    /// (https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY).
    /// </summary>
    public TSelf SecurityDefiner() => Option("SECURITY DEFINER");

    /// <summary>
    /// Sets a parameter while the routine runs: <c>.Set("search_path", "pg_catalog, public")</c>. The value becomes part of the SQL as it
    /// is (https://www.postgresql.org/docs/current/sql-createfunction.html).
    /// </summary>
    public TSelf Set(string parameter, string value) => Option($"SET {parameter} TO {value}");

    /// <summary>Sets the body. The dollar quotes around it are chosen so that they do not occur in it.</summary>
    public TSelf Body(Sql body)
    {
        _body = body;
        return Self;
    }

    private protected TSelf Option(string clause)
    {
        _options.Add(clause);
        return Self;
    }
}

/// <summary>The common part of functions and procedures.</summary>
internal interface IRoutine
{
    IReadOnlyList<RoutineArgument> Arguments { get; }

    /// <summary>The types that identify the routine among others of its name: those of arguments that a call passes.</summary>
    IReadOnlyList<string> ArgumentTypes { get; }

    IReadOnlyList<string> Options { get; }
    string Language { get; }
    Sql? Body { get; }
}

/// <param name="Mode">IN, OUT, INOUT or VARIADIC.</param>
/// <param name="Name">Null for an argument without a name.</param>
/// <param name="Type">The type, as SQL.</param>
/// <param name="Default">Null for none.</param>
internal sealed record RoutineArgument(string Mode, string? Name, string Type, Sql? Default);
