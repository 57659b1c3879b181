using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.ExtensionDependencies;

/// <summary>An object that goes away with an extension without being a member of it.</summary>
/// <param name="On">The object.</param>
public sealed record ExtensionDependency(ObjectId Id, ObjectId On, ObjectId Extension) : DbObject(Id)
{
    public override ObjectId Owner => On;
    public override IEnumerable<ObjectId> Needs => [Extension];
}

/// <summary>DEPENDS ON EXTENSION: https://www.postgresql.org/docs/current/sql-alterfunction.html</summary>
public sealed class ExtensionDependencyKind : PostgresKind<ExtensionDependency>
{
    public override int Rank => 89;
    public override string Section => "extensionDependencies";
    public override IJsonTypeInfoResolver Json => ExtensionDependenciesJson.Default;

    private protected override bool IsReadLast => true;

    internal override string Folder => "ExtensionDependencies";
    internal override string Query => "extension_dependency";

    internal override ExtensionDependency? Read(CatalogRow row)
    {
        var on = row.Object();
        var extension = row.Id("extension", 1);
        return on is null ? null : new(new ObjectId("extension dependency", [PostgresSql.Address(on), extension.Name]), on, extension);
    }

    public override IEnumerable<Step> Create(ExtensionDependency added, RenderContext context) => [On(added, "")];

    public override IEnumerable<Step> Drop(ExtensionDependency removed, RenderContext context) => [On(removed, "NO ")];

    private static Step On(ExtensionDependency dependency, string no) =>
        new($"ALTER {PostgresSql.Address(dependency.On)} {no}DEPENDS ON EXTENSION {Q(dependency.Extension)}")
        {
            Locks = dependency.On.Type is "trigger"
                ? [new(new ObjectId("table", [dependency.On.Names[0], dependency.On.Names[1]]), LockMode.AccessExclusive)]
                : [],
        };
}
