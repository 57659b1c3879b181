using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Scripts;
using Strata.Core.Sql;
using Strata.Operations;
using Strata.Project.Configuration;
using Strata.Project.Git;
using Strata.Project.Workspaces;

namespace Strata.Scripting;

/// <summary>Writes migrations as SQL for psql or sqlite3. Opens no database.</summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class ScriptOperation(Workspace workspace, MigrationScriptRequest request)
{
    private const string NothingWritten = "nothing was written";

    /// <exception cref="ProblemException">There is no migration, no path between the states, or no folder for the file (exit 2); a
    /// down-script is missing (exit 3); the client cannot do it (exit 9).</exception>
    public async Task<MigrationScriptResult> RunAsync(CancellationToken cancellationToken)
    {
        if (request.Output is { } output && !Directory.Exists(System.IO.Path.GetDirectoryName(output)))
            throw OperationProblems.OutputFile.Error(
                output,
                "the folder of this file does not exist",
                NothingWritten,
                "create the folder, or name another file"
            );
        var folder = await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (folder.Migrations.IsEmpty)
            throw OperationProblems.NoMigration.Error(
                folder.Path,
                "no migration yet",
                NothingWritten,
                $"create the first migration: {Call.Strata("generate")}"
            );
        var (from, to) = Path(folder);
        var script = new ScriptRequest(folder.Migrations, from, to, RunInfo.Current(GitCommit.Of(workspace.Config.Directory)))
        {
            IsIdempotent = request.Idempotent,
            Environment = workspace.IsNamed ? workspace.Environment.Name : null,
            Policy = Policy(),
        };
        if (script.IsDown)
            script = script with { Downs = await DownsAsync(script, cancellationToken).ConfigureAwait(false) };
        var sql = workspace.Provider.Script(script);
        if (request.Output is { } file)
            await File.WriteAllTextAsync(file, sql, cancellationToken).ConfigureAwait(false);
        return new(sql, script.Chosen.Count(), from == 0 ? null : script.State(from), to == 0 ? null : script.State(to))
        {
            File = request.Output,
        };
    }

    /// <summary>The numbers of migrations that the database has before and after.</summary>
    private (int From, int To) Path(MigrationFolder folder)
    {
        if (request is { Down: true, Idempotent: true })
            throw ScriptProblems.DownIdempotent.Error(
                "",
                "a rollback script begins at the state of the database: it cannot be idempotent",
                NothingWritten,
                $"remove {Call.Option("idempotent")}, and name the state with {Call.Option("from")}"
            );
        var from = Count(folder, request.From) ?? (request.Down ? folder.Migrations.Length : 0);
        var to = Count(folder, request.To) ?? (request.Down ? Math.Max(0, from - 1) : folder.Migrations.Length);
        if (request.Down && to >= from)
            throw ScriptProblems.NoPath.Error(
                "",
                $"no way back from {Name(folder, from)} to {Name(folder, to)}",
                NothingWritten,
                $"name an earlier migration with {Call.Option("to")}"
            );
        if (!request.Down && to < from)
            throw ScriptProblems.NoPath.Error(
                "",
                $"no way forward from {Name(folder, from)} to {Name(folder, to)}",
                NothingWritten,
                $"name a later migration with {Call.Option("to")}, or add {Call.Option("down")}"
            );
        return (from, to);
    }

    private static int? Count(MigrationFolder folder, ScriptPosition? position) =>
        position switch
        {
            ScriptPosition.After after => folder.Migrations.IndexOf(after.Migration.Find(folder)) + 1,
            ScriptPosition.Empty => 0,
            _ => null,
        };

    private static string Name(MigrationFolder folder, int count) => count == 0 ? "empty" : folder.Migrations[count - 1].Tag;

    /// <summary>The environment's policy as far as the file tells: its password may not be on this machine, and need not be.</summary>
    private EnvironmentPolicy Policy()
    {
        if (!workspace.HasEnvironment)
            return EnvironmentPolicy.Protected;
        var environment = workspace.Environment;
        return environment.Policy
            ?? (
                SecretReference.IsReference(environment.Url) && !SecretReference.IsConnectionString(environment.Url)
                    ? EnvironmentPolicy.Protected
                    : workspace.Policy
            );
    }

    private async Task<Dictionary<string, SqlScript>> DownsAsync(ScriptRequest script, CancellationToken cancellationToken)
    {
        var downs = new Dictionary<string, SqlScript>(StringComparer.Ordinal);
        foreach (var migration in script.Chosen)
        {
            if (!File.Exists(migration.DownPath))
                throw ExecutionProblems.NoDownScript.Error(
                    migration.DownPath,
                    $"{migration.Tag} has no down-script",
                    NothingWritten,
                    $"write the reversal as a new migration: {Call.Strata("generate").With("custom")}"
                );
            downs[migration.Tag] = SqlScript.Parse(
                await File.ReadAllTextAsync(migration.DownPath, cancellationToken).ConfigureAwait(false),
                workspace.Dialect.Syntax,
                migration.DownPath,
                allowEmpty: true
            );
        }
        return downs;
    }
}
