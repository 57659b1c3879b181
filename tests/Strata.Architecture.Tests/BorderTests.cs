using System.Reflection;
using System.Text.RegularExpressions;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Postgres;
using Strata.Sqlite;

namespace Strata.Architecture.Tests;

/// <summary>The borders of the architecture: who may know whom, and what may stand where.</summary>
public sealed partial class BorderTests
{
    private static readonly Assembly s_core = typeof(Problem).Assembly;

    [Theory]
    [InlineData("Strata.Core", new string[0])]
    [InlineData("Strata.Schema", new string[0])]
    [InlineData("Strata.Postgres", new[] { "Strata.Core" })]
    [InlineData("Strata.Sqlite", new[] { "Strata.Core" })]
    [InlineData("Strata.Project", new[] { "Strata.Core", "Strata.Schema" })]
    [InlineData("Strata", new[] { "Strata.Project", "Strata.Postgres", "Strata.Sqlite", "Strata.SchemaHost" })]
    [InlineData("Strata.Deploy", new[] { "Strata" })]
    [InlineData("Strata.Cli", new[] { "Strata", "Strata.Deploy" })]
    [InlineData("Strata.SchemaHost", new[] { "Strata.Schema" })]
    public void Projects_point_one_way(string project, string[] allowed)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "src", project, project + ".csproj"));
        Assert.Equal(allowed, ProjectReference().Matches(text).Select(m => m.Groups[1].Value));
    }

    [Fact]
    public void Core_references_no_provider_and_no_console() =>
        Assert.DoesNotContain(
            s_core.GetReferencedAssemblies(),
            a =>
                a.Name is { } n
                && (
                    n.StartsWith("Npgsql", StringComparison.Ordinal)
                    || n.Contains("Sqlite", StringComparison.Ordinal)
                    || n.StartsWith("Spectre", StringComparison.Ordinal)
                    || n == "System.CommandLine"
                    || n == "System.Console"
                )
        );

    [Fact]
    public void Core_names_no_kind()
    {
        var kinds = typeof(PostgresKinds)
            .Assembly.GetTypes()
            .Concat(typeof(SqliteKinds).Assembly.GetTypes())
            .Where(t => t.IsSubclassOf(typeof(DbObject)))
            .Select(t => t.Name)
            .ToHashSet();
        Assert.NotEmpty(kinds);
        Assert.DoesNotContain(s_core.GetTypes(), t => t.IsSubclassOf(typeof(DbObject)));
        // Comments may speak of tables; code that asks what type an object is may not.
        var asks = Repository
            .Sources("src/Strata.Core")
            .SelectMany(f => File.ReadLines(f).Select((l, i) => (f, i, l)))
            .Where(x => TypeTest().IsMatch(x.l))
            .ToList();
        Assert.True(asks.Count == 0, string.Join('\n', asks.Select(x => $"{Repository.Name(x.f)}:{x.i + 1}: {x.l.Trim()}")));
    }

    [Fact]
    public void Slices_and_planner_are_pure()
    {
        string[] folders =
        [
            "src/Strata.Core/Diffing",
            "src/Strata.Core/Model",
            "src/Strata.Core/Planning/Passes",
            "src/Strata.Core/Safety",
            "src/Strata.Postgres/Kinds",
            "src/Strata.Postgres/Lints",
            "src/Strata.Sqlite/Kinds",
            "src/Strata.Sqlite/Lints",
        ];
        AssertNone(folders, Impure(), "a slice, a rule or the planner touches a connection, the clock, chance, the environment or a file");
    }

    [Fact]
    public void Nothing_blocks_on_a_task() => AssertNone(["src"], Blocking(), "blocking on a task");

    [Fact]
    public void No_code_looks_inside_the_sql_of_a_step() => AssertNone(["src"], InsideSql(), "SQL is text only at the end");

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        var longer = Repository
            .Sources("src")
            .Concat(Repository.Sources("tests"))
            .Select(f => (f, Lines: File.ReadLines(f).Count()))
            .Where(p => p.Lines > 400)
            .Select(p => $"{Repository.Name(p.f)}: {p.Lines}")
            .ToList();
        Assert.Empty(longer);
    }

    [Fact]
    public void Values_are_sealed_records()
    {
        var open = s_core
            .GetTypes()
            .Concat(typeof(PostgresKinds).Assembly.GetTypes())
            .Concat(typeof(SqliteKinds).Assembly.GetTypes())
            .Where(t => (t.IsSubclassOf(typeof(DbObject)) || t.IsSubclassOf(typeof(Core.Model.Change))) && !t.IsAbstract && !t.IsSealed)
            .Select(t => t.FullName);
        Assert.Empty(open);
    }

    [Fact]
    public void Lists_in_values_have_value_equality()
    {
        var bad = typeof(PostgresKinds)
            .Assembly.GetTypes()
            .Concat(typeof(SqliteKinds).Assembly.GetTypes())
            .Where(t => t.IsSubclassOf(typeof(DbObject)))
            .SelectMany(t =>
                t.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
                    .Where(p =>
                        p.CanWrite
                        && p.PropertyType != typeof(string)
                        && typeof(System.Collections.IEnumerable).IsAssignableFrom(p.PropertyType)
                        && !p.PropertyType.Name.StartsWith("EquatableArray", StringComparison.Ordinal)
                    )
                    .Select(p => $"{t.Name}.{p.Name}")
            );
        Assert.Empty(bad);
    }

    [Fact]
    public void Services_are_sealed()
    {
        var open = s_core
            .GetTypes()
            .Where(t => t.IsClass && !t.IsAbstract && !t.IsSealed && t.IsPublic && !t.IsSubclassOf(typeof(Exception)))
            .Select(t => t.FullName);
        Assert.Empty(open);
    }

    private static void AssertNone(string[] folders, Regex pattern, string why)
    {
        var found = folders
            .SelectMany(Repository.Sources)
            .SelectMany(f => File.ReadLines(f).Select((l, i) => (f, i, l)))
            .Where(x => !x.l.TrimStart().StartsWith("//", StringComparison.Ordinal) && pattern.IsMatch(x.l))
            .ToList();
        Assert.True(found.Count == 0, $"{why}:\n{string.Join('\n', found.Select(x => $"{Repository.Name(x.f)}:{x.i + 1}: {x.l.Trim()}"))}");
    }

    [GeneratedRegex(@"<ProjectReference\s+Include=""\.\./[^/]+/([^""/]+)\.csproj""")]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"\bis (not )?(Table|Column|View|EnumType|ForeignKey|Check|Unique|PrimaryKey|Function|Trigger|TableIndex)\b")]
    private static partial Regex TypeTest();

    [GeneratedRegex(
        @"DbConnection|NpgsqlConnection|SqliteConnection|DateTime(Offset)?\.|TimeProvider|\bRandom\b"
            + @"|\bEnvironment\.|\bFile\.|\bDirectory\.|Guid\.NewGuid"
    )]
    private static partial Regex Impure();

    [GeneratedRegex(@"(?i:task|async\([^)]*\))\.Result\b|\.Wait\(\)|GetAwaiter\(\)\.GetResult|Thread\.Sleep")]
    private static partial Regex Blocking();

    [GeneratedRegex(@"\.Sql\.(Contains|StartsWith|EndsWith|IndexOf|Replace|Split)\b")]
    private static partial Regex InsideSql();
}
