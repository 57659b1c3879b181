namespace Strata.Schema;

/// <summary>
/// A trigger: <c>Trigger("touch").Before().OnUpdate().ForEachRow().Execute("set_updated_at")</c>; on SQLite <c>.Do($"…")</c>.
/// </summary>
public sealed class TriggerDefinition : TablePart<TriggerDefinition>
{
    internal TriggerDefinition(string name, (string? Schema, string Name)? relation, SourceLine source)
        : base(source)
    {
        GivenName = name;
        Relation = relation;
    }

    /// <summary>The view or table, for a trigger declared in the database class.</summary>
    internal (string? Schema, string Name)? Relation { get; }
    internal string Timing { get; private set; } = "AFTER";
    internal List<(string Event, IReadOnlyList<ColumnRef> Columns)> Events { get; } = [];
    internal bool IsForEachRow { get; private set; }
    internal Sql? Condition { get; private set; }
    internal (string? Schema, string Name, string[] Arguments)? Function { get; private set; }
    internal Sql? Body { get; private set; }
    internal string? OldTable { get; private set; }
    internal string? NewTable { get; private set; }
    internal bool IsConstraint { get; private set; }
    internal Deferral Deferral { get; private set; }

    public TriggerDefinition Before() => At("BEFORE");

    public TriggerDefinition After() => At("AFTER");

    public TriggerDefinition InsteadOf() => At("INSTEAD OF");

    public TriggerDefinition OnInsert() => On("INSERT");

    public TriggerDefinition OnDelete() => On("DELETE");

    /// <summary>PostgreSQL only.</summary>
    public TriggerDefinition OnTruncate() => On("TRUNCATE");

    /// <param name="columns">Only when one of these is among the columns set; any when none are given.</param>
    public TriggerDefinition OnUpdate(params ColumnRef[] columns)
    {
        Events.Add(("UPDATE", columns));
        return this;
    }

    /// <summary>Once for each row; once for each statement otherwise. SQLite only knows rows.</summary>
    public TriggerDefinition ForEachRow()
    {
        IsForEachRow = true;
        return this;
    }

    /// <summary>Only when the condition holds; OLD and NEW are the row.</summary>
    public TriggerDefinition When(Sql condition)
    {
        Condition = condition;
        return this;
    }

    /// <summary>The names under which the function sees all changed rows at once. PostgreSQL only.</summary>
    public TriggerDefinition Referencing(string? oldTable = null, string? newTable = null)
    {
        OldTable = oldTable;
        NewTable = newTable;
        return this;
    }

    /// <summary>A constraint trigger, whose work SET CONSTRAINTS can put off. PostgreSQL only.</summary>
    public TriggerDefinition AsConstraint(bool deferrable = false, bool initiallyDeferred = false)
    {
        IsConstraint = true;
        Deferral =
            initiallyDeferred ? Deferral.Deferred
            : deferrable ? Deferral.Immediate
            : Deferral.None;
        return this;
    }

    /// <summary>The function to call, in the default schema, with arguments that are string literals. PostgreSQL only.</summary>
    public TriggerDefinition Execute(string function, params string[] arguments)
    {
        Function = (null, function, arguments);
        return this;
    }

    /// <summary>The function to call. PostgreSQL only.</summary>
    public TriggerDefinition Execute(FunctionDefinition function, params string[] arguments)
    {
        Function = (function.SchemaName, function.Name, arguments);
        return this;
    }

    /// <summary>The statements to run, each ended by a semicolon. SQLite only.</summary>
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

    private TriggerDefinition On(string word)
    {
        Events.Add((word, []));
        return this;
    }
}
