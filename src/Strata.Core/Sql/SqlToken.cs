namespace Strata.Core.Sql;

public enum SqlTokenKind
{
    ByteOrderMark,
    WhiteSpace,
    LineComment,
    BlockComment,
    Word,
    QuotedName,
    Literal,
    Number,
    Parameter,
    Symbol,
    Semicolon,
    CopyData,
}

/// <summary>A piece of a file: what it is, and where. Offsets count UTF-16 code units from the beginning of the file.</summary>
public readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length)
{
    public int End => Start + Length;

    /// <summary>True for comments, white space and the byte order mark: they take no part in hashes.</summary>
    public bool IsTrivia =>
        Kind is SqlTokenKind.ByteOrderMark or SqlTokenKind.WhiteSpace or SqlTokenKind.LineComment or SqlTokenKind.BlockComment;
}
