using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Foreign;

/// <param name="Handler">The function that reaches the data, quoted; null for a wrapper that only describes.</param>
/// <param name="Validator">The function that checks options, quoted.</param>
public sealed record ForeignDataWrapper(ObjectId Id, string? Handler, string? Validator, EquatableArray<string> Options) : DbObject(Id)
{
    public override string? Schema => null;
}

/// <summary>
/// https://www.postgresql.org/docs/current/sql-createforeigndatawrapper.html. One that an extension brings is the extension's.
/// </summary>
public sealed class ForeignDataWrapperKind : PostgresKind<ForeignDataWrapper>
{
    private sealed record Set(ForeignDataWrapper From, ForeignDataWrapper To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => To;
    }

    public override int Rank => 14;
    public override string Section => "foreignDataWrappers";
    public override IJsonTypeInfoResolver Json => ForeignJson.Default;
    public override IReadOnlyList<string> Nouns => ["foreign-data wrapper"];
    internal override string Folder => "Foreign";
    internal override string Query => "foreign_data_wrapper";

    internal override ForeignDataWrapper Read(CatalogRow row) =>
        new(row.Id("foreign-data wrapper", 1), row.TextOrNull(), row.TextOrNull(), row.Texts());

    public override IReadOnlyList<Alter> Diff(ForeignDataWrapper before, ForeignDataWrapper after) => [new Set(before, after)];

    public override IEnumerable<Step> Create(ForeignDataWrapper added, RenderContext context) =>
        [
            new(
                $"CREATE FOREIGN DATA WRAPPER {Q(added.Id)}"
                    + (added.Handler is { } handler ? $" HANDLER {handler}" : "")
                    + (added.Validator is { } validator ? $" VALIDATOR {validator}" : "")
                    + ForeignOptions.Clause(added.Options)
            ),
        ];

    public override IEnumerable<Step> Drop(ForeignDataWrapper removed, RenderContext context) =>
        [new($"DROP FOREIGN DATA WRAPPER {Q(removed.Id)}")];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context)
    {
        var (before, after) = ((ForeignDataWrapper)change.Before, (ForeignDataWrapper)change.After);
        return
        [
            new(
                $"ALTER FOREIGN DATA WRAPPER {Q(after.Id)}"
                    + Function("HANDLER", before.Handler, after.Handler)
                    + Function("VALIDATOR", before.Validator, after.Validator)
                    + ForeignOptions.Changes(before.Options, after.Options)
            ),
        ];
    }

    private static string Function(string what, string? before, string? after) =>
        before == after ? ""
        : after is null ? $" NO {what}"
        : $" {what} {after}";
}
