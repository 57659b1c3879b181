using System.Diagnostics;
using System.Globalization;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Project.SchemaSources.CSharp;
using Strata.Schema.Output;

namespace Strata.Schema.Tests;

/// <summary>The way of a folder of C# files through the client and the host, which runs in its own process.</summary>
public sealed class HostTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("strata-schema-");
    private readonly Notices _notices = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Sample_of_the_documentation_gives_its_objects()
    {
        var script = await Client().LoadAsync(Path.Combine(AppContext.BaseDirectory, "Schemas", "sample"), "postgresql", Token);
        Assert.Equal(
            [
                "extension pg_trgm",
                "type public.movie_type",
                "table public.movies",
                "table public.pricing_tiers",
                "index public.movies_created_at_slug_idx",
                "table constraint public.movies.movies_pricing_tier_id_fkey",
                "view public.feature_films",
            ],
            script.Statements.Select(s => s.Object)
        );
        Assert.Equal(("Schema.cs", 16), (script.Statements[4].File, script.Statements[4].Line));
    }

    [Fact]
    public async Task Schema_with_every_type_and_option_gives_all_statements()
    {
        var script = await Client().LoadAsync(Path.Combine(AppContext.BaseDirectory, "Schemas", "everything"), "postgresql", Token);
        var file = Assert.Single(script.Statements, s => s.Kind == SchemaStatement.SqlFile);
        Assert.Equal("sql/postgresql/aggregates.sql", file.File);
        Assert.Equal(["public", "booking", "counters"], script.Schemas);
        Assert.Equal(89, script.Statements.Count);
    }

    [Fact]
    public async Task Load_of_an_unchanged_folder_starts_no_process()
    {
        Write("Schema.cs", "public class A : Strata.Schema.Table { public A() => System.Console.WriteLine(\"ran\"); }");
        await Load();
        await Load();
        Assert.Equal(["the schema printed: ran"], _notices.Texts);
        Write("extra.sql", "select 1");
        await Load();
        Assert.Equal(2, _notices.Texts.Count);
    }

    [Fact]
    public async Task Compile_error_has_code_file_and_line()
    {
        Write("Schema.cs", "using Strata.Schema;\npublic class A : Table\n{\n    public readonly Column B = Txt();\n}\n");
        Write("sub/Other.cs", "class {");
        var problem = await Refused();
        Assert.Equal("ST2103", problem.Code);
        Assert.Equal($"{Path.Combine(_folder.FullName, "Schema.cs")}:4:32", problem.Where);
        Assert.StartsWith("CS0103: The name 'Txt' does not exist", problem.What);
        Assert.Contains("Other.cs:1:7: CS1001", problem.What);
        Assert.Equal($"{Path.Combine(_folder.FullName, "Schema.cs")}:4:32", problem.Where);
    }

    [Theory]
    [InlineData("BigInt()", "did you mean Bigint?")]
    [InlineData("Txt()", "did you mean Text?")]
    [InlineData("Text().Nulable()", "did you mean Nullable?")]
    [InlineData("Text().References<C>(c => c.Idd)", "did you mean Id?")]
    [InlineData("Text().Default(E.Hihg)", "did you mean High?")]
    [InlineData("Text().GeneratedAs($\"1\")", "did you mean Generated?")]
    [InlineData("Wherever()", null)]
    public async Task Unknown_name_near_a_known_one_is_suggested(string code, string? suggestion)
    {
        Write(
            "Schema.cs",
            $"using Strata.Schema;\npublic enum E {{ High }}\npublic class C : Table {{ public readonly Column Id = "
                + $"Integer().PrimaryKey(); }}\npublic class A : Table\n{{\n    public readonly Column B = {code};\n}}\n"
        );
        var what = (await Refused()).What;
        if (suggestion is null)
            Assert.DoesNotContain("did you mean", what);
        else
            Assert.Contains(suggestion, what);
    }

    [Fact]
    public async Task Exception_of_the_schema_is_reported()
    {
        Write(
            "Schema.cs",
            "using Strata.Schema;\npublic class A : Table\n{\n    public A()\n    {\n        string? s = "
                + "null;\n        _ = int.Parse(\"x\") + s!.Length;\n    }\n}\n"
        );
        var problem = await Refused();
        Assert.Contains("FormatException: The input string 'x'", problem.What);
    }

    [Fact]
    public async Task Mistake_has_file_and_line()
    {
        Write("Schema.cs", "using Strata.Schema;\npublic class A : Table\n{\n    public A()\n    {\n        Index(\"nope\");\n    }\n}\n");
        var problem = await Refused();
        Assert.Contains("table a has no column \"nope\"", problem.What);
        Assert.Equal($"{Path.Combine(_folder.FullName, "Schema.cs")}:6", problem.Where);
    }

    [Theory]
    [InlineData("while (true) { }", 3, "did not finish within 3 s")]
    [InlineData("System.Threading.Thread.Sleep(-1);", 3, "did not finish within 3 s")]
    [InlineData("System.Environment.Exit(0);", 60, "ended the process")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess().Kill();", 60, "ended the process")]
    [InlineData("F();", 60, "ended the process")]
    public async Task Schema_that_does_not_return_is_reported(string statement, int seconds, string expected)
    {
        Write("Schema.cs", $"public class A : Strata.Schema.Table {{ public A() {{ {statement} }} static int F() => F() + 1; }}");
        Assert.Contains(expected, (await Refused(TimeSpan.FromSeconds(seconds))).What);
    }

    [Fact]
    public async Task Output_to_the_raw_stream_leaves_the_document_intact()
    {
        Write(
            "Schema.cs",
            "public class A : Strata.Schema.Table { public A() { using var o = System.Console.OpenStandardOutput(); "
                + "o.Write(\"{noise}\\n\"u8); } }"
        );
        Assert.Single((await Load()).Statements);
    }

    [Fact]
    public async Task Schema_sees_no_secrets()
    {
        Write(
            "Schema.cs",
            "public class A : Strata.Schema.Table { public A() { foreach (System.Collections.DictionaryEntry e in "
                + "Environment.GetEnvironmentVariables()) Console.WriteLine(e.Key); } }"
        );
        await Load();
        Assert.Contains("the schema printed: PATH", _notices.Texts);
        Assert.DoesNotContain(
            _notices.Texts,
            n => n.Contains("STAGING", StringComparison.Ordinal) || n.Contains("PGPASSWORD", StringComparison.Ordinal)
        );
    }

    [Theory, InlineData("while (true) { }"), InlineData("")]
    public async Task What_the_schema_started_ends_with_it(string end)
    {
        var mark = $"strata-{Guid.NewGuid():N}";
        var own = HostIsolation.Of(1024, EnvironmentVariables.OfProcess()).IsNamespace ? "setsid" : "exec";
        Write(
            "Schema.cs",
            $$"""
            public class A : Strata.Schema.Table { public A() {
                foreach (var leader in new[] { "exec", "exec", "{{own}}" })
                    System.Diagnostics.Process.Start("/bin/sh", new[] { "-c", leader + " sh -c 'sleep 300; : {{mark}}' &" })!.WaitForExit();
                {{end}} } }
            """
        );
        if (end.Length == 0)
            await Load();
        else
            Assert.Contains("did not finish within 3 s", (await Refused(TimeSpan.FromSeconds(3))).What);
        for (var i = 0; i < 50 && Running(mark); i++)
            await Task.Delay(20, Token);
        Assert.False(Running(mark));
    }

    [Fact]
    public async Task Schema_sees_no_other_process()
    {
        Assert.SkipUnless(HostIsolation.Of(1024, EnvironmentVariables.OfProcess()).IsNamespace, "this kernel gives no process namespace");
        using var other = Process.Start(
            new ProcessStartInfo("sleep", ["60"]) { Environment = { ["PGPASSWORD"] = "MARKED" }, RedirectStandardInput = true }
        )!;
        Write(
            "Schema.cs",
            """
            public class A : Strata.Schema.Table { public A() {
                foreach (var process in Directory.GetDirectories("/proc").Where(d => char.IsDigit(d["/proc/".Length])))
                    Console.WriteLine(process + " " + File.ReadAllText(process + "/environ").Replace('\0', ' ')); } }
            """
        );
        await Load();
        other.Kill();
        Assert.Contains(_notices.Texts, n => n.Contains("/proc/1 ", StringComparison.Ordinal));
        Assert.DoesNotContain(_notices.Texts, n => n.Contains("MARKED", StringComparison.Ordinal));
        Assert.DoesNotContain(_notices.Texts, n => n.Contains($"/proc/{Environment.ProcessId} ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("var all = new List<byte[]>(); while (true) { var b = new byte[1 << 20]; Array.Fill(b, (byte)1); all.Add(b); }")]
    [InlineData("while (true) { System.Runtime.InteropServices.Marshal.AllocHGlobal(1 << 24); }")]
    public async Task Schema_that_needs_too_much_memory_is_ended(string code)
    {
        Write("Schema.cs", $"public class A : Strata.Schema.Table {{ public A() {{ {code} }} }}");
        var problem = await Refused();
        Assert.True(problem.Code == "ST2108", problem.What);
        Assert.Contains("2048 MiB", problem.What);
    }

    private static bool Running(string mark) =>
        Directory
            .EnumerateDirectories("/proc")
            .Where(d => char.IsDigit(Path.GetFileName(d)[0]))
            .Any(d =>
            {
                try
                {
                    return File.ReadAllText(Path.Combine(d, "cmdline")).Contains(mark, StringComparison.Ordinal);
                }
                catch (IOException)
                {
                    return false;
                }
            });

    [Theory]
    [InlineData("Uuid().Default(System.Guid.NewGuid())")]
    [InlineData("Date().Default(System.DateTime.Today)")]
    [InlineData("Timestamp().Default(System.DateTime.Now)")]
    [InlineData("Text().Default((1.5).ToString())")]
    [InlineData("Text().Default(System.TimeZoneInfo.Local.Id)")]
    public async Task Schema_that_reads_otherwise_elsewhere_is_refused(string column)
    {
        Write("Schema.cs", $"public class A : Strata.Schema.Table\n{{\n    public readonly Strata.Schema.Column When = {column};\n}}\n");
        var problem = await Refused();
        Assert.Contains("table public.a reads otherwise each time", problem.What, StringComparison.Ordinal);
        Assert.Contains("Schema.cs", problem.Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_are_not_cached()
    {
        Write("Schema.cs", "public class A : Strata.Schema.Table { public A() => Index(\"nope\"); }");
        await Refused();
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.FullName, ".cache"), "*.json"));
        await Refused();
    }

    [Fact]
    public async Task Broken_cache_entry_is_ignored()
    {
        Write("Schema.cs", "public class A : Strata.Schema.Table;");
        await Load();
        foreach (var file in Directory.GetFiles(Path.Combine(_folder.FullName, ".cache"), "*.json"))
            await File.WriteAllTextAsync(file, "{", Token);
        Assert.Single((await Load()).Statements);
    }

    [Fact]
    public async Task Missing_folder_and_pattern_without_files_are_errors()
    {
        var missing = await Assert.ThrowsAsync<ProblemException>(() =>
            Client().LoadAsync(Path.Combine(_folder.FullName, "nowhere"), "sqlite", Token)
        );
        Assert.Equal("ST2101", missing.Problem.Code);
        Assert.Contains("no .cs file in the schema folder", (await Refused()).What);
        Write("Schema.cs", "public class D : Strata.Schema.Database { public D() => SqlFiles(\"sqll/*.sql\"); }");
        Assert.Contains("matches no file", (await Refused()).What);
    }

    private SchemaHostClient Client(TimeSpan? limit = null)
    {
        var variables = new Dictionary<string, string>(EnvironmentVariables.OfProcess().All)
        {
            ["STAGING_DATABASE_URL"] = "postgresql://secret",
            ["PGPASSWORD"] = "secret",
        };
        if (limit is { } time)
            variables["STRATA_SCHEMA_SECONDS"] = time.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return new(
            new EnvironmentVariables(variables),
            TimeProvider.System,
            new SchemaCache(Path.Combine(_folder.FullName, ".cache")),
            _notices
        );
    }

    private Task<SchemaScript> Load() => Client().LoadAsync(_folder.FullName, "postgresql", Token);

    private async Task<Problem> Refused(TimeSpan? limit = null)
    {
        var refused = await Assert.ThrowsAsync<ProblemException>(() => Client(limit).LoadAsync(_folder.FullName, "postgresql", Token));
        Assert.Equal(ProblemKind.Usage, refused.Kind);
        return refused.Problem;
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
