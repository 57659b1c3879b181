using System.Collections.Immutable;
using System.Data.Common;
using Strata.Core.Dialect;
using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Core.Text;

namespace Strata.Project.Workspaces;

/// <summary>
/// The part of a live database that the project manages: its schemas, without what rules of "ignore" name. The rest is counted, never
/// compared, never touched.
/// </summary>
/// <param name="provider">The database system.</param>
/// <param name="rules">The rules of "ignore" that hold.</param>
/// <param name="shadows">Shadow databases, for what differs in its spelling alone.</param>
/// <param name="progress">Receives the counts.</param>
internal sealed class ManagedScope(
    IDatabaseProvider provider,
    IReadOnlyList<IgnoreRule> rules,
    Func<IShadowProvider> shadows,
    IProgress<StrataEvent> progress
)
{
    private const int Named = 5;
    private static readonly ImmutableDictionary<ObjectId, string> s_noOwners = ImmutableDictionary<ObjectId, string>.Empty;
    private ImmutableDictionary<ObjectId, IgnoreRule> _ignored = ImmutableDictionary<ObjectId, IgnoreRule>.Empty;
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    /// <summary>Requires that rules name kinds of the dialect.</summary>
    /// <exception cref="ProblemException">A rule names a kind that the dialect does not have, or that cannot be ignored by itself (ST2008,
    /// exit 2).</exception>
    internal static void RequireKinds(IReadOnlyList<IgnoreRule> rules, KindSet kinds)
    {
        var nouns = kinds.All.SelectMany(k => k.Nouns).ToList();
        if (rules.FirstOrDefault(r => r.Kind is { } kind && !nouns.Contains(kind)) is not { } rule)
            return;
        var nearest = Spelling.Nearest(rule.Kind!, nouns) is { } name ? $"; did you mean \"{name}\"?" : "";
        throw WorkspaceProblems.UnknownKind.Error(
            rule.KindWhere,
            $"\"{rule.Kind}\" is not a kind that can be ignored{nearest}",
            "nothing was done",
            $"use one of: {string.Join(", ", nouns)}"
        );
    }

    /// <summary>Reads a live database without what is ignored.</summary>
    public async Task<Catalog> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var live = await provider.Dialect.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        var roles = rules.Select(r => r.Owner).OfType<string>().Distinct().ToArray();
        var owners =
            roles.Length == 0 ? s_noOwners : await provider.OwnersAsync(connection, roles, cancellationToken).ConfigureAwait(false);
        _ignored = IgnoreRule.Find(provider.Dialect.Kinds, live, rules, owners);
        if (_ignored.IsEmpty)
            return live;
        Report([.. _ignored.Keys.Where(id => IsWhole(live, id, _ignored)).Order()]);
        return live.Except(_ignored.Keys.ToHashSet());
    }

    private void Report(List<ObjectId> ignored)
    {
        var more = ignored.Count > Named ? $" and {ignored.Count - Named} more" : "";
        var ids = string.Join(", ", ignored.Take(Named));
        var text =
            $"{Quantity.Count(ignored.Count, "object")} {(ignored.Count == 1 ? "is" : "are")} ignored by rules of \"ignore\": {ids}{more}";
        Tell(text);
    }

    /// <summary>Tells a fact once: a run may read twice, before and after.</summary>
    private void Tell(string text)
    {
        if (_reported.Add(text))
            progress.Note(text);
    }

    /// <summary>A state that a live database is compared with, without what is ignored there.</summary>
    public Catalog WithoutIgnored(Catalog wanted) => rules.Count == 0 ? wanted : wanted.Except(Declared(wanted).Keys.ToHashSet());

    /// <summary>Requires that no rule ignores what the schema declares.</summary>
    /// <exception cref="ProblemException">A rule does (ST2007, exit 2).</exception>
    public Catalog RequireUndeclared(Catalog schema)
    {
        var declared = Declared(schema);
        if (declared.Where(p => IsWhole(schema, p.Key, declared)).OrderBy(p => p.Key).FirstOrDefault() is ({ } id, { } rule))
            throw WorkspaceProblems.IgnoresDeclared.Error(
                rule.Where,
                $"this rule ignores {id}, which the schema declares",
                "nothing was done",
                "narrow the rule, or remove the object from the schema"
            );
        return schema;
    }

    /// <summary>The part of a live database that the project manages: the schemas of the wanted state, and the default one.</summary>
    /// <param name="live">The database, without what is ignored.</param>
    /// <param name="wanted">The state that it is compared with.</param>
    /// <param name="former">Former names of the project's schemas and tables: they are the project's under those names too.</param>
    public Catalog Managed(Catalog live, Catalog wanted, IReadOnlyCollection<ObjectId>? former = null)
    {
        live = ToolTables.Remove(live, wanted);
        var schemas = wanted
            .Schemas.Concat(ObjectNames.DefaultSchemas)
            .Concat((former ?? []).Where(f => f.Names.Count == 1).Select(f => f.Name));
        var managed = live.Within(schemas.ToHashSet(StringComparer.Ordinal), former?.ToHashSet());
        if (managed.Objects.Count < live.Objects.Count)
            Tell(
                $"{Quantity.Count(live.Objects.Count - managed.Objects.Count, "object")} in schemas that the project does not name are "
                    + $"left alone: {string.Join(", ", live.Schemas.Except(managed.Schemas))}"
            );
        return managed;
    }

    /// <summary>The differences between a live database and the wanted state, one sentence each.</summary>
    public Task<IReadOnlyList<string>> DifferencesAsync(Catalog live, Catalog wanted, CancellationToken cancellationToken) =>
        CompareAsync(Managed(live, wanted), wanted, cancellationToken);

    /// <summary>The differences between the managed part of a database and the wanted state.</summary>
    /// <remarks>
    /// An expression that was typed into the database may be printed otherwise than the same one made from its own print. What differs in
    /// its spelling alone is therefore built again in a shadow database before it counts.
    /// </remarks>
    public async Task<IReadOnlyList<string>> CompareAsync(Catalog managed, Catalog wanted, CancellationToken cancellationToken)
    {
        wanted = provider.Dialect.Align(WithoutIgnored(wanted), managed);
        var different = Prover.Different(managed, wanted);
        if (different.Count > 0 && different.All(id => managed.Find(id) is { IsBroken: false } && wanted.Find(id) is { IsBroken: false }))
        {
            try
            {
                var settled = await new ShadowRunner(provider.Dialect)
                    .SettleAsync(shadows(), managed, cancellationToken)
                    .ConfigureAwait(false);
                if (Prover.Different(settled, wanted).Count == 0)
                    return [];
            }
            catch (ProblemException e) when (e.Kind is ProblemKind.Preflight or ProblemKind.Internal or ProblemKind.Refused)
            {
                progress.Detail(e.Problem.What);
            }
        }
        return Prover.Differences(managed, wanted);
    }

    /// <summary>The object is not ignored as a part of another one that is.</summary>
    private static bool IsWhole(Catalog catalog, ObjectId id, ImmutableDictionary<ObjectId, IgnoreRule> ignored) =>
        catalog.Find(id) is { } o && ((o.Owner ?? o.DroppedWith) is not { } whole || !ignored.ContainsKey(whole));

    private ImmutableDictionary<ObjectId, IgnoreRule> Declared(Catalog catalog) =>
        IgnoreRule
            .Find(provider.Dialect.Kinds, catalog, [.. rules.Where(r => r.Owner is null)], s_noOwners)
            .SetItems(_ignored.Where(p => catalog.Find(p.Key) is not null));
}
