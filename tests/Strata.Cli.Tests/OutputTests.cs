using System.Diagnostics;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Pipes, programs that read JSON, and terminals that are not there.</summary>
public sealed class OutputTests(CliServer server)
{
    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Every_command_speaks_json(string dialect)
    {
        using var p = new CliProject(dialect == "sqlite" ? "sqlite:app.db" : await DatabaseAsync());
        string[][] commands =
        [
            ["init", "--url", p.Url],
            ["generate", "--check"],
            ["generate", "--name", "one"],
            ["generate"],
            ["status"],
            ["status", "--check"],
            ["migrate", "--dry-run"],
            ["migrate", "--test"],
            ["migrate"],
            ["migrate"],
            ["status"],
            ["push"],
            ["baseline"],
            ["diff", "--from", "empty", "--to", "schema"],
            ["status", "--env", "nowhere"],
            ["nonsense"],
            ["push", "--nonsense"],
        ];
        foreach (var command in commands)
        {
            var result = await p.RunAsync([.. command, "--json"]);
            Assert.Equal("", result.Errors);
        }
        Assert.Equal(
            ["0000_one"],
            [
                .. (await p.ExpectAsync(0, "status", "--json"))
                    .Lines.Where(l => l.GetProperty("type").GetString() == "migration")
                    .Select(l => l.GetProperty("tag").GetString()!),
            ]
        );
    }

    [Fact]
    public async Task Pipes_get_no_colour_and_no_spinner()
    {
        using var p = await server.ProjectAsync("sqlite");
        foreach (var arguments in new[] { (string[])["push"], ["generate"], ["status"], [], ["--help"], ["push", "--help"] })
        {
            var result = await p.ExpectAsync(0, arguments);
            Assert.DoesNotContain('\e', result.All);
        }
        var help = await p.ExpectAsync(0);
        Assert.True(help.Output.TrimEnd().Split('\n').Length <= 23 && help.Output.Split('\n').All(l => l.Length < 80), help.Output);
        Assert.Equal("", (await p.ExpectAsync(0, "status", "--quiet")).All);
    }

    [Fact]
    public async Task Help_answers_programs_and_wrong_words()
    {
        using var p = await server.ProjectAsync("sqlite");
        foreach (
            var arguments in new[] { (string[])["--json"], ["help", "--json"], ["help", "status", "--json"], ["push", "--help", "--json"] }
        )
        {
            var last = (await p.ExpectAsync(0, arguments)).Lines[^1];
            Assert.Equal(0, last.GetProperty("exit").GetInt32());
            Assert.Contains("strata", last.GetProperty("help").GetString(), StringComparison.Ordinal);
        }
        foreach (var arguments in new[] { (string[])["statsu"], ["statsu", "--help"], ["--help", "statsu"], ["help", "statsu"] })
            await p.RefusedAsync(2, arguments, "ST2020", "did you mean", "status");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Names_cannot_command_the_terminal(string dialect)
    {
        const string Name = "red\e[31m\e]0;title\a\u009b2K\u202e";
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate");
        await p.QueryAsync($"create table \"{Name}\" (id integer primary key)");
        await p.CustomAsync(
            "failing",
            dialect == "sqlite" ? $"select json_extract('{{}}', '{Name}');" : $"select cast('{Name}' as integer);"
        );
        foreach (var command in (string[])["drift", "migrate", "status", "repair", "diff --from env:local --to schema"])
        {
            foreach (var extra in (string[])["--verbose", "--json"])
            {
                // SQL in a pipe is for a program.
                if (command.StartsWith("diff", StringComparison.Ordinal) && extra != "--json")
                    continue;
                var result = await p.RunAsync([.. command.Split(' '), extra]);
                Assert.Contains("red", result.All, StringComparison.Ordinal);
                Assert.DoesNotContain('\e', result.All);
            }
            using var terminal = new TerminalSession(p, command);
            await terminal.EndAsync();
            foreach (var part in (string[])["\e[31mred", "\e[31m\e]", "title\a", "\u009b", "\u202e"])
                Assert.DoesNotContain(part, terminal.Seen, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nobody_reads_to_the_end()
    {
        using var p = await server.ProjectAsync("sqlite");
        p.Write(
            "big.sql",
            string.Concat(
                Enumerable.Range(0, 2000).Select(i => $"create table t{i} (id integer primary key, name text not null, other text);\n")
            )
        );
        p.Write("run.sh", "\"$0\" diff --from empty --to big.sql --dialect sqlite | head -1; echo \"codes ${PIPESTATUS[*]}\"");
        var result = await ShellAsync(p, "bash run.sh");
        Assert.Contains("codes 0 0", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("error", result.All, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("push <&- ")]
    [InlineData("push >&- ")]
    [InlineData("push 2>&- ")]
    [InlineData("push <&- >&- 2>&- ")]
    [InlineData("push >/dev/full ")]
    public async Task Streams_may_be_closed(string line)
    {
        using var p = await server.ProjectAsync("sqlite");
        var result = await ShellAsync(p, $"\"$0\" {line}; echo $? > code");
        Assert.DoesNotContain("Unhandled", result.All, StringComparison.Ordinal);
        Assert.Matches("^[01]$", p.Read("code").Trim());
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from films"));
    }

    private async Task<string> DatabaseAsync() =>
        server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None));

    private static async Task<CliResult> ShellAsync(CliProject p, string script)
    {
        var start = new ProcessStartInfo(
            "bash",
            [
                "-c",
                script.Replace("bash run.sh", $"bash -c \"$(cat run.sh)\" '{CliProject.Program}'", StringComparison.Ordinal),
                CliProject.Program,
            ]
        )
        {
            WorkingDirectory = p.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return new CliResult(process.ExitCode, await output, await errors);
    }
}
