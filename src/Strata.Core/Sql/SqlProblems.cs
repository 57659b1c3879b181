using Strata.Core.Problems;

namespace Strata.Core.Sql;

/// <summary>The problems of SQL files, found before a server reads them.</summary>
public static class SqlProblems
{
    /// <summary>The file holds no statement.</summary>
    public static readonly ProblemDefinition Empty = new("ST3020", ProblemKind.Inconsistent, "a migration holds no statement")
    {
        Meaning = "The file is empty, or holds comments and nothing else.",
        Resolution = "Write the statement, or delete the migration.",
    };

    internal static readonly ProblemDefinition Undecodable = new("ST3021", ProblemKind.Inconsistent, "a file is not UTF-8 text")
    {
        Meaning = "The file has another encoding, is damaged, or is larger than 256 MiB.",
        Resolution = "Save the file as UTF-8. Load bulk data with COPY outside of migrations.",
    };

    internal static readonly ProblemDefinition NulCharacter = new("ST3022", ProblemKind.Inconsistent, "a file holds a NUL character")
    {
        Meaning = "PostgreSQL and SQLite end a text at a NUL character, so the rest of the file would not be read.",
        Resolution = "Remove the character.",
    };

    internal static readonly ProblemDefinition Unclosed = new(
        "ST3023",
        ProblemKind.Inconsistent,
        "a string, a comment or a bracket is never closed"
    )
    {
        Meaning = "The file ends inside of a string, a quoted name, a comment, parentheses or the body of a routine.",
        Resolution = "Close it. The message names the place where it was opened.",
        Example = "INSERT INTO films VALUES ('Alien",
    };

    internal static readonly ProblemDefinition Invisible = new(
        "ST3024",
        ProblemKind.Inconsistent,
        "an invisible character outside of a string"
    )
    {
        Meaning =
            "The file holds a control character, a character of direction or a lone carriage return. A reviewer would not see "
            + "the SQL that the server reads.",
        Resolution = "Delete the character, or save the file with LF or CRLF line ends.",
    };

    internal static readonly ProblemDefinition ShellCommand = new(
        "ST3025",
        ProblemKind.Inconsistent,
        "a command of psql or sqlite3 in a migration"
    )
    {
        Meaning = "Commands of the interactive shells, such as \\d and .tables, are no SQL. A server does not know them.",
        Resolution = "Remove the command. Write \\copy as COPY … FROM stdin.",
        Example = "\\connect cinema",
    };

    internal static readonly ProblemDefinition Forbidden = new(
        "ST3026",
        ProblemKind.Inconsistent,
        "a statement is not allowed in a migration"
    )
    {
        Meaning = "The statement would end the transaction that records the migration, or change what later statements mean.",
        Resolution = "Remove the statement. The message names the replacement.",
        Example = "COMMIT",
    };

    internal static readonly ProblemDefinition CopyData = new("ST3027", ProblemKind.Inconsistent, "the data of a COPY is malformed")
    {
        Meaning = "The data of COPY … FROM stdin begins on the line after the semicolon, and ends with a line that holds \\. alone.",
        Resolution = "Begin the data on the next line, and end it with \\. on a line of its own.",
        Example = "COPY films FROM stdin; 1\tAlien",
    };

    internal static readonly ProblemDefinition Header = new("ST3028", ProblemKind.Inconsistent, "a '-- strata:' header is invalid")
    {
        Meaning = "The header is unknown, its arguments are wrong, or it is not on a line of its own before a statement.",
        Resolution = "Write the header as the message shows it, before the statements that it applies to.",
        Example = "-- strata:transaction nothing",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [Empty, Undecodable, NulCharacter, Unclosed, Invisible, ShellCommand, Forbidden, CopyData, Header];
}
