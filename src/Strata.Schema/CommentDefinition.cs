namespace Strata.Schema;

/// <summary>A comment on an object that has no class here.</summary>
internal sealed class CommentDefinition(Sql target, string text, SourceLine source) : Definition(source)
{
    public Sql Target { get; } = target;
    public string Text { get; } = text;
}
