using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.Kinds.Tables;

namespace Strata.Postgres.Kinds.Grants;

/// <summary>
/// The privileges that default privileges give to new objects without a word: those of the state before, as they are changed last. They
/// hold for one creator each, and any of them may run the plan.
/// </summary>
internal sealed class DefaultGrants(Catalog before)
{
    private readonly List<DefaultPrivilege> _all = [.. before.Objects.Values.OfType<DefaultPrivilege>()];

    public bool IsEmpty => _all.Count == 0;

    /// <summary>The objects of a change that can be granted on: itself, or the sequence of an identity.</summary>
    public static IEnumerable<(ObjectId On, ObjectId Named)> Made(Change change) =>
        change switch
        {
            Create { After: Column { Identity: { } made } } => [(change.Subject, new("sequence", made.Sequence))],
            Alter { Before: Column { Identity: null }, After: Column { Identity: { } added } } =>
            [
                (change.Subject, new("sequence", added.Sequence)),
            ],
            Create => [(change.Subject, change.Subject)],
            _ => [],
        };

    public static bool IsMade(Grant grant, RenderContext context) =>
        context.Created.Contains(grant.On)
        || (context.Before.Find(grant.On) is Column { Identity: null } && context.After.Find(grant.On) is Column { Identity: not null });

    public IEnumerable<string> Roles(ObjectId named) => For(named).Select(d => d.Role).Distinct();

    public Grant Give(Grant nothing)
    {
        var given = For(Named(nothing)).Where(d => d.Role == nothing.Role).ToList();
        return nothing with
        {
            Granted = [.. given.SelectMany(d => d.Granted).Distinct()],
            WithGrantOption = [.. given.SelectMany(d => d.WithGrantOption).Distinct()],
            Revoked = [.. given.SelectMany(d => d.Revoked).Distinct()],
        };
    }

    /// <summary>A column is granted on as a whole only for its identity's sequence.</summary>
    private static ObjectId Named(Grant grant) =>
        grant.On.Type.EndsWith(" column", StringComparison.Ordinal) ? new("sequence", grant.On.Names) : grant.On;

    private IEnumerable<DefaultPrivilege> For(ObjectId named) => _all.Where(d => d.Objects == Objects(named) && Reaches(d, named));

    private static bool Reaches(DefaultPrivilege given, ObjectId named) =>
        given.InSchema is null || (named.Names.Count > 1 && given.InSchema == named.Names[0]);

    /// <summary>The word for a class of objects in ALTER DEFAULT PRIVILEGES.</summary>
    private static string? Objects(ObjectId named) =>
        named.Type switch
        {
            "table" or "view" or "materialized view" or "foreign table" => "TABLES",
            "sequence" => "SEQUENCES",
            "function" or "procedure" or "aggregate" => "FUNCTIONS",
            "type" => "TYPES",
            "schema" => "SCHEMAS",
            _ => null,
        };
}
