using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres;
using Strata.Sqlite;

namespace Strata.Architecture.Tests;

/// <summary>The page of the kinds of objects: what their models and facets say of them.</summary>
internal static partial class KindsPage
{
    private const string Head = """
        # Kinds of objects

        For each kind: what is compared, and what becomes of a difference. A difference that no statement of the server makes is a drop and
        a creation; where that would lose rows it is refused (ST1001), unless the kind says below that it takes the rows over.

        | State | Where it is compared |
        | --- | --- |
        | NOT VALID, NOT ENFORCED | constraints of tables, foreign tables and domains; NOT NULL of a column from PostgreSQL 18 on |
        | invalid, not ready | indexes: one that a failed build left is drift |
        | disabled | triggers, event triggers, rules; a constraint's own triggers are named as not managed |
        | not attached | an index of a partition is bound to its parent's or not: *index partitions* |
        | inherited | what a child or partition has from its parent is compared where it differs from what the server repeats |
        | owned | who owns an object is the environment's, and is not compared; the column that owns a sequence is: *sequence owners* |

        What no kind below reads is named by every command as not managed: base types, operator classes and families, conversions,
        transforms, text search parsers and templates, languages, user mappings, subscriptions, constraint triggers that are switched off,
        a partition whose detach did not end.

        """;

    private const int PerLine = 8;

    /// <summary>The page.</summary>
    public static string Text()
    {
        var page = new StringBuilder(Head);
        foreach (
            var (product, dialect) in (ReadOnlySpan<(string, IDialect)>)
                [("PostgreSQL", new PostgresDialect()), ("SQLite", new SqliteDialect())]
        )
        {
            page.Append($"\n## {product}\n");
            foreach (var kind in dialect.Kinds.All.OrderBy(k => k.Section, StringComparer.Ordinal))
                Append(page, kind);
        }
        return page.ToString();
    }

    private static void Append(StringBuilder page, ObjectKind kind)
    {
        page.Append($"\n### {Words(kind.Section)}\n\n");
        page.Append($"- Compared: {Compared(kind.Model)}\n");
        page.Append($"- Written in {(kind.InCSharp is null ? "SQL" : "C# or SQL")}\n");
        page.Append(
            AltersInPlace(kind)
                ? "- Altered in place where the server has a statement for it\n"
                : "- Never altered in place: dropped, and created as it is wanted\n"
        );
        if (kind.Rename is { } rename)
            page.Append($"- Renamed {(rename.ByContent ? "where an equal one has another name" : "where the schema says so")}\n");
        if (kind.Replacement is not null)
            page.Append("- Replaced with its rows, where it cannot be altered\n");
        if (kind.Retention?.Retain is not null)
            page.Append("- Retained when it is dropped, by `generate --keep`\n");
        if (kind.Nouns.Count > 0)
            page.Append($"- Left alone by a rule of `\"ignore\"`: {string.Join(", ", kind.Nouns.Select(n => $"`{n}`"))}\n");
    }

    private static bool AltersInPlace(ObjectKind kind) =>
        kind.GetType().GetMethods().Any(m => m.Name == "Diff" && m.DeclaringType != m.GetBaseDefinition().DeclaringType);

    /// <summary>The properties that a difference can be in: those that are set, and neither addresses nor carried along.</summary>
    private static string Compared(Type model)
    {
        List<string> properties = [];
        for (var type = model; type is not null && type != typeof(DbObject); type = type.BaseType)
            properties.AddRange(
                type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
                    .Where(p => p.SetMethod is not null && !typeof(ICarried).IsAssignableFrom(p.PropertyType))
                    .Select(p => Words(p.Name))
            );
        return properties.Count == 0
            ? "that it is there"
            : string.Join(",\n  ", properties.Chunk(PerLine).Select(line => string.Join(", ", line)));
    }

    private static string Words(string name) => Upper().Replace(name, m => " " + m.Value.ToLowerInvariant()).Trim().ToLowerInvariant();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Upper();
}
