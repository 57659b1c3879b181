using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Postgres.Syntax;
using Strata.Testing;

namespace Strata.Core.Tests.MigrationFiles;

/// <summary>The problems of a folder that was changed by hand.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly MigrationProject _project = new(PostgresSyntax.Instance);

    public void Dispose() => _project.Dispose();

    private string File(string name) => Path.Combine(_project.Path, name);

    private async Task WriteThreeAsync()
    {
        await _project.AddAsync("create table a (id int);\ninsert into a values (1);\n", "one", "drop table a;\n");
        await _project.AddAsync("create table b (id int);\n", "two");
        await _project.AddAsync("create table c (id int);\n", "three");
    }

    private async Task<Problem> OnlyProblemAsync()
    {
        var folder = await _project.ReadAsync();
        var stopped = Assert.Throws<ProblemException>(folder.ThrowIfBroken);
        Assert.Equal(ProblemKind.Inconsistent, stopped.Kind);
        return Assert.Single(folder.Problems);
    }

    private void Edit(string name, Func<string, string> edit) =>
        System.IO.File.WriteAllText(File(name), edit(System.IO.File.ReadAllText(File(name))));

    [Fact]
    public async Task A_whole_folder_has_no_problem_and_its_chain_is_linear()
    {
        await WriteThreeAsync();
        var folder = await _project.ReadAsync();
        folder.ThrowIfBroken();
        Assert.Empty(folder.Notes);
        Assert.Equal(["0000_one", "0001_two", "0002_three"], folder.Migrations.Select(m => m.Tag));
        Assert.Equal([Journal.Root, folder.Migrations[0].Chain, folder.Migrations[1].Chain], folder.Migrations.Select(m => m.Entry.Parent));
    }

    [Theory]
    [InlineData("values (1)", "values (2)", 2, "statement 2 (insert into a values) is another one")]
    [InlineData("\ninsert into a values (1);", "", 0, "1 of 2 statements were removed at its end")]
    [InlineData("create table a (id int);\n", "", 1, "1 of 2 statements were removed, the first before statement 1 (insert into a values)")]
    [InlineData("values (1);\n", "values (1);\nselect 1;\n", 3, "statement 3 (select) was added")]
    [InlineData("create", "-- strata:transaction none\ncreate", 0, "header")]
    public async Task An_edit_names_the_statement(string from, string to, int line, string expected)
    {
        await WriteThreeAsync();
        Edit("0000_one.sql", s => s.Replace(from, to, StringComparison.Ordinal));
        var problem = await OnlyProblemAsync();
        Assert.Equal("ST3012", problem.Code);
        Assert.Contains(expected, problem.What, StringComparison.Ordinal);
        Assert.EndsWith(line == 0 ? "0000_one.sql" : $"0000_one.sql:{line}:1", problem.Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edited_comment_is_a_note_and_line_ends_are_not_even_that()
    {
        await WriteThreeAsync();
        Edit("0001_two.sql", s => "-- Copyright\n" + s);
        Edit("0002_three.sql", s => "\uFEFF" + s.ReplaceLineEndings("\r\n"));
        var folder = await _project.ReadAsync();
        folder.ThrowIfBroken();
        Assert.Equal("ST3090", Assert.Single(folder.Notes).Code);
    }

    [Fact]
    public async Task Missing()
    {
        await WriteThreeAsync();
        System.IO.File.Delete(File("0001_two.sql"));
        Assert.Equal("ST3010", (await OnlyProblemAsync()).Code);
    }

    [Fact]
    public async Task Extra()
    {
        await WriteThreeAsync();
        System.IO.File.WriteAllText(File("0003_extra.sql"), "select 1;");
        Assert.Equal("ST3011", (await OnlyProblemAsync()).Code);
    }

    [Fact]
    public async Task Renamed()
    {
        await WriteThreeAsync();
        System.IO.File.Move(File("0001_two.sql"), File("0001_zwei.sql"));
        var problem = await OnlyProblemAsync();
        Assert.Equal("ST3013", problem.Code);
        Assert.Contains("0001_two was renamed to 0001_zwei", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edited_down_script()
    {
        await WriteThreeAsync();
        Edit("0000_one.down.sql", _ => "drop table a cascade;");
        Assert.Equal("ST3018", (await OnlyProblemAsync()).Code);
    }

    [Fact]
    public async Task Two_branches_that_made_the_same_number()
    {
        await WriteThreeAsync();
        var folder = await _project.ReadAsync();
        var ours = folder.Journal.Entries[^1];
        System.IO.File.WriteAllText(File("0002_theirs.sql"), "create table d (id int);\n");
        var theirs = ours with
        {
            Tag = "0002_theirs",
            Hash = Strata.Core.Sql.SqlScript.Parse("create table d (id int);", PostgresSyntax.Instance, "x").ScriptHash,
            Statements = null,
            Text = null,
        };
        await System.IO.File.WriteAllBytesAsync(
            MigrationFolder.JournalPath(_project.Path),
            JournalJson.Write(folder.Journal with { Entries = [.. folder.Journal.Entries, theirs] }),
            TestContext.Current.CancellationToken
        );
        var codes = (await _project.ReadAsync()).Problems.Select(p => p.Code);
        Assert.Equal(["ST3015", "ST3014"], codes);
    }

    [Fact]
    public async Task Reordered()
    {
        await WriteThreeAsync();
        var folder = await _project.ReadAsync();
        var e = folder.Journal.Entries;
        await System.IO.File.WriteAllBytesAsync(
            MigrationFolder.JournalPath(_project.Path),
            JournalJson.Write(folder.Journal with { Entries = [e[0], e[2], e[1]] }),
            TestContext.Current.CancellationToken
        );
        Assert.Contains("ST3014", (await _project.ReadAsync()).Problems.Select(p => p.Code));
    }

    [Fact]
    public async Task A_tag_cannot_lead_out_of_the_folder()
    {
        await WriteThreeAsync();
        Edit("meta/_journal.json", s => s.Replace("0001_two", "../../etc/0001_two", StringComparison.Ordinal));
        var codes = (await _project.ReadAsync()).Problems.Select(p => p.Code).ToList();
        Assert.Contains("ST3007", codes);
    }

    [Fact]
    public async Task No_folder_is_a_wrong_usage()
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() =>
            MigrationFolder.ReadAsync(File("nowhere"), PostgresSyntax.Instance, TestContext.Current.CancellationToken)
        );
        Assert.Equal((ProblemKind.Usage, "ST3009"), (problem.Kind, problem.Problem.Code));
    }

    [Fact]
    public async Task A_custom_migration_is_sealed_when_it_is_written()
    {
        await new MigrationWriter(PostgresSyntax.Instance, TimeProvider.System, EnvironmentVariables.OfProcess()).AppendAsync(
            await _project.ReadAsync(),
            new NewMigration("-- Write it here.\n") { Name = "custom", Custom = true },
            TestContext.Current.CancellationToken
        );
        Assert.Equal("ST3020", (await OnlyProblemAsync()).Code);
        System.IO.File.WriteAllText(File("0000_custom.sql"), "select 1;\n");
        Assert.Equal(
            ["0000_custom"],
            await MigrationWriter.SealAsync(
                await _project.ReadAsync(),
                new HashSet<string> { "0000_custom" },
                TestContext.Current.CancellationToken
            )
        );
        System.IO.File.WriteAllText(File("0000_custom.sql"), "select 2;\n");
        Assert.Equal("ST3012", (await OnlyProblemAsync()).Code);
    }
}
