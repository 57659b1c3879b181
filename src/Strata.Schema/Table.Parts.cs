using System.Runtime.CompilerServices;

namespace Strata.Schema;

/// <content>What spans columns, said in the constructor. The compiler fills in file and line, which is why lists are written as optional
/// parameters.</content>
public abstract partial class Table
{
    /// <summary>The primary key of several columns.</summary>
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
    ) => Add(new PrimaryKeyDefinition(Given(first, second, third, fourth, fifth, sixth, seventh, eighth), new SourceLine(file, line)));

    /// <summary>As the other, for more than eight: <c>PrimaryKey([A, B, C])</c>.</summary>
    protected PrimaryKeyDefinition PrimaryKey(
        IReadOnlyList<ColumnRef> parts,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new PrimaryKeyDefinition(parts, new SourceLine(file, line)));

    /// <summary>No two rows have the same values in these columns.</summary>
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
    ) => Add(new UniqueDefinition(Given(first, second, third, fourth, fifth, sixth, seventh, eighth), new SourceLine(file, line)));

    /// <summary>As the other, for more than eight: <c>Unique([A, B, C])</c>.</summary>
    protected UniqueDefinition Unique(IReadOnlyList<ColumnRef> parts, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new UniqueDefinition(parts, new SourceLine(file, line)));

    /// <summary>A foreign key of several columns: <c>ForeignKey(A, B).References&lt;Parent&gt;(p => p.A, p => p.B)</c>.</summary>
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
    ) => Add(new ForeignKeyDefinition(Given(first, second, third, fourth, fifth, sixth, seventh, eighth), new SourceLine(file, line)));

    /// <summary>As the other, for more than eight: <c>ForeignKey([A, B, C])</c>.</summary>
    protected ForeignKeyDefinition ForeignKey(
        IReadOnlyList<ColumnRef> parts,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new ForeignKeyDefinition(parts, new SourceLine(file, line)));

    /// <summary>An index: <c>Index(CreatedAt.Descending(), Slug)</c>.</summary>
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
    ) => Add(new IndexDefinition(Given(first, second, third, fourth, fifth, sixth, seventh, eighth), new SourceLine(file, line)));

    /// <summary>As the other, for more than eight: <c>Index([A, B, C])</c>.</summary>
    protected IndexDefinition Index(IReadOnlyList<IndexPart> parts, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new IndexDefinition(parts, new SourceLine(file, line)));

    /// <summary>An exclusion constraint: <c>Exclude(Room.With("="), During.With("&amp;&amp;"))</c>. PostgreSQL only.</summary>
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
    ) => Add(new ExclusionDefinition(Given(first, second, third, fourth, fifth, sixth, seventh, eighth), new SourceLine(file, line)));

    /// <summary>As the other, for more than eight: <c>Exclude([A, B, C])</c>.</summary>
    protected ExclusionDefinition Exclude(
        IReadOnlyList<IndexPart> parts,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new ExclusionDefinition(parts, new SourceLine(file, line)));

    /// <summary>A condition every row meets.</summary>
    protected CheckDefinition Check(string name, Sql condition, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new CheckDefinition(name, condition, new SourceLine(file, line)));

    /// <summary>A condition every row meets, named by the convention.</summary>
    protected CheckDefinition Check(Sql condition, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new CheckDefinition(null, condition, new SourceLine(file, line)));

    /// <summary>
    /// Who may see and change which rows (https://www.postgresql.org/docs/current/sql-createpolicy.html). Turns row level security on.
    /// PostgreSQL only.
    /// </summary>
    protected PolicyDefinition Policy(string name, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new PolicyDefinition(name, new SourceLine(file, line)));

    /// <summary>What runs when rows change (https://www.postgresql.org/docs/current/sql-createtrigger.html).</summary>
    protected TriggerDefinition Trigger(string name, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new TriggerDefinition(name, null, new SourceLine(file, line)));

    /// <summary>A partition of this table, which says PartitionByRange, PartitionByList or PartitionByHash. PostgreSQL only.</summary>
    protected PartitionDefinition Partition(string name, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new PartitionDefinition(name, new SourceLine(file, line)));

    private static List<T> Given<T>(params ReadOnlySpan<T?> parts)
        where T : class
    {
        List<T> given = [];
        foreach (var part in parts)
        {
            if (part is not null)
                given.Add(part);
        }

        return given;
    }

    private T Add<T>(T part)
        where T : Definition
    {
        Parts.Add(part);
        return part;
    }
}
