using Strata.Core.Model;

namespace Strata.Core.Dialect;

/// <summary>
/// Objects that changes bring about without a statement, and that are no part of the wanted catalog: their creation writes the statements
/// that lead to it.
/// </summary>
/// <param name="Find">The objects implied by changes, with the states before and after.</param>
public sealed record ImpliedObjectsFacet(Func<IReadOnlyList<Change>, Catalog, Catalog, IEnumerable<DbObject>> Find);
