using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Cli.Commands;

/// <summary>
/// The folder of migrations is whole: journal, files, hashes, chain and snapshot; replayed it leads to the snapshot, and that is Schema.cs.
/// Never writes.
/// </summary>
internal sealed class CheckCommand(Project project)
{
    private static readonly Option<bool> s_files = new("--files")
    {
        Description = "the files alone, in milliseconds: no schema is compiled, no database made",
    };
    private static readonly Option<bool> s_staged = new("--staged")
    {
        Description = "the files as they are staged in git, for a pre-commit hook; implies --files",
    };

    private int _findings;
    private ExitCode _exit = ExitCode.Done;

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("check", CommandList.Describe("check")) { s_files, s_staged };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                var named = options.Named(parsed) is not null;
                return (int)
                    await new CheckCommand(project)
                        .RunAsync(parsed.GetValue(s_files), parsed.GetValue(s_staged), named, cancellationToken)
                        .ConfigureAwait(false);
            }
        );
        return command;
    }

    private async Task<ExitCode> RunAsync(bool files, bool staged, bool named, CancellationToken cancellationToken)
    {
        using var index = staged ? await StagedFolder.ExportAsync(project.MigrationsFolder, cancellationToken).ConfigureAwait(false) : null;
        var folder =
            index is null ? await project.FolderAsync(cancellationToken).ConfigureAwait(false)
            : Directory.Exists(index.Path)
                ? await MigrationFolder.ReadAsync(index.Path, project.Dialect.Syntax, cancellationToken).ConfigureAwait(false)
            : null;
        foreach (var problem in folder?.Problems ?? [])
            Find(index is null ? problem : index.Shown(problem), ProblemKind.Inconsistent);
        foreach (var note in folder?.Notes ?? [])
            project.Report.Note($"{note.What} ({(index is null ? note : index.Shown(note)).Where})");
        if (folder is not null)
            await SnapshotAsync(folder, index, cancellationToken).ConfigureAwait(false);
        if (named && folder is { Problems.IsEmpty: true })
            await HistoryAsync(folder, cancellationToken).ConfigureAwait(false);
        if (!files && !staged && _findings == 0)
            await StatesAsync(folder, cancellationToken).ConfigureAwait(false);
        var count = folder?.Migrations.Length ?? 0;
        return project.Report.End(
            _exit,
            new JsonObject { ["findings"] = _findings, ["migrations"] = count },
            _findings == 0
                ? $"{count} migration{(count == 1 ? "" : "s")}, nothing wrong"
                : $"{_findings} finding{(_findings == 1 ? "" : "s")}"
        );
    }

    private void Find(Problem problem, ProblemKind kind)
    {
        _findings++;
        if (_exit != ExitCode.BadHistory)
            _exit = (ExitCode)kind;
        project.Report.Finding(problem);
    }

    /// <summary>The snapshot can be read, and belongs to the last migration.</summary>
    private async Task SnapshotAsync(MigrationFolder folder, StagedFolder? index, CancellationToken cancellationToken)
    {
        if (folder.Migrations.IsEmpty)
            return;
        var path = Path.Combine(folder.Path, "meta", "_snapshot.json");
        var shown = project.SnapshotPath;
        if (!File.Exists(path))
        {
            Find(
                new(
                    "ST3103",
                    shown,
                    "the snapshot of the last migration is not there",
                    "nothing was changed",
                    $"restore it: git checkout -- {shown}"
                ),
                ProblemKind.Inconsistent
            );
            return;
        }
        try
        {
            var snapshot = Snapshot.Read(
                await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false),
                project.Dialect.Kinds,
                project.Dialect.Name,
                shown
            );
            var last = folder.Migrations[^1].Entry;
            if (
                last.Fingerprint is { } fingerprint
                && fingerprint != Snapshot.Fingerprint(snapshot, project.Dialect.Kinds, project.Dialect.Name)
            )
                Find(
                    new(
                        "ST3104",
                        shown,
                        $"the snapshot is not that of the last migration, {last.Tag}: it was edited, or one side of a merge was "
                            + $"taken for the one file and the other side for the other",
                        "nothing was changed",
                        $"restore both from one commit: git checkout origin/main -- {project.MigrationsFolder}"
                    ),
                    ProblemKind.Inconsistent
                );
        }
        catch (ProblemException e)
        {
            Find(index is null ? e.Problem : index.Shown(e.Problem), ProblemKind.Inconsistent);
        }
    }

    /// <summary>The record of the named environment's database fits the folder.</summary>
    private async Task HistoryAsync(MigrationFolder folder, CancellationToken cancellationToken)
    {
        await using var target = await project.ReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await project.ExistsAsync(cancellationToken).ConfigureAwait(false))
            return;
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            HistoryCheck.Compare(
                folder.Migrations,
                await target.ReadAsync(cancellationToken).ConfigureAwait(false),
                target.Name,
                to: null,
                project.OutOfOrder
            );
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            Find(e.Problem, ProblemKind.Inconsistent);
        }
    }

    /// <summary>Replayed, the migrations lead to the snapshot; and the snapshot is what Schema.cs says.</summary>
    private async Task StatesAsync(MigrationFolder? folder, CancellationToken cancellationToken)
    {
        var snapshot = await project.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        var replayed = Catalog.Empty;
        if (folder is { Migrations.IsEmpty: false })
        {
            replayed = await project
                .Report.WorkAsync(
                    "Replaying the migrations in a throwaway database",
                    () => Replay.RunAsync(project, folder, null, _ => { }, cancellationToken)
                )
                .ConfigureAwait(false);
            if (folder.Migrations[^1].Entry.Fingerprint is not null)
                Compare(
                    "ST4020",
                    project.SnapshotPath,
                    "replayed, the migrations do not lead to the snapshot",
                    replayed,
                    snapshot,
                    "restore the snapshot from git; or replay into a new one: strata generate --custom"
                );
        }
        var code = await project.CodeAsync(cancellationToken).ConfigureAwait(false);
        var wanted = project.Ignoring.RequireUndeclared(
            await project
                .Report.WorkAsync(
                    "Building the schema in a throwaway database",
                    () => project.CodeSource(code).LoadAsync(cancellationToken)
                )
                .ConfigureAwait(false)
        );
        if (Prover.Differences(replayed, wanted).Count > 0)
            wanted = await new ShadowRunner(project.Dialect).SettleAsync(project.Shadows, wanted, cancellationToken).ConfigureAwait(false);
        Compare(
            "ST4021",
            project.Shown(project.Config.Schema),
            "the schema has changes without a migration",
            replayed,
            wanted,
            "write it: strata generate"
        );
    }

    private void Compare(string code, string where, string what, Catalog reached, Catalog wanted, string fix)
    {
        var differences = Prover.Differences(reached, project.Dialect.Align(wanted, reached));
        if (differences.Count == 0)
            return;
        Find(
            new(
                code,
                where,
                $"{what}: {string.Join("; ", differences.Take(10))}{(differences.Count > 10 ? $" and {differences.Count - 10} more" : "")}",
                "nothing was changed",
                fix
            ),
            ProblemKind.Differences
        );
    }
}

