using System.Collections.Immutable;
using Strata.Core.Problems;

namespace Strata.Core.Providers;

/// <summary>The database systems that a program knows, registered in one place.</summary>
/// <param name="providers">The first is the default of a project that names none.</param>
public sealed class ProviderSet(params IEnumerable<IDatabaseProvider> providers)
{
    private readonly ImmutableArray<IDatabaseProvider> _providers = [.. providers];

    /// <summary>The names, as strata.json writes them.</summary>
    public IReadOnlyList<string> Names => [.. _providers.Select(p => p.Dialect.Name)];

    /// <summary>The dialect of a project that names none.</summary>
    public string Default => _providers[0].Dialect.Name;

    /// <summary>The provider of a dialect.</summary>
    /// <exception cref="ProblemException">There is no such dialect (ST2042, exit 2).</exception>
    public IDatabaseProvider For(string dialect) =>
        _providers.FirstOrDefault(p => p.Dialect.Name == dialect)
        ?? throw ProviderProblems.UnknownDialect.Error(
            "dialect",
            $"unknown dialect \"{dialect}\"",
            "nothing was done",
            $"use one of: {string.Join(", ", Names)}"
        );

    /// <summary>The provider that a URL or connection string names itself; null where it names none.</summary>
    public IDatabaseProvider? OfUrl(string url) => _providers.FirstOrDefault(p => p.Recognizes(url));
}
