using System.Globalization;
using Strata.Core.Diagnosis;
using Strata.Core.Problems;
using Strata.Core.Processes;
using Strata.Project.SchemaSources.CSharp;

namespace Strata.Cli.Diagnosing;

/// <summary>Looks over what the project needs of this machine: files, programs, room.</summary>
internal sealed class MachineDoctor(Project project)
{
    private const long Little = 512L << 20;

    public async IAsyncEnumerable<Symptom> ExamineAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        yield return new(
            Health.Good,
            "strata",
            $"{Output.HelpText.Version} on {System.Runtime.InteropServices.RuntimeInformation.OSDescription}"
        );
        yield return new(Health.Good, "configuration", project.Shown(project.Config.File));
        yield return Directory.Exists(project.Config.Schema)
            ? new(Health.Good, "schema", project.Shown(project.Config.Schema))
            : new(
                Health.Bad,
                "schema",
                $"there is no folder {project.Shown(project.Config.Schema)}",
                "correct \"schema\" in strata.json, or start one: strata init"
            );
        yield return SchemaHost();
        yield return await FolderAsync(cancellationToken).ConfigureAwait(false);
        yield return Program("git", Health.Doubtful, "the history then records no commit, and rebase cannot work", "install git");
        if (project.Environment?.Tunnel is { } tunnel)
            yield return Program(
                tunnel.Run[0],
                Health.Bad,
                $"the tunnel of \"{project.Environment.Name}\" needs it",
                "install it, or correct \"run\" of the tunnel in strata.json"
            );
        foreach (var symptom in await project.Tools.ExamineMachineAsync(cancellationToken).ConfigureAwait(false))
            yield return symptom;
        foreach (var folder in (string[])[project.Config.Directory, Path.GetTempPath()])
            yield return Room(folder);
    }

    private static Symptom SchemaHost()
    {
        try
        {
            return GuardedProcess.Find("dotnet", AppContext.BaseDirectory) is { } dotnet
                ? new(
                    Health.Good,
                    "dotnet",
                    $"{dotnet}; {Path.GetFileName(SchemaHostProcess.Find(AppContext.BaseDirectory))} beside the program"
                )
                : new(
                    Health.Bad,
                    "dotnet",
                    "not in PATH: Schema.cs is compiled by it",
                    "install the .NET SDK: https://dotnet.microsoft.com/download"
                );
        }
        catch (ProblemException e)
        {
            return new(Health.Bad, "dotnet", e.Problem.What, e.Problem.Next);
        }
    }

    private async Task<Symptom> FolderAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await project.FolderAsync(cancellationToken).ConfigureAwait(false) is not { } folder)
                return new(
                    Health.Doubtful,
                    "migrations",
                    $"there is no folder {project.MigrationsFolder} yet",
                    "create the first migration: strata generate"
                );
            return folder.Problems is [var first, ..]
                ? new(Health.Bad, "migrations", $"{first.Code}: {first.What}", "see all of it: strata check")
                : new(Health.Good, "migrations", $"{folder.Migrations.Length} in {project.MigrationsFolder}");
        }
        catch (ProblemException e)
        {
            return new(Health.Bad, "migrations", $"{e.Problem.Code}: {e.Problem.What}", e.Problem.Next);
        }
    }

    private Symptom Program(string name, Health missing, string why, string fix) =>
        GuardedProcess.Find(name, project.Config.Directory) is { } path
            ? new(Health.Good, Path.GetFileName(name), path)
            : new(missing, Path.GetFileName(name), $"not found: {why}", fix);

    private static Symptom Room(string folder)
    {
        var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        var text = string.Create(CultureInfo.InvariantCulture, $"{free >> 20} MiB free for {folder.TrimEnd(Path.DirectorySeparatorChar)}");
        return free < Little
            ? new(Health.Doubtful, "disk", text, "free some: backups and throwaway databases need room")
            : new(Health.Good, "disk", text);
    }
}
