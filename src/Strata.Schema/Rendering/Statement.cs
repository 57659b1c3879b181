namespace Strata.Schema.Rendering;

/// <param name="Sql">One SQL statement without its semicolon.</param>
/// <param name="Source">The user's line that asks for it.</param>
/// <param name="Address">The object that it creates or changes: <c>table public.films</c>.</param>
internal sealed record Statement(string Sql, SourceLine Source, string Address);
