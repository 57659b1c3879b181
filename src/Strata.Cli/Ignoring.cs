using System.Collections.Immutable;
using System.Data.Common;
using Strata.Cli.Dialects;
using Strata.Cli.Output;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Text;

namespace Strata.Cli;

/// <summary>
/// The rules of "ignore": what they name is left out of a live database and of what it is compared with, counted, and never touched.
/// </summary>
internal sealed class Ignoring(IDialectTools tools, Reporter report, IReadOnlyList<IgnoreRule> rules)
{
    private const int Named = 5;
    private static readonly ImmutableDictionary<ObjectId, string> s_nobody = ImmutableDictionary<ObjectId, string>.Empty;
    private ImmutableDictionary<ObjectId, IgnoreRule> _left = ImmutableDictionary<ObjectId, IgnoreRule>.Empty;
    private string _said = "";

    /// <exception cref="ProblemException">A rule names a kind that the dialect does not have, or that cannot be left alone (ST2002, exit
    /// 2).</exception>
    public static void RequireKinds(IReadOnlyList<IgnoreRule> rules, KindSet kinds)
    {
        var nouns = kinds.All.SelectMany(k => k.Nouns).ToList();
        if (rules.FirstOrDefault(r => r.Kind is { } kind && !nouns.Contains(kind)) is not { } rule)
            return;
        var meant = Spelling.Nearest(rule.Kind!, nouns);
        throw new ProblemException(
            ProblemKind.Usage,
            new(
                "ST2002",
                rule.KindWhere,
                $"\"{rule.Kind}\" is no kind that can be ignored{(meant is null ? "" : $"; did you mean \"{meant}\"?")}",
                "nothing was done",
                $"use one of: {string.Join(", ", nouns)}"
            )
        );
    }

    /// <summary>A live database without what is ignored.</summary>
    public async Task<Catalog> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var live = await tools.Dialect.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        var roles = rules.Select(r => r.Owner).OfType<string>().Distinct().ToArray();
        _left = IgnoreRule.Find(
            tools.Dialect.Kinds,
            live,
            rules,
            roles.Length == 0 ? s_nobody : await tools.OwnersAsync(connection, roles, cancellationToken).ConfigureAwait(false)
        );
        if (_left.IsEmpty)
            return live;
        var whole = _left.Keys.Where(id => IsWhole(live, id, _left)).Order().ToList();
        var said =
            $"{whole.Count} object{(whole.Count == 1 ? " is" : "s are")} ignored by rules of {ConfigName}: {string.Join(", ", whole.Take(Named))}{(whole.Count > Named ? $" and {whole.Count - Named} more" : "")}";
        // A run may look twice: before and after.
        if (said != _said)
            report.Note(_said = said);
        return live.Except(_left.Keys.ToHashSet());
    }

    /// <summary>What a live database is compared with, without what is ignored there.</summary>
    public Catalog Without(Catalog wanted) => rules.Count == 0 ? wanted : wanted.Except(Declared(wanted).Keys.ToHashSet());

    /// <exception cref="ProblemException">A rule ignores what the schema declares (ST2007, exit 2).</exception>
    public Catalog RequireUndeclared(Catalog code)
    {
        var declared = Declared(code);
        if (declared.Where(p => IsWhole(code, p.Key, declared)).OrderBy(p => p.Key).FirstOrDefault() is ({ } id, { } rule))
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2007",
                    rule.Where,
                    $"this rule ignores {id}, which the schema declares",
                    "nothing was done",
                    "narrow the rule, or take the object out of the schema"
                )
            );
        return code;
    }

    /// <summary>It goes with nothing else that is left out.</summary>
    private static bool IsWhole(Catalog catalog, ObjectId id, ImmutableDictionary<ObjectId, IgnoreRule> left) =>
        catalog.Find(id) is { } o && ((o.Owner ?? o.DroppedWith) is not { } with || !left.ContainsKey(with));

    private const string ConfigName = "\"ignore\"";

    private ImmutableDictionary<ObjectId, IgnoreRule> Declared(Catalog catalog) =>
        IgnoreRule
            .Find(tools.Dialect.Kinds, catalog, [.. rules.Where(r => r.Owner is null)], s_nobody)
            .SetItems(_left.Where(p => catalog.Find(p.Key) is not null));
}
