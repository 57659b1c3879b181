namespace Strata.Schema;

/// <summary>A mistake in the schema, with the line of the user's file that made it.</summary>
/// <param name="message">What is wrong and what to write instead.</param>
/// <param name="file">The file as the compiler knew it; empty when there is no line to blame.</param>
/// <param name="line">Counted from 1; 0 when unknown.</param>
public sealed class SchemaException(string message, string file = "", int line = 0) : Exception(message)
{
    internal SchemaException(string message, SourceLine source)
        : this(message, source.File, source.Line) { }

    public string File { get; } = file;
    public int Line { get; } = line;
}

/// <summary>Where in the user's code something was written.</summary>
internal readonly record struct SourceLine(string File, int Line);
