using Strata.Core.Data;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Deploy.Backups;
using Strata.Project.Guards;

namespace Strata.Cli.Data;

/// <summary>Backups of the environment a command is about: by the command <c>dump</c>, and by those that must take one first.</summary>
internal sealed class EnvironmentBackups(App app, Project project)
{
    private const string OnlyOurs = "# Made by Strata: rows of databases are not for the repository.\n*\n";

    public async Task<DataTarget> TargetAsync(CancellationToken cancellationToken) =>
        new(
            project.Environment?.Name ?? "",
            project.Dialect.Name,
            project.Tools.Data,
            await project.ConnectionAsync(cancellationToken).ConfigureAwait(false)
        );

    /// <summary>Makes one.</summary>
    /// <param name="folder">Its folder; null for one of the usual name in the folder of backups.</param>
    /// <param name="jobs">How many connections.</param>
    /// <param name="verify">Also restores it into a throwaway database and compares.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">There is no database (ST5006, exit 11); else as <see cref="BackupMaker.MakeAsync"/> and
    /// <see cref="Restorer.VerifyAsync"/>.</exception>
    public async Task<(string Folder, BackupManifest Manifest)> MakeAsync(
        string? folder,
        int jobs,
        bool verify,
        CancellationToken cancellationToken
    )
    {
        var target = await TargetAsync(cancellationToken).ConfigureAwait(false);
        if (!project.Tools.Exists(target.Connection))
            throw new ProblemException(
                ProblemKind.NoConnection,
                new(
                    "ST5006",
                    target.Environment,
                    "there is no database to back up: the file is not there",
                    "nothing was done",
                    "check the path in strata.json"
                )
            );
        await RequireMeantAsync(cancellationToken).ConfigureAwait(false);
        var maker = new BackupMaker(app.Time, project.RunOptions().Run);
        var path = folder is null ? maker.NameFor(target.Environment, PreparedFolder()) : Path.GetFullPath(folder, project.Directory);
        var manifest = await project
            .Report.ProgressAsync("Backing up", at => maker.MakeAsync(target, path, new DataOptions(jobs, at), cancellationToken))
            .ConfigureAwait(false);
        if (verify)
            await VerifyAsync(new BackupFolder(path), target, jobs, cancellationToken).ConfigureAwait(false);
        return (path, manifest);
    }

    /// <summary>A backup of another database under this environment's name would be found out when it is needed.</summary>
    private async Task RequireMeantAsync(CancellationToken cancellationToken)
    {
        await using var reader = await project.ReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Restorer.VerifyAsync"/>
    public Task VerifyAsync(BackupFolder backup, DataTarget target, int jobs, CancellationToken cancellationToken) =>
        project.Report.ProgressAsync(
            "Trying the backup in a throwaway database",
            async at =>
            {
                await new Restorer(app.Time, project.Shadows)
                    .VerifyAsync(backup, target, new DataOptions(jobs, at), cancellationToken)
                    .ConfigureAwait(false);
                return true;
            }
        );

    /// <summary>Another database is the environment's from now on: who looks next must not take it for a stranger.</summary>
    public static async Task RememberAsync(Project project, Stamp? stamp, CancellationToken cancellationToken)
    {
        if (stamp?.Place is not { } place || project.Policy == Policy.Open)
            return;
        var pins = new Pins(project.Environment!.Migrations);
        await pins.SetAsync(stamp.Environment, new Pin(stamp.Identity, place), cancellationToken).ConfigureAwait(false);
        project.Report.Note($"{project.Shown(pins.Path)} remembers which database \"{stamp.Environment}\" is now; commit it");
    }

    /// <summary>The folder of backups, which git leaves alone.</summary>
    public string PreparedFolder()
    {
        var folder = project.Config.Backups.Folder;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, ".gitignore"), OnlyOurs);
        }
        return folder;
    }
}
