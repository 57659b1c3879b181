using System.Text;
using Strata.Core.MigrationFiles;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Project.SchemaSources;
using Strata.Testing;

namespace Strata.Postgres.Tests;

/// <summary>A catalog goes into its file and comes out equal, for every kind and option that the cases have.</summary>
public sealed class SnapshotTests(PostgresServers servers)
{
    private static readonly PostgresDialect s_dialect = new();

    /// <summary>Each on the newest version that it is about, of those that are wanted.</summary>
    public static TheoryData<int, string> Cases()
    {
        var data = new TheoryData<int, string>();
        foreach (var file in CaseFile.All().Select(CaseFile.Read))
            if (PostgresPackages.Wanted.LastOrDefault(m => m >= file.From && m <= file.Until) is not 0 and var major)
                data.Add(major, Path.GetRelativePath(CaseFile.Root(), file.Path));
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Is_read_as_it_was_written_and_rebuilds_the_database(int major, string path)
    {
        var server = await servers.OfAsync(major);
        var file = CaseFile.Read(Path.Combine(CaseFile.Root(), path));
        await using var database = await server.OpenNewAsync();
        await new DdlLoader(s_dialect).LoadAsync(
            database,
            [.. DdlLoader.Split("set check_function_bodies = off;\n" + file.After, path, s_dialect.Syntax)],
            CancellationToken.None
        );
        var catalog = await s_dialect.ReadAsync(database, CancellationToken.None);

        var bytes = Snapshot.Write(catalog, s_dialect.Kinds, s_dialect.Name);
        var read = Snapshot.Read(bytes, s_dialect.Kinds, s_dialect.Name, "_snapshot.json");
        Assert.Empty(Prover.Differences(read, catalog));
        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(Snapshot.Write(read, s_dialect.Kinds, s_dialect.Name)));

        // What equality leaves out (places of columns, owners of sequences) must be in the file too: the rebuilt database is the same.
        await using var rebuilt = await server.OpenNewAsync();
        await new ShadowRunner(s_dialect).BuildAsync(rebuilt, read, CancellationToken.None);
        var again = await s_dialect.ReadAsync(rebuilt, CancellationToken.None);
        Assert.Empty(Prover.Differences(again, catalog));
    }

    [Theory]
    [InlineData("{", "ST3102", "_snapshot.json:1:")]
    [InlineData("{\n<<<<<<< HEAD\n}", "ST3102", "_snapshot.json:2:1")]
    [InlineData("{\"version\": 99, \"dialect\": \"postgresql\"}", "ST3101", "_snapshot.json")]
    [InlineData("{\"version\": 1, \"dialect\": \"sqlite\"}", "ST3101", "_snapshot.json")]
    [InlineData("{\"version\": 1, \"dialect\": \"postgresql\", \"spaceships\": []}", "ST3101", "_snapshot.json")]
    [InlineData(
        "{\"version\": 1, \"dialect\": \"postgresql\", \"tables\": [{\"id\": [\"table\", \"public\", \"t\"], "
            + "\"wings\": 2}], \"dependsOn\": {}}",
        "ST3102",
        "_snapshot.json"
    )]
    public void A_broken_file_is_explained(string json, string code, string where)
    {
        var e = Assert.Throws<ProblemException>(() =>
            Snapshot.Read(Encoding.UTF8.GetBytes(json), s_dialect.Kinds, s_dialect.Name, "_snapshot.json")
        );
        Assert.Equal((ProblemKind.Inconsistent, code), (e.Kind, e.Problem.Code));
        Assert.StartsWith(where, e.Problem.Where, StringComparison.Ordinal);
    }
}
