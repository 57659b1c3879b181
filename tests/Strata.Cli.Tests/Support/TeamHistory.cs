using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Testing;

namespace Strata.Cli.Tests.Support;

/// <summary>
/// A random team: branches, migrations, merges, squashes, edits, deploys and rollbacks in a real repository. Whatever a command
/// refuses it must explain; what it
/// accepts must have come true.
/// </summary>
/// <param name="p">A project with a first migration, in a repository.</param>
/// <param name="random">Seeded: the same history every time.</param>
/// <param name="databases">The environments' names.</param>
internal sealed partial class TeamHistory(CliProject p, Random random, IReadOnlyList<string> databases)
{
    /// <summary>The first schema: what is in SQL files is changed without compiling anything.</summary>
    public const string Schema = """
        using Strata.Schema;

        public sealed class Log : Table
        {
            public readonly Column Tag = Text();
        }

        public sealed class Everything : Database
        {
            public Everything() => SqlFiles("sql/*.sql");
        }

        """;

    private readonly List<string> _branches = ["main"];
    private readonly List<string> _steps = [];
    private string _branch = "main";
    private int _number;

    /// <summary>What was done, for a failure's message.</summary>
    public string Story => string.Join("\n", _steps);

    public async Task StepAsync()
    {
        await (
            random.Next(12) switch
            {
                0 or 1 or 2 => ChangeAsync(),
                3 => CustomAsync(),
                4 => BranchAsync(),
                5 => SwitchAsync(),
                6 or 7 => MergeAsync(),
                8 or 9 => DeployAsync(Any(databases)),
                10 => random.Next(3) == 0 ? SquashAsync() : EditAsync(),
                _ => RollbackAsync(Any(databases)),
            }
        );
    }

    /// <summary>Everybody's work is merged, and every database brought to it.</summary>
    /// <returns>How many databases are what the schema says; the others said why not.</returns>
    public async Task<int> EndAsync()
    {
        foreach (var branch in _branches.Where(b => b != "main").ToList())
        {
            await CheckoutAsync("main");
            await MergeOfAsync(branch);
        }
        await CheckoutAsync("main");
        await StrataAsync([0], "check");
        await StrataAsync([0], "generate", "--check");
        var equal = 0;
        foreach (var database in databases)
        {
            if (await DeployAsync(database) is not 0)
                continue;
            await StrataAsync([0], "drift", "--env", database);
            equal++;
        }
        return equal;
    }

    private async Task ChangeAsync()
    {
        var files = Directory.GetFiles(p.At("db/src/sql"), "t*.sql").Order(StringComparer.Ordinal).ToList();
        var n = ++_number;
        var what = files.Count == 0 ? 0 : random.Next(10);
        if (what < 5)
            p.Write(
                $"db/src/sql/t{n}.sql",
                $"create table t{n} (\n  id integer not null constraint t{n}_pkey primary key,\n  name text\n);\n"
            );
        else if (what < 8)
        {
            var file = Any(files);
            File.WriteAllText(
                file,
                File.ReadAllText(file)
                    .Replace("\n);", string.Create(CultureInfo.InvariantCulture, $",\n  c{n} integer\n);"), StringComparison.Ordinal)
            );
        }
        else
            File.Delete(Any(files));
        await StrataAsync([0], "generate", "--name", $"m{n}");
        await CommitAsync();
    }

    private async Task CustomAsync()
    {
        var n = ++_number;
        await StrataAsync([0], "generate", "--custom", "--name", $"w{n}");
        p.Write($"db/migrations/{p.Migrations[^1]}.sql", $"insert into log (tag) values ('w{n}');\n");
        await CommitAsync();
    }

    private async Task BranchAsync()
    {
        if (_branches.Count > 3)
            return;
        var name = $"b{++_number}";
        await GitAsync("checkout", "-q", "-b", name);
        _branches.Add(name);
        _branch = name;
    }

    private Task SwitchAsync() => CheckoutAsync(Any(_branches));

    private async Task MergeAsync()
    {
        if (_branches.Count == 1)
            return;
        var branch = Any(_branches.Where(b => b != "main").ToList());
        await CheckoutAsync("main");
        await MergeOfAsync(branch);
    }