/// <summary>A folder as it is in git's index, which is what will be committed.</summary>
internal sealed class StagedFolder : IDisposable
{
    private readonly string _root;
    private readonly string _shown;

    private StagedFolder(string root, string path, string shown) => (_root, Path, _shown) = (root, path, shown);

    public string Path { get; }

    /// <exception cref="ProblemException">There is no git, or no repository (ST2060, exit 2).</exception>
    public static async Task<StagedFolder> ExportAsync(string folder, CancellationToken cancellationToken)
    {
        var root = Directory.CreateTempSubdirectory("strata-staged-").FullName;
        try
        {
            var top = (await GitRepository.AskAsync(["rev-parse", "--show-toplevel"], cancellationToken).ConfigureAwait(false)).Trim();
            var relative = System.IO.Path.GetRelativePath(top, System.IO.Path.GetFullPath(folder));
            var listed = await GitRepository
                .AskAsync(["-C", top, "ls-files", "-z", "--", relative], cancellationToken)
                .ConfigureAwait(false);
            var files = listed.Split('\0', StringSplitOptions.RemoveEmptyEntries);
            if (files.Length > 0)
                await GitRepository
                    .AskAsync(["-C", top, "checkout-index", "--force", $"--prefix={root}/", "--", .. files], cancellationToken)
                    .ConfigureAwait(false);
            return new StagedFolder(root, System.IO.Path.Combine(root, relative), folder);
        }
        catch
        {
            Directory.Delete(root, recursive: true);
            throw;
        }
    }

    /// <summary>A problem with the place the user knows.</summary>
    public Problem Shown(Problem problem) =>
        problem with
        {
            Where = problem.Where.Replace(Path, _shown, StringComparison.Ordinal),
            Next = problem.Next.Map(t => t.Replace(Path, _shown, StringComparison.Ordinal)),
            What = problem.What.Replace(Path, _shown, StringComparison.Ordinal),
        };

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
