using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Npgsql;
using Strata.Testing;

namespace Strata.Postgres.Tests;

/// <summary>
/// Every column of every catalog that a managed kind lives in is read by a query, or <c>catalog_columns.txt</c> says who prints it or why
/// nobody needs to. The list is that of the server: what a later version adds is missing here until somebody decides.
/// </summary>
public sealed partial class CatalogColumnsTests(PostgresServers servers)
{
    // They hold no object: the graph between objects, rights that initdb gave, where files are, who logs in.
    private static readonly string[] s_beside =
    [
        "pg_am",
        "pg_database",
        "pg_depend",
        "pg_init_privs",
        "pg_tablespace",
        // Named as not managed, whole.
        "pg_conversion",
        "pg_opclass",
        "pg_opfamily",
        "pg_subscription",
        "pg_transform",
        "pg_ts_parser",
        "pg_ts_template",
        "pg_user_mapping",
    ];

    // Printed as a whole by pg_get_partkeydef, and named by no query.
    private const string PartitionKeys = "pg_partitioned_table";

    private static readonly string s_root = CaseFile.Root();

    public static TheoryData<int> Majors() => [.. PostgresPackages.Wanted];

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Each_column_has_a_reader_or_a_reason(int major)
    {
        var queries = Queries();
        var reasons = Reasons();
        var columns = await ColumnsAsync(major, queries);
        Assert.True(columns.Count > 300, $"only {columns.Count} columns were found");
        Assert.Empty(columns.Where(c => ReadBy(c, queries).Count == 0 && !reasons.ContainsKey(Name(c))).Select(Name));
    }

    [Fact]
    public async Task Reasons_are_for_columns_that_are_there_and_that_no_query_reads()
    {
        var queries = Queries();
        var columns = new HashSet<string>(StringComparer.Ordinal);
        foreach (var major in PostgresPackages.Wanted)
            columns.UnionWith((await ColumnsAsync(major, queries)).Select(Name));
        foreach (var (column, reason) in Reasons())
        {
            Assert.True(columns.Contains(column) || IsOfAnotherVersion(column), $"{column}: no server has it");
            var parts = column.Split('.');
            Assert.True(ReadBy((parts[0], parts[1]), queries).Count == 0, $"{column} is read, and has a reason why not");
            if (PrintedBy().Match(reason) is { Success: true } printed)
                Assert.True(
                    queries.Values.Any(q => q.Contains(printed.Groups[1].Value, StringComparison.Ordinal)),
                    $"{column}: no query calls {printed.Groups[1].Value}"
                );
        }
    }

    // Gone in 18.
    private static bool IsOfAnotherVersion(string column) => column == "pg_attribute.attcacheoff";

    private static string Name((string Catalog, string Column) c) => $"{c.Catalog}.{c.Column}";

    private static List<string> ReadBy((string Catalog, string Column) c, Dictionary<string, string> queries) =>
        [
            .. queries
                .Where(q =>
                    Regex.IsMatch(q.Value, $@"\b{c.Catalog}\b", RegexOptions.None, TimeSpan.FromSeconds(5))
                    && Regex.IsMatch(q.Value, $@"\.{c.Column}\b", RegexOptions.None, TimeSpan.FromSeconds(5))
                )
                .Select(q => q.Key),
        ];

    /// <summary>The queries of the kinds, and those beside them, by the paths of their files.</summary>
    private static Dictionary<string, string> Queries() =>
        ((string[])["Kinds", "CatalogReading"])
            .SelectMany(f => Directory.GetFiles(Path.Combine(s_root, "src/Strata.Postgres", f), "*.sql", SearchOption.AllDirectories))
            .ToDictionary(f => Path.GetRelativePath(s_root, f), File.ReadAllText);

    /// <summary>A reason a line, and below it the columns that it is for.</summary>
    private static Dictionary<string, string> Reasons([CallerFilePath] string file = "")
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        var reason = "";
        foreach (var line in File.ReadLines(Path.Combine(Path.GetDirectoryName(file)!, "catalog_columns.txt")))
            if (line.StartsWith("  ", StringComparison.Ordinal))
                reasons.Add(line.Trim(), reason);
            else if (line.Length > 0 && line[0] != '#')
                reason = line;
        return reasons;
    }

    private async Task<List<(string Catalog, string Column)>> ColumnsAsync(int major, Dictionary<string, string> queries)
    {
        var named = queries
            .Values.SelectMany(q => CatalogName().Matches(q).Select(m => m.Value))
            .Append(PartitionKeys)
            .Except(s_beside)
            .Distinct()
            .ToArray();
        await using var connection = await (await servers.OfAsync(major)).OpenNewAsync();
        await using var command = new NpgsqlCommand(
            """
            select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind = 'r' and c.relname = any ($1)
              and a.attnum > 0 and not a.attisdropped and a.attname <> 'oid'
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter { Value = named });
        await using var reader = await command.ExecuteReaderAsync();
        List<(string, string)> columns = [];
        while (await reader.ReadAsync())
            columns.Add((reader.GetString(0), reader.GetString(1)));
        return columns;
    }

    [GeneratedRegex(@"\bpg_[a-z_]+\b")]
    private static partial Regex CatalogName();

    [GeneratedRegex(@"^printed by (\w+)$")]
    private static partial Regex PrintedBy();
}
