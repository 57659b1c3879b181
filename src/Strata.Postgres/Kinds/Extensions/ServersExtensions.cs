using Strata.Core.Model;
using Strata.Core.Sql;
using Strata.Postgres.Kinds.Comments;

namespace Strata.Postgres.Kinds.Extensions;

/// <summary>
/// The part of an extension that is the server's: its version where no statement names one, and the comment of its control file. A database
/// that differs in that alone has no difference. https://www.postgresql.org/docs/current/extend-extensions.html
/// </summary>
internal static class ServersExtensions
{
    /// <summary>The catalog without the versions that no statement names.</summary>
    public static Catalog Unpin(Catalog catalog, IEnumerable<SqlStatement> statements)
    {
        if (!catalog.Objects.Values.Any(o => o is Extension))
            return catalog;
        var pinned = statements.Select(Pinned).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return catalog.Select(o => o is Extension e && !pinned.Contains(e.Id.Name) ? e with { Version = null } : o);
    }

    /// <summary>The catalog without the versions that another one does not name.</summary>
    public static Catalog Unpin(Catalog catalog, Catalog source) =>
        catalog.Select(o => o is Extension e && source.Find(e.Id) is Extension { Version: null } ? e with { Version = null } : o);

    /// <summary>The catalog with the versions and the comments that another one has, where it leaves them to the server.</summary>
    public static Catalog Align(Catalog catalog, Catalog like)
    {
        if (!like.Objects.Values.Any(o => o is Extension))
            return catalog;
        var aligned = catalog.Select(o =>
            o is Extension e && like.Find(e.Id) is Extension other && (e.Version is null || other.Version is null)
                ? e with
                {
                    Version = other.Version,
                }
                : o
        );
        List<DbObject> comments =
        [
            .. like.Objects.Values.Where(o =>
                o is Comment { On.Type: "extension" } comment && catalog.Find(comment.On) is Extension && catalog.Find(o.Id) is null
            ),
        ];
        return comments.Count == 0 ? aligned : aligned.With(comments);
    }

    private static string? Pinned(SqlStatement statement)
    {
        if (!statement.Is(1, "extension"))
            return null;
        var isCreation = statement.Is(0, "create");
        var words = Enumerable.Range(2, Math.Max(0, statement.Tokens.Length - 2)).ToList();
        var pins = isCreation
            ? words.Any(i => statement.Is(i, "version"))
            : statement.Is(0, "alter") && words.Any(i => statement.Is(i, "update"));
        if (!pins)
            return null;
        var name = isCreation && statement.Is(2, "if") ? 5 : 2;
        return name < statement.Tokens.Length ? Unquoted(statement.TokenText(name)) : null;
    }

    private static string Unquoted(ReadOnlySpan<char> name) =>
        name is ['"', .. var inner, '"']
            ? inner.ToString().Replace("\"\"", "\"", StringComparison.Ordinal)
            : name.ToString().ToLowerInvariant();
}
