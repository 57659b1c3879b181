namespace Strata.Schema;

/// <summary>
/// A trigger: <c>Trigger("touch").Before().OnUpdate().ForEachRow().Execute("set_updated_at")</c>; on SQLite <c>.Do($"…")</c>
/// (https://www.postgresql.org/docs/current/sql-createtrigger.html, https://www.sqlite.org/lang_createtrigger.html).
/// </summary>
public sealed class TriggerDefinition : TablePart<TriggerDefinition>
{
    internal TriggerDefinition(string name, (string? Schema, string Name)? relation, SourceLine source)
        : base(source)
    {
        GivenName = name;
        Relation = relation;
    }

    /// <summary>The view or the table of a trigger that a database class declares.</summary>
    internal (string? Schema, string Name)? Relation { get; }
    internal string Timing { get; private set; } = "AFTER";
    internal List<TriggerEvent> Events { get; } = [];
    internal bool IsForEachRow { get; private set; }
    internal Sql? Condition { get; private set; }
    internal (string? Schema, string Name, string[] Arguments)? Function { get; private set; }
    internal Sql? Body { get; private set; }
    internal string? OldTable { get; private set; }
    internal string? NewTable { get; private set; }
    internal bool IsConstraint { get; private set; }
    internal Deferral Deferral { get; private set; }

    /// <summary>Runs before the row changes.</summary>
    public TriggerDefinition Before() => At("BEFORE");

    /// <summary>Runs after the row has changed, the default.</summary>
    public TriggerDefinition After() => At("AFTER");

    /// <summary>Runs instead of the change, on a view.</summary>
    public TriggerDefinition InsteadOf() => At("INSTEAD OF");

    /// <summary>Runs for INSERT.</summary>
    public TriggerDefinition OnInsert() => On(TriggerEventKind.Insert, []);

    /// <summary>Runs for DELETE.</summary>
    public TriggerDefinition OnDelete() => On(TriggerEventKind.Delete, []);

    /// <summary>Runs for TRUNCATE (https://www.postgresql.org/docs/current/sql-truncate.html). PostgreSQL only.</summary>
    public TriggerDefinition OnTruncate() => On(TriggerEventKind.Truncate, []);

    /// <summary>Runs for UPDATE.</summary>
    /// <param name="columns">The columns, one of which the statement has to set; any column without a list.</param>
    public TriggerDefinition OnUpdate(params ColumnRef[] columns) => On(TriggerEventKind.Update, columns);

    /// <summary>Runs once for each row, instead of once for each statement. SQLite has triggers for each row only.</summary>
    public TriggerDefinition ForEachRow()
    {
        IsForEachRow = true;
        return this;
    }

    /// <summary>Runs only if the condition is true; OLD and NEW are the row.</summary>
    public TriggerDefinition When(Sql condition)
    {
        Condition = condition;
        return this;
    }

    /// <summary>
    /// Sets the names of the transition tables, which contain all changed rows
    /// (https://www.postgresql.org/docs/current/sql-createtrigger.html). PostgreSQL only.
    /// </summary>
    public TriggerDefinition Referencing(string? oldTable = null, string? newTable = null)
    {
        OldTable = oldTable;
        NewTable = newTable;
        return this;
    }

    /// <summary>
    /// Makes a constraint trigger, which SET CONSTRAINTS can defer (https://www.postgresql.org/docs/current/sql-set-constraints.html).
    /// PostgreSQL only.
    /// </summary>
    /// <param name="deferrable">A transaction can defer the trigger.</param>
    /// <param name="initiallyDeferred">The trigger runs at the end of the transaction.</param>
    public TriggerDefinition AsConstraint(bool deferrable = false, bool initiallyDeferred = false)
    {
        IsConstraint = true;
        Deferral =
            initiallyDeferred ? Deferral.Deferred
            : deferrable ? Deferral.Immediate
            : Deferral.None;
        return this;
    }

    /// <summary>Calls a function of the default schema. PostgreSQL only.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="arguments">The arguments, which become string literals.</param>
    public TriggerDefinition Execute(string function, params string[] arguments)
    {
        Function = (null, function, arguments);
        return this;
    }

    /// <summary>Calls a function. PostgreSQL only.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">The arguments, which become string literals.</param>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    public TriggerDefinition Execute(FunctionDefinition function, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(function);
        Function = (function.SchemaName, function.Name, arguments);
        return this;
    }

    /// <summary>
    /// Runs statements, each ended by a semicolon (https://www.sqlite.org/lang_createtrigger.html). SQLite only.
    /// </summary>
    public TriggerDefinition Do(Sql statements)
    {
        Body = statements;
        return this;
    }

    private TriggerDefinition At(string timing)
    {
        Timing = timing;
        return this;
    }

    private TriggerDefinition On(TriggerEventKind kind, IReadOnlyList<ColumnRef> columns)
    {
        Events.Add(new(kind, columns));
        return this;
    }
}

/// <param name="Kind">The statement.</param>
/// <param name="Columns">The columns of UPDATE OF; empty for any.</param>
internal sealed record TriggerEvent(TriggerEventKind Kind, IReadOnlyList<ColumnRef> Columns);

/// <summary>The statements that trigger.</summary>
internal enum TriggerEventKind
{
    Insert,
    Update,
    Delete,
    Truncate,
}
