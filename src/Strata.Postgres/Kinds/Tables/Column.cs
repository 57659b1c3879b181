using Strata.Core.Model;
using Strata.Postgres.Kinds.Sequences;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Kinds.Tables;

public sealed record Column(ObjectId Id, string DataType, bool NotNull) : DbObject(Id), INumberedColumn
{
    /// <summary>Set where it is not the type's own.</summary>
    public string? Collation { get; init; }

    /// <summary>The expression of a generated column.</summary>
    public string? Generated { get; init; }
    public bool Virtual { get; init; }
    public Identity? Identity { get; init; }
    public string? Storage { get; init; }

    /// <summary>The type's own storage: SET STORAGE DEFAULT is known from PostgreSQL 16 on only.</summary>
    public Carried<string?> TypeStorage { get; init; }
    public string? Compression { get; init; }
    public int? Statistics { get; init; }
    public EquatableArray<string> Options { get; init; } = [];

    /// <summary>The position in a new table. Not compared: PostgreSQL cannot move a column.</summary>
    public Ordinal Ordinal { get; init; }

    /// <summary>Set for a partition's column: the parent's, which it follows.</summary>
    public Carried<ObjectId?> ParentTable { get; init; }

    bool INumberedColumn.HasIdentity => Identity is not null;
    bool INumberedColumn.IsPlain => Identity is null && Generated is null;
    bool INumberedColumn.IsInteger => DataType is "smallint" or "integer" or "bigint";

    public ObjectId Table => new("table", [Id.Names[0], Id.Names[1]]);
    public override ObjectId Relation => Table;
    public override ObjectId Owner => Table;

    /// <summary>The values of a generated column can be computed again.</summary>
    public override bool HoldsData => Generated is null;
    internal override int Position => Ordinal.Value;

    /// <summary>Its identity's sequence is a relation too.</summary>
    public override IEnumerable<string> NameSlots =>
        Identity is { } identity ? [.. SlotNames.Relation(new("sequence", identity.Sequence)), .. SlotNames.Numbers(Id)] : [];
    internal override Following? Follows =>
        ParentTable.Value is { } parent ? new(new("table column", [.. parent.Names, Id.Name]), new("table partition", Table.Names)) : null;
}

/// <summary>https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-GENERATED-IDENTITY</summary>
public sealed record Identity(bool Always, EquatableArray<string> Sequence, SequenceOptions Options);
