using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Extensions;

/// <summary>An extension.</summary>
/// <param name="Version">The one that the schema pins; null where it takes what the server has.</param>
public sealed record Extension(ObjectId Id, string InSchema, string? Version) : DbObject(Id)
{
    public override string? Schema => null;
    public Carried<bool> Relocatable { get; init; }
    public override IEnumerable<ObjectId> Needs => [new("schema", [InSchema])];
}

/// <summary>
/// https://www.postgresql.org/docs/current/sql-createextension.html. Its members belong to it and are never listed by themselves.
/// </summary>
public sealed class ExtensionKind : PostgresKind<Extension>
{
    private static readonly AlterEffect s_moving = new() { Readdresses = true };

    private sealed record SetVersion(Extension From, Extension To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (Extension)before with { Version = To.Version };
    }

    private sealed record SetSchema(Extension From, Extension To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (Extension)before with { InSchema = To.InSchema };

        internal override AlterEffect Effect => s_moving;
    }

    public override int Rank => 2;
    public override string Section => "extensions";
    public override IJsonTypeInfoResolver Json => ExtensionsJson.Default;
    public override IReadOnlyList<string> Nouns => ["extension"];
    internal override string Folder => "Extensions";
    internal override string Query => "extension";

    internal override Extension Read(CatalogRow row) =>
        new(row.Id("extension", 1), row.Text(), row.Text()) { Relocatable = new(row.Flag()) };

    public override IReadOnlyList<Alter>? Diff(Extension before, Extension after)
    {
        List<Alter> alters = [];
        if (after.Version is not null && before.Version != after.Version)
            alters.Add(new SetVersion(before, after));
        if (before.InSchema != after.InSchema)
        {
            if (!after.Relocatable.Value)
                return null;
            alters.Add(new SetSchema(before, after));
        }
        return alters;
    }

    public override CSharpFacet InCSharp { get; } =
        CSharpFacet.Of<Extension>(
            (o, context) =>
                new(
                    o,
                    new CodePart(
                        CodePlace.Global,
                        $"Extension({CSharp.Literal(o.Id.Name)}"
                            + (context.Convention.IsDefaultSchema(o.InSchema) ? "" : $", schema: {CSharp.Literal(o.InSchema)}")
                            + ")"
                    )
                )
        );

    public override IEnumerable<Step> Create(Extension added, RenderContext context) =>
        [
            new(
                $"CREATE EXTENSION {Q(added.Id)} WITH SCHEMA {Q(added.InSchema)}"
                    + (added.Version is { } version ? $" VERSION {Lit(version)}" : "")
            ),
        ];

    public override IEnumerable<Step> Drop(Extension removed, RenderContext context) =>
        [
            new($"DROP EXTENSION {Q(removed.Id)}")
            {
                Hazards = [Hazards.DropExtension.On(removed.Id, $"drops {removed.Id} and everything that belongs to it")],
            },
        ];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        change switch
        {
            SetVersion a => [new($"ALTER EXTENSION {Q(a.To.Id)} UPDATE TO {Lit(a.To.Version!)}")],
            SetSchema a => [new($"ALTER EXTENSION {Q(a.To.Id)} SET SCHEMA {Q(a.To.InSchema)}")],
            _ => base.Alter(change, context),
        };
}
