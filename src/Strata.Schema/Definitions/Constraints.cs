namespace Strata.Schema;

/// <summary>A condition every row meets.</summary>
public sealed class CheckDefinition : TablePart<CheckDefinition>
{
    internal CheckDefinition(string? name, Sql condition, SourceLine source)
        : base(source)
    {
        GivenName = name;
        Condition = condition;
    }

    internal Sql Condition { get; }

    /// <summary>The column it was said on, for the conventional name.</summary>
    internal Column? Column { get; init; }
    internal bool IsNotValid { get; private set; }
    internal bool IsNotInherited { get; private set; }

    /// <summary>Rows that are already there are not looked at (PostgreSQL).</summary>
    public CheckDefinition NotValid()
    {
        IsNotValid = true;
        return this;
    }

    /// <summary>Tables that inherit do not get the constraint (PostgreSQL).</summary>
    public CheckDefinition NoInherit()
    {
        IsNotInherited = true;
        return this;
    }
}

/// <summary>
/// No two rows satisfy all the operators (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-EXCLUSION).
/// PostgreSQL only.
/// </summary>
public sealed class ExclusionDefinition : TablePart<ExclusionDefinition>
{
    internal ExclusionDefinition(IReadOnlyList<IndexPart> parts, SourceLine source)
        : base(source) => Parts = parts;

    internal IReadOnlyList<IndexPart> Parts { get; }
    internal string Method { get; private set; } = "gist";
    internal Sql? Condition { get; private set; }
    internal Deferral Deferral { get; private set; }
    internal List<ColumnRef> Included { get; } = [];
    internal SortedDictionary<string, string> Storage { get; } = new(StringComparer.Ordinal);
    internal string? TablespaceName { get; private set; }

    /// <summary>The index method; gist unless said.</summary>
    public ExclusionDefinition Using(string method)
    {
        Method = method;
        return this;
    }

    /// <summary>Only rows that meet the condition take part.</summary>
    public ExclusionDefinition Where(Sql condition)
    {
        Condition = condition;
        return this;
    }

    public ExclusionDefinition Deferrable()
    {
        Deferral = Deferral.Immediate;
        return this;
    }

    public ExclusionDefinition DeferrableInitiallyDeferred()
    {
        Deferral = Deferral.Deferred;
        return this;
    }

    public ExclusionDefinition Include(params ColumnRef[] columns)
    {
        Included.AddRange(columns);
        return this;
    }

    public ExclusionDefinition With(string parameter, string value)
    {
        Storage[parameter] = value;
        return this;
    }

    public ExclusionDefinition Tablespace(string name)
    {
        TablespaceName = name;
        return this;
    }
}

/// <summary>Values that are a key of another table.</summary>
public sealed class ForeignKeyDefinition : TablePart<ForeignKeyDefinition>
{
    internal ForeignKeyDefinition(IReadOnlyList<ColumnRef> columns, SourceLine source)
        : base(source) => Columns = columns;

    internal IReadOnlyList<ColumnRef> Columns { get; }
    internal Type? Target { get; private set; }
    internal IReadOnlyList<Func<Table, Column>> TargetColumns { get; private set; } = [];
    internal ReferentialAction DeleteAction { get; private set; }
    internal IReadOnlyList<ColumnRef> DeleteColumns { get; private set; } = [];
    internal ReferentialAction UpdateAction { get; private set; }
    internal bool IsMatchFull { get; private set; }
    internal bool IsNotValid { get; private set; }
    internal Deferral Deferral { get; private set; }

    /// <summary>The table referenced, and its columns in the order of ours; its primary key when none are named.</summary>
    public ForeignKeyDefinition References<T>(params Func<T, Column>[] columns)
        where T : Table
    {
        Target = typeof(T);
        TargetColumns = [.. columns.Select(c => (Func<Table, Column>)(t => c((T)t)))];
        return this;
    }

    /// <summary>What happens here when the referenced row goes.</summary>
    /// <param name="action">What to do.</param>
    /// <param name="columns">With SET NULL and SET DEFAULT: only these of the key's columns (PostgreSQL 15).</param>
    public ForeignKeyDefinition OnDelete(ReferentialAction action, params ColumnRef[] columns)
    {
        DeleteAction = action;
        DeleteColumns = columns;
        return this;
    }

    /// <summary>What happens here when the referenced key changes.</summary>
    public ForeignKeyDefinition OnUpdate(ReferentialAction action)
    {
        UpdateAction = action;
        return this;
    }

    /// <summary>MATCH FULL: of several columns either all are empty or none is.</summary>
    public ForeignKeyDefinition MatchFull()
    {
        IsMatchFull = true;
        return this;
    }

    /// <summary>Rows that are already there are not looked at (PostgreSQL).</summary>
    public ForeignKeyDefinition NotValid()
    {
        IsNotValid = true;
        return this;
    }

    public ForeignKeyDefinition Deferrable()
    {
        Deferral = Deferral.Immediate;
        return this;
    }

    public ForeignKeyDefinition DeferrableInitiallyDeferred()
    {
        Deferral = Deferral.Deferred;
        return this;
    }
}
