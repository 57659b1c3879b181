using System.Collections.Immutable;
using Strata.Core.Model;

namespace Strata.Core.Sql;

/// <summary>A line <c>-- strata:name arguments</c>: the few comments that mean something.</summary>
/// <param name="Name">One of <see cref="SqlHeaders"/>'s names.</param>
/// <param name="Arguments">What follows the name, cut at white space.</param>
/// <param name="Where"><c>file:line:column</c>.</param>
public sealed record SqlHeader(string Name, ImmutableArray<string> Arguments, string Where)
{
    /// <summary>It changes what running the file does, so it takes part in the file's hash.</summary>
    internal bool ChangesRun => Name is SqlHeaders.Transaction or SqlHeaders.Rebuild;
}

/// <summary>The headers there are.</summary>
public static class SqlHeaders
{
    /// <summary><c>-- strata:transaction none</c>: every statement of the file runs outside of a transaction.</summary>
    public const string Transaction = "transaction";

    /// <summary><c>-- strata:acknowledge CODE object</c>: somebody has seen this hazard and means it.</summary>
    public const string Acknowledge = "acknowledge";

    /// <summary><c>-- strata:rebuild table</c>: the file builds this table anew; no row of it or of its children may be lost.</summary>
    public const string Rebuild = "rebuild";

    /// <summary><c>-- strata:kept NAME</c>: the script needs what is kept under this name.</summary>
    public const string Kept = "kept";

    /// <summary>
    /// <c>-- strata:min-app VERSION</c>: the oldest version of the application that can run on the database once this migration is applied.
    /// </summary>
    public const string MinApp = "min-app";

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

    private const string Prefix = "strata:";

    /// <summary>Reads a line comment; null when it is an ordinary one.</summary>
    internal static SqlHeader? Read(SourceText source, SqlToken comment)
    {
        var text = source.Text.AsSpan(comment.Start + 2, comment.Length - 2).Trim();
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var words = text[Prefix.Length..].ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var name = words.Length == 0 ? "" : words[0];
        ImmutableArray<string> arguments = [.. words.Skip(1)];
        var understood = name switch
        {
            Transaction => arguments is ["none"],
            Acknowledge => arguments.Length >= 1,
            Rebuild or Kept => arguments.Length == 1,
            MinApp => arguments is [var version] && AppVersion.Parse(version) is not null,
            _ => false,
        };
        if (!understood)
            throw source.Refuse(
                "ST3028",
                comment.Start,
                $"'{text}' is not a header that is understood",
                "write '-- strata:transaction none', '-- strata:acknowledge CODE object', '-- strata:rebuild table', '-- "
                    + "strata:min-app 1.4.0' or '-- strata:kept NAME'"
            );
        return new SqlHeader(name, arguments, source.Where(comment.Start));
    }
}
