using Strata.Core.Model;

namespace Strata.Core.Transfer;

/// <summary>A column of a table whose rows are copied.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as the database writes it.</param>
public sealed record TransferColumn(string Name, string Type)
{
    /// <summary>The database computes its values.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>The column is NOT NULL, and nothing gives it a value in a row that does not name it.</summary>
    public bool IsRequired { get; init; }
}

/// <summary>A table whose rows are copied; a partitioned one as a whole.</summary>
/// <param name="Name">The table in SQL, the same in both databases.</param>
/// <param name="Columns">Its columns.</param>
public sealed record TransferTable(string Name, EquatableArray<TransferColumn> Columns)
{
    /// <summary>From the outside in: schema and name, or the name alone.</summary>
    public EquatableArray<string> Path { get; init; }

    /// <summary>The number of rows; 0 where nobody has counted them.</summary>
    public long Rows { get; init; }
}

/// <summary>A foreign key of the target.</summary>
/// <param name="Name">Its name; empty where it has none.</param>
/// <param name="On">The table that has it, in SQL: may be a partition.</param>
/// <param name="Table">The table whose rows it checks, as in <see cref="TransferTable.Name"/>.</param>
/// <param name="Parent">The table that it refers to, as in <see cref="TransferTable.Name"/>.</param>
/// <param name="IsDeferrable">The key can be checked at the end of the transaction as it is.</param>
public sealed record TransferKey(string Name, string On, string Table, string Parent, bool IsDeferrable);

/// <summary>The tables of a database.</summary>
/// <param name="Tables">In the order of their names.</param>
public sealed record TransferDatabase(EquatableArray<TransferTable> Tables)
{
    /// <summary>The foreign keys.</summary>
    public EquatableArray<TransferKey> Keys { get; init; }

    /// <summary>Objects other than tables that hold rows or values and cannot be copied by themselves, one sentence each.</summary>
    public EquatableArray<string> Others { get; init; }
}

/// <summary>One table to copy.</summary>
/// <param name="Source">The table in the source.</param>
/// <param name="Target">The table in the target.</param>
/// <param name="Columns">The names of the columns to copy.</param>
/// <param name="Converted">Those of them whose type is another one in the target.</param>
/// <param name="Compared">The names of the columns that are the same in both, the ones that the target computes included.</param>
public sealed record TransferCopy(
    TransferTable Source,
    TransferTable Target,
    EquatableArray<string> Columns,
    EquatableArray<string> Converted,
    EquatableArray<string> Compared
);

/// <summary>The tables in the order of foreign keys.</summary>
/// <param name="Copies">The tables that have rows in the source.</param>
/// <param name="Circular">Foreign keys whose parent is copied later than their table.</param>
public sealed record TransferPlan(EquatableArray<TransferCopy> Copies, EquatableArray<TransferKey> Circular)
{
    /// <summary>The names of all tables that fit, those without rows included: the values of their sequences are restored too.</summary>
    public EquatableArray<string> Tables { get; init; }
}

/// <summary>The number of rows, and a sum over what the compared columns hold that does not depend on their order.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Checksum">The sum; empty where no column is compared.</param>
public sealed record TransferSum(long Rows, string Checksum);

/// <summary>The rows of one table that were copied.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">The number of rows.</param>
public sealed record TransferCount(string Table, long Rows);

/// <summary>The rows that were copied, or would be.</summary>
/// <param name="Tables">The tables, in the order in which they are filled.</param>
/// <param name="Notes">Notes for a person, one sentence each.</param>
public sealed record TransferOutcome(EquatableArray<TransferCount> Tables, EquatableArray<string> Notes);

/// <summary>The meaning of a table for the copy.</summary>
public enum TransferDuty
{
    /// <summary>Its rows must fit the target.</summary>
    Required,

    /// <summary>Its rows are copied where they fit; else it is left out, and that is said.</summary>
    Optional,

    /// <summary>The table is somebody else's, and left as it is.</summary>
    LeftAlone,
}
