using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.Kinds.Sequences;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Kinds.Tables;

public sealed record Column(ObjectId Id, string DataType, bool NotNull) : DbObject(Id), INumberedColumn, IPartOfPartition
{
    /// <summary>The constraint that <see cref="NotNull"/> is; null where there is nothing to say of it.</summary>
    public NotNullConstraint? NotNullConstraint { get; init; }

    /// <summary>True for a column whose NOT NULL is a constraint with a name, as from PostgreSQL 18 on.</summary>
    public Carried<bool> NamesNotNull { get; init; }

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

    /// <summary>
    /// Set for a column that a parent of classic inheritance has too: that table, the first of them. Alterations of its column reach this
    /// one.
    /// </summary>
    public Carried<ObjectId?> InheritsFrom { get; init; }

    /// <summary>True where it has no declaration of its own, and is an object only because it differs from the parent's.</summary>
    public Carried<bool> Inherited { get; init; }

    bool INumberedColumn.HasIdentity => Identity is not null;
    bool INumberedColumn.IsPlain => Identity is null && Generated is null;
    bool INumberedColumn.IsInteger => DataType is "smallint" or "integer" or "bigint";

    IEnumerable<Step> IPartOfPartition.Freed(RenderContext context) => Tables.NotNullConstraint.Freed(this, context);

    public ObjectId Table => new("table", [Id.Names[0], Id.Names[1]]);
    public override ObjectId Relation => Table;
    public override ObjectId Owner => Table;

    /// <summary>The values of a generated column can be computed again.</summary>
    public override bool HoldsData => Generated is null && !Inherited.Value;
    internal override int Position => Inherited.Value ? 0 : Ordinal.Value;

    /// <summary>Its identity's sequence is a relation too.</summary>
    public override IEnumerable<string> NameSlots =>
        Identity is { } identity ? [.. SlotNames.Relation(new("sequence", identity.Sequence)), .. SlotNames.Numbers(Id)] : [];
    internal override Following? Follows =>
        ParentTable.Value is { } parent
            ? new(new("table column", [.. parent.Names, Id.Name]), new("table partition", Table.Names))
            {
                Repeated = leader => Like((Column)leader),
            }
        : InheritsFrom.Value is { } ancestor ? new(new("table column", [.. ancestor.Names, Id.Name]), Table) { AlterOnly = true }
        : null;

    /// <summary>This column as it is where the server makes it, or alters it, with another one of its name.</summary>
    internal Column Like(Column leader) =>
        leader with
        {
            Id = Id,
            NotNullConstraint = Tables.NotNullConstraint.On(Id, leader),
            Options = [],
            Identity = null,
            Ordinal = Ordinal,
            ParentTable = ParentTable,
            InheritsFrom = InheritsFrom,
            Inherited = Inherited,
        };
}

/// <summary>https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-GENERATED-IDENTITY</summary>
public sealed record Identity(bool Always, EquatableArray<string> Sequence, SequenceOptions Options);
