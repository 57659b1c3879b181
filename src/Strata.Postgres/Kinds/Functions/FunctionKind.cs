using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Functions;

/// <summary>A function or procedure, as pg_get_functiondef writes it.</summary>
/// <param name="Parameters">Names and modes: CREATE OR REPLACE may not change them.</param>
public sealed record Function(ObjectId Id, string Definition, string Result, string Parameters, int Defaults, string Letter) : DbObject(Id)
{
    private static readonly OrderingFacet s_ordering = new() { IsOpaque = true };

    internal override OrderingFacet Ordering => s_ordering;

    public override string Code => Definition;

    /// <summary>Overloads that can be called with as many arguments: a call that leaves defaults out may fit two of them.</summary>
    public override IEnumerable<string> CallConflicts =>
        Enumerable.Range(Id.Args.Count - Defaults, Defaults + 1).Select(n => $"call {Q(Id)} with {n}");
}

/// <summary>
/// https://www.postgresql.org/docs/current/sql-createfunction.html. pg_depend knows the body of BEGIN ATOMIC functions only; others are
/// created
/// after tables and views unless something needs them earlier, in sessions that do not check bodies.
/// </summary>
public sealed class FunctionKind : PostgresKind<Function>
{
    private sealed record Replace(Function From, Function To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => To;
    }

    public override int Rank => 55;
    public override string Section => "functions";
    public override IJsonTypeInfoResolver Json => FunctionsJson.Default;
    public override IReadOnlyList<string> Nouns => ["function", "procedure"];
    internal override string Folder => "Functions";
    internal override string Query => "function";

    internal override Function Read(CatalogRow row)
    {
        string[] names = [row.Text(), row.Text()];
        return new(new ObjectId(row.Text(), [.. names], row.Texts()), row.Text(), row.Text(), row.Text(), row.Int(), row.Text());
    }

    public override IReadOnlyList<Alter>? Diff(Function before, Function after) =>
        before.Result == after.Result
        && before.Parameters == after.Parameters
        && before.Letter == after.Letter
        && before.Defaults <= after.Defaults
            ? [new Replace(before, after)]
            : null;

    public override RetentionFacet Retention => RetentionFacet.Of<Function>(MoveToQuarantine);

    public override RenameFacet Rename { get; } = RenameFacet.Of<Function>(Renamed);

    public override IEnumerable<Step> Create(Function added, RenderContext context) => [new(added.Definition)];

    public override IEnumerable<Step> Drop(Function removed, RenderContext context) => [new($"DROP {Address(removed.Id)}")];

    private static IEnumerable<Step> Renamed(Function before, ObjectId to)
    {
        if (before.Id.Names[0] != to.Names[0])
            yield return new Step($"ALTER {Address(before.Id)} SET SCHEMA {Q(to.Names[0])}");
        var moved = new ObjectId(before.Id.Type, [to.Names[0], before.Id.Name], before.Id.Args);
        if (before.Id.Name != to.Name)
            yield return new Step($"ALTER {Address(moved)} RENAME TO {Q(to.Name)}");
    }

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) => [new(((Function)change.After).Definition)];
}
