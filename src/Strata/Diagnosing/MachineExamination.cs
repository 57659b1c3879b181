using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Strata.Core.Diagnosis;
using Strata.Core.Problems;
using Strata.Core.Processes;
using Strata.Project.SchemaSources.CSharp;
using Strata.Project.Workspaces;

namespace Strata.Diagnosing;

/// <summary>Examines what a project needs of this machine: files, programs, disk space.</summary>
/// <param name="workspace">The project.</param>
internal sealed class MachineExamination(Workspace workspace)
{
    private const long LowSpace = 512L << 20;

    public async IAsyncEnumerable<Symptom> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var version = typeof(MachineExamination).Assembly.GetName().Version?.ToString(3);
        yield return new(Health.Good, "strata", $"{version} on {RuntimeInformation.OSDescription}");
        yield return new(Health.Good, "configuration", workspace.Config.File);
        yield return Schema();
        yield return SchemaHost();
        yield return await MigrationsAsync(cancellationToken).ConfigureAwait(false);
        yield return Program("git", Health.Doubtful, "the history then records no commit, and rebase cannot work", "install git");
        if (workspace.HasEnvironment && workspace.Environment.Tunnel is { } tunnel)
            yield return Program(
                tunnel.Run[0],
                Health.Bad,
                $"the tunnel of \"{workspace.Environment.Name}\" needs it",
                "install it, or correct \"run\" of the tunnel in strata.json"
            );
        foreach (var symptom in await workspace.Provider.ExamineMachineAsync(cancellationToken).ConfigureAwait(false))
            yield return symptom;
        foreach (var folder in (string[])[workspace.Config.Directory, Path.GetTempPath()])
            yield return Space(folder);
    }

    private Symptom Schema() =>
        Directory.Exists(workspace.Config.Schema)
            ? new(Health.Good, "schema", workspace.Config.Schema)
            : new(
                Health.Bad,
                "schema",
                $"no folder {workspace.Config.Schema}",
                "correct \"schema\" in strata.json, or write there a class that derives from Table; see docs/guide.md"
            );

    private Symptom SchemaHost()
    {
        try
        {
            return GuardedProcess.Find("dotnet", AppContext.BaseDirectory, workspace.Host.Variables) is { } dotnet
                ? new(
                    Health.Good,
                    "dotnet",
                    $"{dotnet}; {Path.GetFileName(SchemaHostProcess.Find(AppContext.BaseDirectory))} beside the program"
                )
                : new(
                    Health.Bad,
                    "dotnet",
                    "not in PATH: it compiles Schema.cs",
                    "install the .NET SDK: https://dotnet.microsoft.com/download"
                );
        }
        catch (ProblemException e)
        {
            return new(Health.Bad, "dotnet", e.Problem.What, e.Problem.Next);
        }
    }

    private async Task<Symptom> MigrationsAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await workspace.Migrations.FindAsync(cancellationToken).ConfigureAwait(false) is not { } folder)
                return new(
                    Health.Doubtful,
                    "migrations",
                    $"no folder {workspace.Migrations.Path} yet",
                    $"create the first migration: {Call.Strata("generate")}"
                );
            return folder.Problems is [var first, ..]
                ? new(Health.Bad, "migrations", $"{first.Code}: {first.What}", $"see all problems: {Call.Strata("check")}")
                : new(Health.Good, "migrations", $"{folder.Migrations.Length} in {workspace.Migrations.Path}");
        }
        catch (ProblemException e)
        {
            return new(Health.Bad, "migrations", $"{e.Problem.Code}: {e.Problem.What}", e.Problem.Next);
        }
    }

    private Symptom Program(string name, Health missing, string consequence, Remedy fix) =>
        GuardedProcess.Find(name, workspace.Config.Directory, workspace.Host.Variables) is { } path
            ? new(Health.Good, Path.GetFileName(name), path)
            : new(missing, Path.GetFileName(name), $"not found: {consequence}", fix);

    private static Symptom Space(string folder)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        var text = string.Create(CultureInfo.InvariantCulture, $"{free >> 20} MiB free for {folder.TrimEnd(Path.DirectorySeparatorChar)}");
        return free < LowSpace
            ? new(Health.Doubtful, "disk", text, "free some: backups and shadow databases need space")
            : new(Health.Good, "disk", text);
    }
}
