using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Strata.Architecture.Tests;

/// <summary>Our own queries call functions by their whole names: an unqualified one may be anybody's.</summary>
public sealed partial class OwnSqlTests
{
    // Part of the grammar and no functions: https://www.postgresql.org/docs/current/functions-conditional.html
    private static readonly HashSet<string> s_syntax = new(StringComparer.OrdinalIgnoreCase)
    {
        "all",
        "and",
        "any",
        "array",
        "as",
        "by",
        "cast",
        "coalesce",
        "exists",
        "extract",
        "from",
        "in",
        "is",
        "nullif",
        "not",
        "on",
        "operator",
        "or",
        "row",
        "select",
        "then",
        "values",
        "where",
    };

    [Fact]
    public void Functions_in_queries_are_qualified()
    {
        var files = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src/Strata.Postgres"), "*.sql", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/cases/", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(files);
        var found = files.SelectMany(f => Unqualified(File.ReadAllText(f)).Select(name => $"{Repository.Name(f)}: {name}()"));
        Assert.Equal([], found);
    }

    [Fact]
    public void Functions_in_queries_of_the_code_are_qualified()
    {
        var texts = Repository
            .Sources("src/Strata.Postgres")
            .SelectMany(f =>
                CSharpSyntaxTree
                    .ParseText(File.ReadAllText(f))
                    .GetRoot()
                    .DescendantTokens()
                    .Where(t => IsText(t.Kind()))
                    .Select(t => (File: f, Text: t.ValueText))
            )
            .Where(t => t.Text.Contains("pg_catalog.", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(texts);
        Assert.Equal([], texts.SelectMany(t => Unqualified(t.Text).Select(name => $"{Repository.Name(t.File)}: {name}()")));
    }

    [Theory]
    [InlineData("select count(*) from pg_catalog.pg_class", "count")]
    [InlineData("select pg_catalog.count(*), coalesce(max(oid), 0) from pg_catalog.pg_class -- now()", "max")]
    [InlineData("with owned(a) as (select 'now()') select a from owned", "")]
    public void An_unqualified_one_is_found(string sql, string expected) => Assert.Equal(expected, string.Join(' ', Unqualified(sql)));

    private static bool IsText(SyntaxKind kind) =>
        kind
            is SyntaxKind.StringLiteralToken
                or SyntaxKind.SingleLineRawStringLiteralToken
                or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.InterpolatedStringTextToken;

    private static IEnumerable<string> Unqualified(string sql)
    {
        var code = TextOrComment().Replace(sql, "''");
        var aliases = Alias().Matches(code).Select(m => m.Groups[1].Value + m.Groups[2].Value).ToHashSet(StringComparer.Ordinal);
        return Call().Matches(code).Select(m => m.Groups[1].Value).Where(n => !s_syntax.Contains(n) && !aliases.Contains(n));
    }

    [GeneratedRegex(@"'(?:[^']|'')*'|--[^\n]*")]
    private static partial Regex TextOrComment();

    // A name with the columns that it gives: with t(a) as (…), (…) t(a), f(x) as t(a).
    [GeneratedRegex(
        @"(?:(?:\b(?:with|as|recursive|ordinality)\s+|\)\s+)(\w+)\(|\b(\w+)\s?\([\w, ]*\)\s+as\s+(?:materialized\s+)?\()",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Alias();

    [GeneratedRegex(@"(?<![\w.:$""{])([a-z_][a-z_0-9]*)\((?!\$)", RegexOptions.IgnoreCase)]
    private static partial Regex Call();
}
