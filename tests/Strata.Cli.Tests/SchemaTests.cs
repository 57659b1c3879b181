using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Schema.cs that is wrong: the place in it, and no database touched.</summary>
public sealed class SchemaTests(CliServer server)
{
    [Fact]
    public async Task Code_that_is_wrong()
    {
        using var p = await server.ProjectAsync("sqlite");
        p.Schema("Title = Text();", "Title = Txt();");
        await p.RefusedAsync(2, ["push"], "Schema.cs:6:36", "Txt");
        await p.RefusedAsync(2, ["generate"], "Schema.cs:6:36");
        p.Schema("Txt()", "Text(");
        await p.RefusedAsync(2, ["push"], "Schema.cs:6:");
        p.Schema("Text(", "Text()");
        p.Schema(
            "Year  = Integer().Nullable();",
            "Year  = Integer().Nullable();\n    public Films() { throw new System.InvalidOperationException(\"not today\"); }"
        );
        await p.RefusedAsync(2, ["push"], "Schema.cs:8", "not today");
        p.Schema("throw new System.InvalidOperationException(\"not today\");", "System.Environment.Exit(3);");
        await p.RefusedAsync(2, ["push"], "db/src", "Environment.Exit");
        p.Schema("System.Environment.Exit(3);", "Forever();");
        p.Schema("public Films()", "private static void Forever() { Forever(); }\n    public Films()");
        await p.RefusedAsync(2, ["push"], "db/src");
        Directory.Delete(p.At("db/src"), recursive: true);
        await p.RefusedAsync(2, ["push"], "strata.json");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_class_that_is_no_table_has_a_place(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        p.Write("db/src/Odd.cs", "using Strata.Schema;\n\nnamespace Odd;\n\npublic sealed class OddOne : Table { }\n");
        if (dialect == "sqlite")
            await p.RefusedAsync(2, ["push"], "Odd.cs:5", "no columns");
        else
            await p.ExpectAsync(0, "push");
        p.Replace("db/src/Odd.cs", "{ }", "{ public readonly Column A = null!; }");
        await p.RefusedAsync(2, ["push"], "Odd.cs:5", "without a value");
        p.Replace(
            "db/src/Odd.cs",
            "{ public readonly Column A = null!; }",
            "{ public readonly Column A = Text(); public OddOne(int n) { } }"
        );
        await p.RefusedAsync(2, ["push"], "Odd.cs:5", "no constructor");
    }

    [Fact]
    public async Task Code_that_never_ends_is_ended()
    {
        using var p = await server.ProjectAsync("sqlite");
        p.Variables["STRATA_SCHEMA_SECONDS"] = "2";
        p.Schema(Schemas.Last, Schemas.Last + "\n    public Films() { while (true) { } }");
        await p.RefusedAsync(2, ["push"], "2 s", "db/src");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_schema_without_tables_drops_nothing(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "push");
        p.Write("db/src/Schema.cs", "// nothing yet\n");
        await p.RefusedAsync(10, ["push"], "--allow EMPTY");
        await p.RefusedAsync(2, ["generate"], "empty");
        File.Delete(p.At("db/src/Schema.cs"));
        await p.RefusedAsync(2, ["push"], "no .cs file", "derives from Table");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task What_a_database_refuses_has_the_line_of_the_schema(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        p.Schema(Schemas.Last, Schemas.Last + "\n\n    public Films()\n    {\n        Check(\"odd\", $\"no_such_column > 3\");\n    }");
        await p.RefusedAsync(2, ["push"], "Schema.cs:", "no_such_column");
        await p.RefusedAsync(2, ["generate"], "Schema.cs:");
        Assert.False(Directory.Exists(p.At("db/migrations")));
    }
}
