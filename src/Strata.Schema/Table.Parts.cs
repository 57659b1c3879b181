using System.Runtime.CompilerServices;

namespace Strata.Schema;

/// <content>
/// Constraints, indexes and other parts that span columns. Lists of up to eight columns are optional parameters, because the compiler fills
/// in file and line only behind them.
/// </content>
public abstract partial class Table
{
    /// <summary>
    /// Declares the primary key (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS).
    /// </summary>
    protected PrimaryKeyDefinition PrimaryKey(
        ColumnRef first,
        ColumnRef? second = null,
        ColumnRef? third = null,
        ColumnRef? fourth = null,
        ColumnRef? fifth = null,
        ColumnRef? sixth = null,
        ColumnRef? seventh = null,
        ColumnRef? eighth = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new PrimaryKeyDefinition(ListOf(first, second, third, fourth, fifth, sixth, seventh, eighth), new SourceLine(file, line)));

    /// <summary>Declares the primary key of any number of columns: <c>PrimaryKey([A, B, C])</c>.</summary>
    protected PrimaryKeyDefinition PrimaryKey(
        IReadOnlyList<ColumnRef> parts,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new PrimaryKeyDefinition(parts, new SourceLine(file, line)));

    /// <summary>
    /// Declares a unique constraint (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS).
    /// </summary>
    protected UniqueDefinition Unique(
        ColumnRef first,
        ColumnRef? second = null,
        ColumnRef? third = null,
        ColumnRef? fourth = null,
        ColumnRef? fifth = null,
        ColumnRef? sixth = null,
        ColumnRef? seventh = null,
        ColumnRef? eighth = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new UniqueDefinition(ListOf(first, second, third, fourth, fifth, sixth, seventh, eighth), new SourceLine(file, line)));

    /// <summary>Declares a unique constraint of any number of columns: <c>Unique([A, B, C])</c>.</summary>
    protected UniqueDefinition Unique(IReadOnlyList<ColumnRef> parts, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new UniqueDefinition(parts, new SourceLine(file, line)));

    /// <summary>
    /// Declares a foreign key: <c>ForeignKey(A, B).References&lt;Parent&gt;(p => p.A, p => p.B)</c>
    /// (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK, https://www.sqlite.org/foreignkeys.html).
    /// </summary>
    protected ForeignKeyDefinition ForeignKey(
        ColumnRef first,
        ColumnRef? second = null,
        ColumnRef? third = null,
        ColumnRef? fourth = null,
        ColumnRef? fifth = null,
        ColumnRef? sixth = null,
        ColumnRef? seventh = null,
        ColumnRef? eighth = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new ForeignKeyDefinition(ListOf(first, second, third, fourth, fifth, sixth, seventh, eighth), new SourceLine(file, line)));

    /// <summary>Declares a foreign key of any number of columns: <c>ForeignKey([A, B, C])</c>.</summary>
    protected ForeignKeyDefinition ForeignKey(
        IReadOnlyList<ColumnRef> parts,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new ForeignKeyDefinition(parts, new SourceLine(file, line)));

    /// <summary>
    /// Declares an index: <c>Index(CreatedAt.Descending(), Slug)</c> (https://www.postgresql.org/docs/current/sql-createindex.html,
    /// https://www.sqlite.org/lang_createindex.html).
    /// </summary>
    protected IndexDefinition Index(
        IndexPart first,
        IndexPart? second = null,
        IndexPart? third = null,
        IndexPart? fourth = null,
        IndexPart? fifth = null,
        IndexPart? sixth = null,
        IndexPart? seventh = null,
        IndexPart? eighth = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new IndexDefinition(ListOf(first, second, third, fourth, fifth, sixth, seventh, eighth), new SourceLine(file, line)));

    /// <summary>Declares an index of any number of columns: <c>Index([A, B, C])</c>.</summary>
    protected IndexDefinition Index(IReadOnlyList<IndexPart> parts, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new IndexDefinition(parts, new SourceLine(file, line)));

    /// <summary>
    /// Declares an exclusion constraint: <c>Exclude(Room.With("="), During.With("&amp;&amp;"))</c>
    /// (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-EXCLUSION). PostgreSQL only.
    /// </summary>
    protected ExclusionDefinition Exclude(
        IndexPart first,
        IndexPart? second = null,
        IndexPart? third = null,
        IndexPart? fourth = null,
        IndexPart? fifth = null,
        IndexPart? sixth = null,
        IndexPart? seventh = null,
        IndexPart? eighth = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new ExclusionDefinition(ListOf(first, second, third, fourth, fifth, sixth, seventh, eighth), new SourceLine(file, line)));

    /// <summary>Declares an exclusion constraint of any number of columns: <c>Exclude([A, B, C])</c>. PostgreSQL only.</summary>
    protected ExclusionDefinition Exclude(
        IReadOnlyList<IndexPart> parts,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new ExclusionDefinition(parts, new SourceLine(file, line)));

    /// <summary>
    /// Declares a check constraint (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS).
    /// </summary>
    protected CheckDefinition Check(string name, Sql condition, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new CheckDefinition(name, condition, new SourceLine(file, line)));

    /// <summary>Declares a check constraint with a name by the naming convention.</summary>
    protected CheckDefinition Check(Sql condition, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new CheckDefinition(null, condition, new SourceLine(file, line)));

    /// <summary>
    /// Declares a row security policy and enables row level security (https://www.postgresql.org/docs/current/sql-createpolicy.html).
    /// PostgreSQL only.
    /// </summary>
    protected PolicyDefinition Policy(string name, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new PolicyDefinition(name, new SourceLine(file, line)));

    /// <summary>
    /// Declares a trigger (https://www.postgresql.org/docs/current/sql-createtrigger.html, https://www.sqlite.org/lang_createtrigger.html).
    /// </summary>
    protected TriggerDefinition Trigger(string name, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new TriggerDefinition(name, null, new SourceLine(file, line)));

    /// <summary>
    /// Declares a partition of this table, which has PartitionByRange, PartitionByList or PartitionByHash
    /// (https://www.postgresql.org/docs/current/ddl-partitioning.html). PostgreSQL only.
    /// </summary>
    protected PartitionDefinition Partition(string name, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new PartitionDefinition(name, new SourceLine(file, line)));

    private static List<T> ListOf<T>(params ReadOnlySpan<T?> parts)
        where T : class
    {
        List<T> list = [];
        foreach (var part in parts)
        {
            if (part is not null)
                list.Add(part);
        }

        return list;
    }

    private T Add<T>(T part)
        where T : Definition
    {
        Parts.Add(part);
        return part;
    }
}
