using System.Text.Json.Nodes;
using Strata.Backups;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Operations;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;

namespace Strata.Dumping;

/// <summary>A request to back up an environment's database.</summary>
public sealed record DumpRequest
{
    /// <summary>The absolute path of the backup's own folder; null for one of the usual name in the folder of backups.</summary>
    public string? Folder { get; init; }

    /// <summary>Restore it into a shadow database and compare.</summary>
    public bool Verify { get; init; }

    /// <summary>The older backups that stay; null for the project's setting. Applies to the folder of backups alone.</summary>
    public Keep? Keep { get; init; }

    /// <summary>The number of connections that work side by side; null for one a core, at most 4.</summary>
    public int? Jobs { get; init; }
}

/// <summary>A backup that was made.</summary>
/// <param name="Folder">Its absolute path.</param>
/// <param name="Environment">The environment that was backed up.</param>
public sealed record DumpResult(string Folder, string Environment) : OperationResult
{
    /// <summary>The number of tables.</summary>
    public int Tables { get; init; }

    /// <summary>The number of rows.</summary>
    public long Rows { get; init; }

    /// <summary>The size of its files, in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>The last migration of the database; null where it has none.</summary>
    public string? Head { get; init; }

    /// <summary>Restored into a shadow database and compared.</summary>
    public bool Verified { get; init; }

    /// <summary>The absolute paths of older backups that were deleted.</summary>
    public IReadOnlyList<string> Deleted { get; init; } = [];

    /// <summary>The time that it took.</summary>
    public TimeSpan Elapsed { get; init; }

    internal override IEnumerable<JsonLine> Lines(JsonWords words) => Deleted.Select(d => JsonLine.Of("deleted", ("folder", d)));

    internal override JsonObject ToJson() =>
        OperationJson.Object(
            ("folder", Folder),
            ("environment", Environment),
            ("tables", Tables),
            ("rows", (double)Rows),
            ("bytes", (double)Bytes),
            ("head", Head),
            ("verified", Verified),
            ("deleted", OperationJson.Texts(Deleted))
        );
}

/// <summary>Backs up an environment's database: all or nothing, with a manifest that every file is checked against.</summary>
/// <param name="workspace">The project.</param>
internal sealed class DumpOperation(Workspace workspace)
{
    /// <exception cref="ProblemException">As <see cref="EnvironmentBackups.MakeAsync"/>.</exception>
    public async Task<DumpResult> RunAsync(DumpRequest request, CancellationToken cancellationToken)
    {
        var time = workspace.Host.Time;
        var started = time.GetTimestamp();
        var (backup, manifest) = await new EnvironmentBackups(workspace)
            .MakeAsync(request.Folder, request.Jobs ?? EnvironmentBackups.UsualJobs, request.Verify, cancellationToken)
            .ConfigureAwait(false);
        var keep = request.Keep ?? workspace.Config.Backups.Keep;
        IReadOnlyList<string> deleted = [];
        // Only folders that Strata names itself are deleted by it.
        if (keep is not null && request.Folder is null)
            deleted = await new OldBackups(time).DeleteAsync(backup, manifest, keep, cancellationToken).ConfigureAwait(false);
        else if (keep is not null)
            workspace.Progress.Note("no older backup was deleted: this one is not in the folder of \"backups\"");
        return new(backup.Path, manifest.Environment)
        {
            Tables = manifest.Tables.Count,
            Rows = manifest.Rows,
            Bytes = manifest.Bytes,
            Head = manifest.History.Head,
            Verified = request.Verify,
            Deleted = deleted,
            Elapsed = time.GetElapsedTime(started),
        };
    }
}
