namespace Strata.Schema;

/// <param name="Mode">IN, OUT, INOUT or VARIADIC.</param>
/// <param name="Name">Null for an argument without a name.</param>
/// <param name="Type">As SQL.</param>
/// <param name="Default">Null for none.</param>
internal sealed record RoutineArgument(string Mode, string? Name, string Type, Sql? Default);

/// <summary>What functions and procedures have in common.</summary>
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
    IReadOnlyList<string> IRoutine.Options => _options;
    string IRoutine.Language => _language;
    Sql? IRoutine.Body => _body;

    /// <summary>An argument, in order: <c>.Argument("days", "integer", $"7")</c>.</summary>
    /// <param name="name">The argument's name; empty for none.</param>
    /// <param name="type">The type, as SQL.</param>
    /// <param name="default">The value when the caller gives none.</param>
    /// <param name="mode">IN, OUT, INOUT or VARIADIC.</param>
    public TSelf Argument(string name, string type, Sql? @default = null, string mode = "IN")
    {
        _arguments.Add(new(mode, name.Length == 0 ? null : name, type, @default));
        return Self;
    }

    /// <summary>sql when not said; plpgsql and whatever extensions bring.</summary>
    public TSelf Language(string name)
    {
        _language = name;
        return Self;
    }

    /// <summary>Runs with the rights of its owner. Set search_path as well.</summary>
    public TSelf SecurityDefiner() => Option("SECURITY DEFINER");

    /// <summary>
    /// A setting in force while it runs; the value is written as it is: <c>.Set("search_path", "pg_catalog, public")</c>.
    /// </summary>
    public TSelf Set(string parameter, string value) => Option($"SET {parameter} TO {value}");

    /// <summary>The body, between dollar quotes that are chosen so that they do not occur in it.</summary>
    public TSelf Body(Sql body)
    {
        _body = body;
        return Self;
    }

    private protected TSelf Option(string words)
    {
        _options.Add(words);
        return Self;
    }
}

/// <summary>A function (https://www.postgresql.org/docs/current/sql-createfunction.html). PostgreSQL only.</summary>
public sealed class FunctionDefinition : RoutineDefinition<FunctionDefinition>
{
    internal FunctionDefinition(string name, string? schema, SourceLine source)
        : base(name, schema, source) { }

    internal string? ReturnType { get; private set; }

    /// <summary>As SQL: <c>trigger</c>, <c>integer</c>, <c>setof text</c>, <c>table (id uuid, title text)</c>.</summary>
    public FunctionDefinition Returns(string type)
    {
        ReturnType = type;
        return this;
    }

    /// <summary>The same arguments always give the same result, whatever the database holds.</summary>
    public FunctionDefinition Immutable() => Option("IMMUTABLE");

    /// <summary>The same result within one statement.</summary>
    public FunctionDefinition Stable() => Option("STABLE");

    /// <summary>An empty argument gives an empty result, without a call.</summary>
    public FunctionDefinition Strict() => Option("STRICT");

    public FunctionDefinition LeakProof() => Option("LEAKPROOF");

    public FunctionDefinition Window() => Option("WINDOW");

    public FunctionDefinition ParallelSafe() => Option("PARALLEL SAFE");

    public FunctionDefinition ParallelRestricted() => Option("PARALLEL RESTRICTED");

    /// <summary>In units of cpu_operator_cost.</summary>
    public FunctionDefinition Cost(int units) => Option($"COST {units}");

    /// <summary>How many rows the planner expects of a set.</summary>
    public FunctionDefinition Rows(int count) => Option($"ROWS {count}");
}

/// <summary>A procedure (https://www.postgresql.org/docs/current/sql-createprocedure.html). PostgreSQL only.</summary>
public sealed class ProcedureDefinition : RoutineDefinition<ProcedureDefinition>
{
    internal ProcedureDefinition(string name, string? schema, SourceLine source)
        : base(name, schema, source) { }
}

/// <summary>What the code that writes routines needs of either kind.</summary>
internal interface IRoutine
{
    IReadOnlyList<RoutineArgument> Arguments { get; }
    IReadOnlyList<string> Options { get; }
    string Language { get; }
    Sql? Body { get; }
}
