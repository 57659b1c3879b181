namespace Strata.Schema.Output;

/// <param name="Type">PostgreSQL's word for the type of the object: <c>table column</c>.</param>
/// <param name="From">The old address, outermost name first.</param>
/// <param name="To">The new address, outermost name first.</param>
/// <param name="Args">The argument types of a routine, as the user wrote them.</param>
internal sealed record SchemaRename(string Type, IReadOnlyList<string> From, IReadOnlyList<string> To, IReadOnlyList<string>? Args = null);
