using System.Collections.Immutable;
using Strata.Core.Model;

namespace Strata.Core.Sql;

/// <summary>The lexical features of one SQL dialect: all that cutting a file into statements and transactions needs.</summary>
public sealed record SqlSyntax
{
    /// <summary>The word in the journal: <c>postgresql</c>, <c>sqlite</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>$tag$ … $tag$</c> is a string, <c>$1</c> a parameter.</summary>
    public bool DollarQuotes { get; init; }

    /// <summary>A block comment inside a block comment opens another level.</summary>
    public bool NestedComments { get; init; }

    /// <summary><c>E'it\'s'</c>: a backslash escapes what follows it.</summary>
    public bool EscapeStrings { get; init; }

    /// <summary><c>[name]</c> is a quoted name.</summary>
    public bool BracketIdentifiers { get; init; }

    /// <summary><c>`name`</c> is a quoted name.</summary>
    public bool BacktickIdentifiers { get; init; }

    /// <summary><c>CREATE TRIGGER … BEGIN …; …; END</c> is one statement.</summary>
    public bool TriggerBodies { get; init; }

    /// <summary><c>CREATE FUNCTION … BEGIN ATOMIC …; …; END</c> is one statement.</summary>
    public bool AtomicBodies { get; init; }

    /// <summary><c>COPY … FROM stdin;</c> is followed by lines of data up to <c>\.</c>.</summary>
    public bool CopyData { get; init; }

    /// <summary>A backslash outside strings is a command of the interactive shell, and refused by that name.</summary>
    public bool BackslashCommands { get; init; }

    /// <summary>An unterminated block comment at the end of the file is a complete one.</summary>
    public bool OpenCommentAtEnd { get; init; }

    /// <summary>The transaction of a statement that no directive is about: decided by the server's own rules.</summary>
    public Func<SqlStatement, TransactionMode> ModeOf { get; init; } = static _ => TransactionMode.Shared;

    /// <summary>
    /// Outside of a transaction the statement may commit a part of its work by itself, so that its failure does not tell what it did.
    /// </summary>
    public Func<SqlStatement, bool> CommitsItself { get; init; } = static _ => false;

    /// <summary>Statements that may not stand in a migration: they would end the transaction, or leak into the session.</summary>
    public ImmutableArray<ForbiddenStatement> Forbidden { get; init; } = [];
}

/// <summary>A statement a migration may not hold, known by its first words.</summary>
/// <param name="Words">Upper-case words separated by one space, as the statement begins.</param>
/// <param name="Reason">Completes "… is not allowed in a migration: ".</param>
/// <param name="Fix">The advice.</param>
public sealed record ForbiddenStatement(string Words, string Reason, string Fix)
{
    internal ImmutableArray<string> Sequence { get; } = [.. Words.Split(' ')];
}
