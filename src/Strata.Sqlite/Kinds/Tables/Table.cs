using System.Text.Json.Serialization;
using Strata.Core.Model;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>A table without its columns: those are objects of their own.</summary>
public sealed record Table(ObjectId Id) : DbObject(Id)
{
    /// <summary>https://www.sqlite.org/stricttables.html</summary>
    public bool Strict { get; init; }

    /// <summary>https://www.sqlite.org/withoutrowid.html</summary>
    public bool WithoutRowid { get; init; }

    /// <summary>https://www.sqlite.org/autoinc.html</summary>
    public bool AutoIncrement { get; init; }

    /// <summary>In the order they were written, which means nothing.</summary>
    [JsonConverter(typeof(ConstraintListJson))]
    public EquatableArray<Constraint> Constraints { get; init; } = [];

    public override ObjectId Relation => Id;
    public override bool HoldsData => true;
    public override IEnumerable<string> NameSlots => SlotNames.Relation(Id);

    /// <inheritdoc/>
    public override ObjectId? FiresOn => ReplacesRows ? Id : null;

    /// <summary>The effect of a row that is written in the way of another: https://www.sqlite.org/lang_conflict.html</summary>
    public override string? Code => ReplacesRows ? $"BEGIN DELETE FROM {Q(Id)}; END" : null;

    private bool ReplacesRows =>
        Constraints.Any(c =>
            c.Type is ConstraintType.PrimaryKey or ConstraintType.Unique
            && c.Text.Contains("ON CONFLICT REPLACE", StringComparison.OrdinalIgnoreCase)
        );

    internal Constraint? PrimaryKey => Constraints.FirstOrDefault(c => c.Type == ConstraintType.PrimaryKey);

    private string Key => string.Join('\n', Constraints.Select(c => c.Key).Order(StringComparer.Ordinal));

    public bool Equals(Table? other) => other is not null && Id == other.Id && HasOptionsOf(other) && Key == other.Key;

    public override int GetHashCode() => Id.GetHashCode();

    internal bool HasOptionsOf(Table other) =>
        Strict == other.Strict && WithoutRowid == other.WithoutRowid && AutoIncrement == other.AutoIncrement;
}
