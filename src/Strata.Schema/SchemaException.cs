namespace Strata.Schema;

/// <summary>A mistake in the schema, with the line of the user's file.</summary>
/// <param name="message">The mistake and its correction.</param>
/// <param name="file">The file as the compiler knows it; empty where the mistake has no line.</param>
/// <param name="line">The line, counted from 1; 0 where unknown.</param>
/// <remarks>
/// Most mistakes show only when the whole schema is known. They are collected then, so that one run reports all of them; a declaration that
/// says nothing about exceptions throws none.
/// </remarks>
public sealed class SchemaException(string message, string file = "", int line = 0) : Exception(message)
{
    internal SchemaException(string message, SourceLine source)
        : this(message, source.File, source.Line) { }

    /// <summary>The file as the compiler knows it; empty where the mistake has no line.</summary>
    public string File { get; } = file;

    /// <summary>The line, counted from 1; 0 where unknown.</summary>
    public int Line { get; } = line;
}
