using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Operators;

/// <param name="Definition">The text of CREATE OPERATOR in its brackets.</param>
public sealed record Operator(ObjectId Id, string Definition) : DbObject(Id);

/// <summary>
/// https://www.postgresql.org/docs/current/sql-createoperator.html. One names its commutator and its negator, of which the first to be made
/// makes the other's shell.
/// </summary>
public sealed class OperatorKind : PostgresKind<Operator>
{
    public override int Rank => 41;
    public override string Section => "operators";
    public override IJsonTypeInfoResolver Json => OperatorsJson.Default;
    public override IReadOnlyList<string> Nouns => ["operator"];
    internal override string Folder => "Operators";
    internal override string Query => "operator";

    internal override Operator Read(CatalogRow row)
    {
        string[] names = [row.Text(), row.Text()];
        return new(new ObjectId("operator", [.. names], row.Texts()), row.Text());
    }

    public override IEnumerable<Step> Create(Operator added, RenderContext context) =>
        [new($"CREATE OPERATOR {Q(added.Id.Names[0])}.{added.Id.Name} ({added.Definition})")];

    public override IEnumerable<Step> Drop(Operator removed, RenderContext context) => [new($"DROP {Address(removed.Id)}")];
}
