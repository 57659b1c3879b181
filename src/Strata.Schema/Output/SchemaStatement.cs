namespace Strata.Schema.Output;

/// <param name="Sql">One statement without its semicolon, or the text of a whole file.</param>
/// <param name="File">The path relative to the schema folder.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Object">The object that the statement creates or changes: <c>table public.films</c>.</param>
/// <param name="Kind"><see cref="Statement"/> or <see cref="SqlFile"/>.</param>
internal sealed record SchemaStatement(string Sql, string File, int Line, string Object, string Kind = SchemaStatement.Statement)
{
    public const string Statement = "statement";
    public const string SqlFile = "sql file";
}
