using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Scripts;
using Strata.Core.Sql;

namespace Strata.Cli.Commands;

/// <summary>Migrations as SQL for somebody who runs it with psql or sqlite3. Looks at no database.</summary>
internal sealed class ScriptCommand(Project project)
{
    private const string Empty = "empty";
    private static readonly Option<string> s_from = new("--from")
    {
        Description = "the migration that the database is at (empty; with --down: the last one)",
        HelpName = "N",
    };
    private static readonly Option<string> s_to = new("--to")
    {
        Description = "the migration that it shall be at (the last one; with --down: one back)",
        HelpName = "N",
    };
    private static readonly Option<bool> s_idempotent = new("--idempotent")
    {
        Description = "pass over what the database has already, wherever it is",
    };
    private static readonly Option<bool> s_down = new("--down") { Description = "the down-scripts, the last migration first" };
    private static readonly Option<string> s_output = new("--output")
    {
        Description = "a file instead of standard output",
        HelpName = "FILE",
    };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("script", CommandList.Describe("script")) { s_from, s_to, s_idempotent, s_down, s_output };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                var named = options.Named(parsed);
                return (int)await new ScriptCommand(project).RunAsync(parsed, named, cancellationToken).ConfigureAwait(false);
            }
        );
        return command;
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, string? environment, CancellationToken cancellationToken)
    {
        var folder = await project.WholeFolderAsync(cancellationToken).ConfigureAwait(false);
        if (folder.Migrations.IsEmpty)
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST3001",
                    folder.Path,
                    "there is no migration yet",
                    "nothing was written",
                    "create the first migration: strata generate"
                )
            );
        var (down, idempotent) = (parsed.GetValue(s_down), parsed.GetValue(s_idempotent));
        if (down && idempotent)
            throw Usage(
                "--down, --idempotent",
                "a script that goes back begins where the database is: it cannot be --idempotent",
                "keep one of the two, and say --from"
            );
        var from = Place(folder, parsed.GetValue(s_from), "--from") ?? (down ? folder.Migrations.Length : 0);
        var to = Place(folder, parsed.GetValue(s_to), "--to") ?? (down ? Math.Max(0, from - 1) : folder.Migrations.Length);
        if (down ? to >= from : to < from)
            throw Usage(
                "--from, --to",
                $"there is no way {(down ? "back" : "forward")} from {Shown(folder, from)} to {Shown(folder, to)}",
                down ? "name an earlier migration: --to" : "name a later migration with --to, or add: --down"
            );
        var request = new ScriptRequest(folder.Migrations, from, to, RunInfo.Current(GitCommit.Of(project.Config.Directory)))
        {
            IsIdempotent = idempotent,
            Environment = environment,
            Policy = Policy(),
        };
        if (request.IsDown)
            request = request with { Downs = await DownsAsync(request, cancellationToken).ConfigureAwait(false) };
        var sql = project.Tools.Script(request);
        await WriteAsync(sql, parsed.GetValue(s_output), cancellationToken).ConfigureAwait(false);
        return project.Report.End(
            ExitCode.Done,
            new JsonObject
            {
                ["migrations"] = request.Chosen.Count(),
                ["from"] = from == 0 ? null : request.State(from),
                ["to"] = to == 0 ? null : request.State(to),
                ["file"] = parsed.GetValue(s_output),
            }
        );
    }

    private async Task WriteAsync(string sql, string? output, CancellationToken cancellationToken)
    {
        if (output is null)
        {
            project.Report.Event("script", new JsonObject { ["sql"] = sql });
            project.Report.Result(sql.TrimEnd('\n'));
            return;
        }
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(output))))
            throw Usage("--output", $"the folder of {output} is not there", "create the folder, or name another file");
        await File.WriteAllTextAsync(output, sql, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken)
            .ConfigureAwait(false);
        project.Report.Say($"wrote {output}");
    }

    /// <summary>The environment's policy as far as the file tells: its password may not be here, and it need not be.</summary>
    private EnvironmentPolicy Policy() =>
        project.Environment is not { } e
            ? EnvironmentPolicy.Protected
            : e.Policy ?? (e.Url.Split(':')[0] is "env" or "file" or "cmd" ? EnvironmentPolicy.Protected : project.Policy);

    private async Task<Dictionary<string, SqlScript>> DownsAsync(ScriptRequest request, CancellationToken cancellationToken)
    {
        var downs = new Dictionary<string, SqlScript>(StringComparer.Ordinal);
        foreach (var migration in request.Chosen)
        {
            if (!File.Exists(migration.DownPath))
                throw new ProblemException(
                    ProblemKind.Inconsistent,
                    new(
                        "ST3057",
                        migration.DownPath,
                        $"{migration.Tag} has no down-script",
                        "nothing was written",
                        "write the reversal as a new migration: strata generate --custom"
                    )
                );
            downs[migration.Tag] = SqlScript.Parse(
                await File.ReadAllTextAsync(migration.DownPath, cancellationToken).ConfigureAwait(false),
                project.Dialect.Syntax,
                migration.DownPath,
                allowEmpty: true
            );
        }
        return downs;
    }

    /// <summary>How many migrations a database has that is at one.</summary>
    private static int? Place(MigrationFolder folder, string? text, string flag)
    {
        if (text is null)
            return null;
        if (text == Empty)
            return 0;
        return folder.Migrations.IndexOf(NamedMigration.Of(flag, text, "ST2034")!.In(folder)) + 1;
    }

    private static string Shown(MigrationFolder folder, int count) => count == 0 ? Empty : folder.Migrations[count - 1].Tag;

    private static ProblemException Usage(string where, string what, string fix) =>
        new(ProblemKind.Usage, new("ST2034", where, what, "nothing was written", fix));
}
