namespace Strata.Schema;

/// <summary>SQL files by a pattern.</summary>
internal sealed class SqlFilesDefinition(string pattern, SourceLine source) : Definition(source)
{
    public string Pattern { get; } = pattern;
}
