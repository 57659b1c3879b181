using Strata.Core.Model;

namespace Strata.Core.Dialect;

/// <summary>The writing of parts inside their owner's CREATE statement.</summary>
/// <param name="Clause">The text of a part there; null where the statement says it by itself.</param>
public sealed record FoldFacet(Func<DbObject, RenderContext, string?> Clause)
{
    /// <summary>The parts that can be written so.</summary>
    public Func<DbObject, bool> Folds { get; init; } = _ => true;

    /// <summary>Statements that follow the owner's CREATE, for what the clause could not say.</summary>
    public Func<DbObject, IEnumerable<Step>> AfterClause { get; init; } = _ => [];

    /// <summary>Two parts of one owner with the same key would be taken for one where one statement makes both; null for none.</summary>
    public Func<DbObject, string?> MergeKey { get; init; } = _ => null;

    /// <summary>The facet of a kind whose objects are <typeparamref name="T"/>.</summary>
    public static FoldFacet Of<T>(Func<T, RenderContext, string?> clause, Func<T, IEnumerable<Step>>? afterClause = null)
        where T : DbObject => new((o, context) => clause((T)o, context)) { AfterClause = o => afterClause?.Invoke((T)o) ?? [] };
}
