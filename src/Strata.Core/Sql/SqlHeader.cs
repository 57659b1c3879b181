using System.Collections.Immutable;
using Strata.Core.Model;

namespace Strata.Core.Sql;

/// <summary>A line <c>-- strata:name arguments</c>: a comment that Strata reads.</summary>
/// <param name="Name">One of <see cref="SqlHeaders"/>'s names.</param>
/// <param name="Arguments">The words after the name.</param>
/// <param name="Where"><c>file:line:column</c>.</param>
public sealed record SqlHeader(string Name, ImmutableArray<string> Arguments, string Where)
{
    /// <summary>True where it changes the run of the file: then it takes part in the file's hash.</summary>
    internal bool ChangesRun => Name is SqlHeaders.Transaction or SqlHeaders.Rebuild;

    /// <summary>1-based number of the statement that follows it; one more than there are where none does.</summary>
    internal int Before { get; init; }

    /// <summary>The text that is hashed and that a migration's reader sees, without <c>-- strata:</c>.</summary>
    public override string ToString() => Arguments.IsEmpty ? Name : $"{Name} {string.Join(' ', Arguments)}";
}

/// <summary>The names of the headers, and their grammar.</summary>
public static class SqlHeaders
{
    /// <summary>
    /// <c>-- strata:transaction shared|own|none</c>: the transactions of the statements that follow, up to the next of these lines. See
    /// <see cref="TransactionDirective"/>.
    /// </summary>
    public const string Transaction = "transaction";

    /// <summary><c>-- strata:acknowledge CODE object</c>: this hazard is acknowledged.</summary>
    public const string Acknowledge = "acknowledge";

    /// <summary><c>-- strata:rebuild table</c>: the file rebuilds this table; no row of it or of its children may be lost.</summary>
    public const string Rebuild = "rebuild";

    /// <summary><c>-- strata:kept NAME</c>: the script needs the rows that are retained under this name.</summary>
    public const string Retained = "kept";

    /// <summary>
    /// <c>-- strata:min-app VERSION</c>: the oldest version of the application that can run on the database once this migration is applied.
    /// </summary>
    public const string MinApp = "min-app";

    private const string Prefix = "strata:";

    /// <summary>The beginning of a line that acknowledges a hazard.</summary>
    internal const string AcknowledgeLine = $"-- {Prefix}{Acknowledge} ";

    /// <summary>
    /// A name as one argument: blanks, line ends and percent signs are written as <c>%20</c> and the like, no name at all as <c>%</c>.
    /// </summary>
    public static string Argument(string name) =>
        name.Length == 0
            ? "%"
            : string.Concat(
                name.Select(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '%' ? Uri.EscapeDataString(c.ToString()) : c.ToString())
            );

    /// <summary>The name in an argument.</summary>
    public static string Name(string argument) => argument == "%" ? "" : Uri.UnescapeDataString(argument);

    /// <summary>The line that a file holds.</summary>
    public static string Line(string name, string argument) => $"-- {Prefix}{name} {argument}\n";

    /// <summary>Reads a line comment; null when it is an ordinary one.</summary>
    /// <param name="source">The file.</param>
    /// <param name="comment">Its token.</param>
    /// <param name="before">Number of the statement that follows.</param>
    internal static SqlHeader? Read(SourceText source, SqlToken comment, int before)
    {
        var text = source.Text.AsSpan(comment.Start + 2, comment.Length - 2).Trim();
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var words = text[Prefix.Length..].ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var name = words.Length == 0 ? "" : words[0];
        ImmutableArray<string> arguments = [.. words.Skip(1)];
        var understood = name switch
        {
            Transaction => arguments is [var mode] && TransactionDirective.Read(mode) is not null,
            Acknowledge => arguments.Length >= 1,
            Rebuild or Retained => arguments.Length == 1,
            MinApp => arguments is [var version] && AppVersion.Parse(version) is not null,
            _ => false,
        };
        if (!understood)
            throw source.Refuse(
                SqlProblems.Header,
                comment.Start,
                $"'{text}' is not a header that is understood",
                "write '-- strata:transaction shared', 'own' or 'none', '-- strata:acknowledge CODE object', '-- strata:rebuild table', "
                    + "'-- strata:min-app 1.4.0' or '-- strata:kept NAME'"
            );
        return new SqlHeader(name, arguments, source.Where(comment.Start)) { Before = before };
    }
}
