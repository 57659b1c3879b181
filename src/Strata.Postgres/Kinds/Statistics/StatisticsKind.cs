using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Statistics;

/// <summary>https://www.postgresql.org/docs/current/sql-createstatistics.html</summary>
public sealed record ExtendedStatistics(ObjectId Id, ObjectId Table, string Definition, int? Target) : DbObject(Id), IRebuiltWithColumn
{
    public override ObjectId Owner => Table;
}

public sealed class StatisticsKind : PostgresKind<ExtendedStatistics>
{
    private sealed record SetTarget(ExtendedStatistics From, ExtendedStatistics To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (ExtendedStatistics)before with { Target = To.Target };
    }

    public override int Rank => 38;
    public override string Section => "statistics";
    public override IJsonTypeInfoResolver Json => StatisticsJson.Default;
    public override IReadOnlyList<string> Nouns => ["statistics object"];
    internal override string Folder => "Statistics";
    internal override string Query => "statistics";

    internal override ExtendedStatistics Read(CatalogRow row) =>
        new(row.Id("statistics object", 2), row.Id("table", 2), row.Text(), row.IntOrNull());

    public override IReadOnlyList<Alter>? Diff(ExtendedStatistics before, ExtendedStatistics after) =>
        before with { Target = after.Target } == after ? [new SetTarget(before, after)] : null;

    /// <summary>Keeps it in place: it is in a schema of its own choice.</summary>
    public override RetentionFacet Retention { get; } = new() { StaysBehind = _ => true };

    public override IEnumerable<Step> Create(ExtendedStatistics added, RenderContext context) =>
        [
            new(added.Definition) { Locks = [new(added.Table, LockMode.ShareUpdateExclusive)] },
            .. added.Target is null ? [] : Alter(new SetTarget(added, added), context),
        ];

    public override IEnumerable<Step> Drop(ExtendedStatistics removed, RenderContext context) =>
        [new($"DROP STATISTICS {Q(removed.Id)}") { Locks = [new(removed.Table, LockMode.ShareUpdateExclusive)] }];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        [new($"ALTER STATISTICS {Q(change.Subject)} SET STATISTICS {((ExtendedStatistics)change.After).Target ?? -1}")];
}
