namespace Strata.Schema;

/// <summary>A function (https://www.postgresql.org/docs/current/sql-createfunction.html). PostgreSQL only.</summary>
public sealed class FunctionDefinition : RoutineDefinition<FunctionDefinition>
{
    internal FunctionDefinition(string name, string? schema, SourceLine source)
        : base(name, schema, source) { }

    internal string? ReturnType { get; private set; }

    /// <summary>
    /// Sets the return type, as SQL: <c>trigger</c>, <c>integer</c>, <c>setof text</c>, <c>table (id uuid, title text)</c>.
    /// </summary>
    public FunctionDefinition Returns(string type)
    {
        ReturnType = type;
        return this;
    }

    /// <summary>
    /// Declares that the result depends on the arguments only (https://www.postgresql.org/docs/current/xfunc-volatility.html).
    /// </summary>
    public FunctionDefinition Immutable() => Option("IMMUTABLE");

    /// <summary>
    /// Declares that the result stays the same within one statement (https://www.postgresql.org/docs/current/xfunc-volatility.html).
    /// </summary>
    public FunctionDefinition Stable() => Option("STABLE");

    /// <summary>
    /// Returns null for a null argument, without a call (https://www.postgresql.org/docs/current/sql-createfunction.html).
    /// </summary>
    public FunctionDefinition Strict() => Option("STRICT");

    /// <summary>
    /// Declares that the function reveals nothing about its arguments
    /// (https://www.postgresql.org/docs/current/sql-createfunction.html).
    /// </summary>
    public FunctionDefinition LeakProof() => Option("LEAKPROOF");

    /// <summary>Declares a window function (https://www.postgresql.org/docs/current/sql-createfunction.html).</summary>
    public FunctionDefinition Window() => Option("WINDOW");

    /// <summary>Allows calls in parallel workers (https://www.postgresql.org/docs/current/parallel-safety.html).</summary>
    public FunctionDefinition ParallelSafe() => Option("PARALLEL SAFE");

    /// <summary>
    /// Allows calls in the leader of a parallel plan only (https://www.postgresql.org/docs/current/parallel-safety.html).
    /// </summary>
    public FunctionDefinition ParallelRestricted() => Option("PARALLEL RESTRICTED");

    /// <summary>
    /// Sets the estimated cost of a call, in units of cpu_operator_cost
    /// (https://www.postgresql.org/docs/current/sql-createfunction.html).
    /// </summary>
    public FunctionDefinition Cost(int units) => Option($"COST {units}");

    /// <summary>
    /// Sets the estimated number of rows of a set (https://www.postgresql.org/docs/current/sql-createfunction.html).
    /// </summary>
    public FunctionDefinition Rows(int count) => Option($"ROWS {count}");
}
