namespace Strata.Schema;

/// <summary>A declaration other than a table or a column.</summary>
public abstract class Definition
{
    internal Definition(SourceLine source) => Source = source;

    internal SourceLine Source { get; }
    internal Dialect? Only { get; set; }
    internal string? GivenName { get; set; }
    internal string? CommentText { get; set; }
    internal string? OldName { get; set; }

    /// <summary>The name in the database; empty until the schema is bound.</summary>
    internal string BoundName { get; set; } = "";

    internal bool IsOn(Dialect dialect) => Only is null || Only == dialect;
}

/// <summary>The options that every declaration has. Each method returns the declaration itself.</summary>
/// <typeparam name="TSelf">The type of the declaration.</typeparam>
public abstract class Definition<TSelf> : Definition
    where TSelf : Definition<TSelf>
{
    internal Definition(SourceLine source)
        : base(source) { }

    private protected TSelf Self => (TSelf)this;

    /// <summary>Limits the declaration to one dialect; the other one does not see it.</summary>
    public TSelf OnlyOn(Dialect dialect)
    {
        Only = dialect;
        return Self;
    }

    /// <summary>
    /// Sets the comment (https://www.postgresql.org/docs/current/sql-comment.html). SQLite has no comments and ignores it.
    /// </summary>
    public TSelf Comment(string text)
    {
        CommentText = text;
        return Self;
    }
}
