namespace Strata.Schema.Output;

/// <param name="File">The path relative to the schema folder; empty where the error has no line.</param>
/// <param name="Line">The line, counted from 1; 0 where unknown.</param>
/// <param name="Column">The column, counted from 1; 0 where unknown.</param>
/// <param name="Code">The compiler's code (<c>CS0103</c>), or one of <see cref="SchemaErrorCodes"/>.</param>
/// <param name="Message">The mistake.</param>
internal sealed record SchemaError(string File, int Line, int Column, string Code, string Message)
{
    /// <summary>An error that has no line.</summary>
    public static SchemaError Of(string code, string message) => new("", 0, 0, code, message);

    /// <summary>The error as compilers print it: <c>Schema.cs(12,9): error CS0103: …</c>.</summary>
    public override string ToString()
    {
        var position =
            Line == 0 ? File
            : Column == 0 ? $"{File}({Line})"
            : $"{File}({Line},{Column})";
        return position.Length == 0 ? $"error {Code}: {Message}" : $"{position}: error {Code}: {Message}";
    }
}