    private async Task MergeOfAsync(string branch)
    {
        var before = (await GitAsync("rev-parse", "HEAD")).Trim();
        var merge = await ProcessRunner.RunAsync("git", ["-C", p.Root, "merge", "-q", "--no-edit", branch]);
        _steps.Add($"git merge {branch}: exit {merge.ExitCode}");

        // What people wrote themselves they would merge themselves.
        var conflicts = (await GitAsync("diff", "--name-only", "--diff-filter=U")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var corrected = !conflicts.Any(c => c.StartsWith("db/src/", StringComparison.Ordinal)) && await MendAsync();
        if (!corrected)
        {
            await GitAsync("reset", "-q", "--hard", before);
            await GitAsync("clean", "-fdq", "db");
        }
        else
            await CommitAsync();
        if (corrected || random.Next(2) == 0)
            _branches.Remove(branch);
    }

    private async Task<bool> MendAsync()
    {
        if (await StrataAsync([0, 3], "check", "--files") == 3 && await StrataAsync([0, 3, 4, 9, 10], "rebase") != 0)
            return false;
        await StrataAsync([0], "check");
        return true;
    }

    private async Task<int> DeployAsync(string database)
    {
        var exit = await StrataAsync([0, 3], "migrate", "--env", database);
        await CommitAsync();
        var log = await LogAsync(database);
        Assert.True(log.Distinct().Count() == log.Count, $"{database} ran something twice: {string.Join(", ", log)}\n{Story}");
        if (exit == 0)
        {
            var wanted = Directory
                .GetFiles(p.At("db/migrations"), "*.sql")
                .Where(f => !f.EndsWith(".down.sql", StringComparison.Ordinal))
                .SelectMany(f => Logged().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))
                .ToList();
            var missing = wanted.Except(log).ToList();
            Assert.True(missing.Count == 0, $"{database} is said to be up to date and skipped {string.Join(", ", missing)}\n{Story}");
        }
        return exit;
    }

    private async Task<IReadOnlyList<string>> LogAsync(string database)
    {
        var there = await Query(
            database,
            p.IsSqlite ? "select count(*) from sqlite_master where name = 'log'" : "select count(*) from pg_class where relname = 'log'"
        );
        return there is ["1"] ? await Query(database, "select tag from log") : [];
    }

    /// <summary>Rows of one of the databases.</summary>
    public required Func<string, string, Task<IReadOnlyList<string>>> Query { get; init; }

    private async Task SquashAsync()
    {
        await CheckoutAsync("main");
        await StrataAsync([0, 2, 3], "squash", "--keep-data", "--name", $"s{++_number}");
        await CommitAsync();
    }

    private async Task EditAsync()
    {
        var path = p.At($"db/migrations/{p.Migrations[^1]}.sql");
        var before = await File.ReadAllTextAsync(path);
        if (Logged().IsMatch(before))
            return;
        await File.WriteAllTextAsync(path, before + "\ncreate table sneaked_in (id integer);\n");
        await StrataAsync([3], "check", "--files");
        await StrataAsync([3], "migrate", "--env", Any(databases));
        await File.WriteAllTextAsync(path, before);
    }

    private async Task RollbackAsync(string database)
    {
        await StrataAsync([0, 2, 3, 9, 10], "rollback", "--env", database, "--allow-loss");
        await CommitAsync();
    }

    private async Task CheckoutAsync(string branch)
    {
        await GitAsync("checkout", "-q", branch);
        _branch = branch;
    }

    private Task CommitAsync() => GitTeam.CommitAsync(p);

    private async Task<string> GitAsync(params string[] arguments)
    {
        var git = await ProcessRunner.RunAsync("git", ["-C", p.Root, .. arguments]);
        Assert.True(git.ExitCode == 0, $"git {string.Join(' ', arguments)}: {git.Output}{git.Errors}\n{Story}");
        return git.Output;
    }

    /// <summary>A refusal is one of those expected here, and says its code.</summary>
    private async Task<int> StrataAsync(int[] exits, params string[] arguments)
    {
        var run = await p.RunAsync(arguments);
        var said = run.Errors.Split('\n', 2)[0];
        _steps.Add($"{_branch}: strata {string.Join(' ', arguments)}: exit {run.Exit} {said}");
        Assert.True(exits.Contains(run.Exit), $"exit {run.Exit} of strata {string.Join(' ', arguments)}\n{run.All}\n{Story}");
        Assert.True(run.Exit == 0 || run.Errors.Contains("ST", StringComparison.Ordinal), $"no reason is given\n{run.All}\n{Story}");
        return run.Exit;
    }

    private T Any<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    [GeneratedRegex(@"insert into log \(tag\) values \('(\w+)'\)", RegexOptions.IgnoreCase)]
    private static partial Regex Logged();
}
