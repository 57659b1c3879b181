using Strata.Core.Sql;

namespace Strata.Postgres.Syntax;

/// <summary>
/// The parts of a statement outside of a transaction that a probe of its effect needs. Names are as written.
/// </summary>
internal abstract record StatementShape
{
    /// <summary>Null for a statement whose effect no probe finds.</summary>
    public static StatementShape? Read(SqlStatement s)
    {
        if (s.StartsWith("CREATE"))
            return Create(s);
        if (s.StartsWith("DROP"))
            return Drop(s);
        if (s.StartsWith("REINDEX"))
            return Reindex(s);
        if (s.StartsWith("ALTER", "TABLE"))
            return Detach(s);
        if (s.StartsWith("VACUUM") || s.StartsWith("ANALYZE") || s.StartsWith("CLUSTER") || s.StartsWith("CHECKPOINT"))
            return new Repeats();
        if (
            s.StartsWith("ALTER", "SYSTEM")
            || s.StartsWith("ALTER", "SUBSCRIPTION")
            || s.StartsWith("ALTER", "DATABASE")
            || s.StartsWith("REFRESH", "MATERIALIZED", "VIEW")
        )
            return new Repeats();
        return null;
    }

    private static StatementShape? Create(SqlStatement s)
    {
        var at = s.Is(1, "UNIQUE") ? 2 : 1;
        if (!s.Follows(at, "INDEX", "CONCURRENTLY"))
            return GlobalObject(s, 1, creates: true);
        at += 2;
        if (s.Follows(at, "IF", "NOT", "EXISTS"))
            at += 3;
        if (s.Is(at, "ON") || QualifiedName.Read(s, at) is not { } index || !s.Is(index.Next, "ON"))
            return null;
        if (QualifiedName.Read(s, s.Is(index.Next + 1, "ONLY") ? index.Next + 2 : index.Next + 1) is not { } table)
            return null;
        return new CreatesIndex(index.Name, table.Name, s.Is(1, "UNIQUE"), Definition(s, table.Next));
    }

    /// <summary>The text from a token on, without TABLESPACE: the place of an index is no part of what it is.</summary>
    private static string Definition(SqlStatement s, int from)
    {
        var text = s.Text[(s.Tokens[from - 1].End - s.Offset)..];
        for (var (at, depth) = (from, 0); at < s.Tokens.Length && !(depth == 0 && s.Is(at, "WHERE")); at++)
        {
            depth +=
                s.IsSymbol(at, "(") ? 1
                : s.IsSymbol(at, ")") ? -1
                : 0;
            if (depth == 0 && s.Is(at, "TABLESPACE") && QualifiedName.Read(s, at + 1) is { } space)
                return text[..^(s.Text.Length + s.Offset - s.Tokens[at].Start)] + s.Text[(s.Tokens[space.Next - 1].End - s.Offset)..];
        }
        return text;
    }

    private static StatementShape? Drop(SqlStatement s)
    {
        if (!s.Follows(1, "INDEX", "CONCURRENTLY"))
            return GlobalObject(s, 1, creates: false);
        return QualifiedName.Read(s, s.Follows(3, "IF", "EXISTS") ? 5 : 3) is { } index && index.Next == AfterBehavior(s, index.Next)
            ? new DropsIndex(index.Name)
            : null;
    }

    private static int AfterBehavior(SqlStatement s, int at) =>
        at >= s.Tokens.Length || s.Is(at, "RESTRICT") || s.Is(at, "CASCADE") ? at : -1;

    private static StatementShape Reindex(SqlStatement s)
    {
        var kind = Math.Max(s.IndexOf("INDEX"), s.IndexOf("TABLE"));
        if (kind < 0 || s.IndexOf("CONCURRENTLY") < 0)
            return new Repeats();
        return QualifiedName.Read(s, s.Is(kind + 1, "CONCURRENTLY") ? kind + 2 : kind + 1) is { } name
            ? new Reindexes(name.Name)
            : new Repeats();
    }

    private static StatementShape? Detach(SqlStatement s)
    {
        var at = s.Follows(2, "IF", "EXISTS") ? 4 : 2;
        if (QualifiedName.Read(s, s.Is(at, "ONLY") ? at + 1 : at) is not { } parent || !s.Follows(parent.Next, "DETACH", "PARTITION"))
            return null;
        if (QualifiedName.Read(s, parent.Next + 2) is not { } partition)
            return null;
        return s.Is(partition.Next, "FINALIZE")
            ? new FinalizesDetachment(parent.Name, partition.Name)
            : new Detaches(parent.Name, partition.Name);
    }

    private static Global? GlobalObject(SqlStatement s, int at, bool creates)
    {
        var (catalog, column) =
            s.Is(at, "DATABASE") ? ("pg_database", "datname")
            : s.Is(at, "TABLESPACE") ? ("pg_tablespace", "spcname")
            : s.Is(at, "SUBSCRIPTION") ? ("pg_subscription", "subname")
            : ("", "");
        if (catalog.Length == 0)
            return null;
        return QualifiedName.Read(s, s.Follows(at + 1, "IF", "EXISTS") ? at + 3 : at + 1) is { } name
            ? new Global(catalog, column, name.Name, creates) { HasOptions = name.Next < s.Tokens.Length }
            : null;
    }
}

/// <param name="Name">Of the index.</param>
/// <param name="Table">Its table.</param>
/// <param name="Unique">True when it takes no duplicates.</param>
/// <param name="Definition">The rest of the statement: method, columns, condition, options; without its tablespace.</param>
internal sealed record CreatesIndex(string Name, string Table, bool Unique, string Definition) : StatementShape;

internal sealed record DropsIndex(string Name) : StatementShape;

internal sealed record Reindexes(string Name) : StatementShape;

internal sealed record Detaches(string Parent, string Partition) : StatementShape;

/// <summary>The second half of a detachment that was interrupted.</summary>
internal sealed record FinalizesDetachment(string Parent, string Partition) : StatementShape;

/// <summary>A database, a tablespace or a subscription.</summary>
internal sealed record Global(string Catalog, string Column, string Name, bool Creates) : StatementShape
{
    /// <summary>True when it says more than a name, not all of which the catalog tells.</summary>
    public bool HasOptions { get; init; }
}

/// <summary>A statement that may be repeated.</summary>
internal sealed record Repeats : StatementShape;
