using System.Text.Json.Nodes;
using Strata.Core.Problems;
using Strata.Operations;
using Strata.Project.Git;
using Strata.Project.Workspaces;

namespace Strata.Bundling;

/// <summary>A request for a program with the migrations inside.</summary>
/// <param name="Path">The file to write, absolute; a folder to give it the project's name there.</param>
public sealed record BundleRequest(string Path)
{
    /// <summary>An existing file is overwritten.</summary>
    public bool Overwrite { get; init; }
}

/// <summary>The outcome of bundling.</summary>
/// <param name="File">The absolute path of the program.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Migrations">The number of migrations inside.</param>
/// <param name="Head">The last of them.</param>
public sealed record BundleResult(string File, long Bytes, int Migrations, string Head) : OperationResult
{
    internal override JsonObject ToJson() =>
        OperationJson.Object(("file", File), ("bytes", Bytes), ("migrations", Migrations), ("head", Head));
}

/// <summary>Writes the running program with the migrations inside: for machines without the repository.</summary>
/// <param name="workspace">The project.</param>
internal sealed class BundleOperation(Workspace workspace)
{
    private const string NothingWritten = "nothing was written";

    /// <exception cref="ProblemException">There is no migration, or the file cannot be written there (exit 2); the program is not native
    /// code (exit 12); the file exists, or strata.json holds a password (exit 9).</exception>
    public async Task<BundleResult> RunAsync(BundleRequest request, CancellationToken cancellationToken)
    {
        var folder = await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (folder.Migrations.IsEmpty)
            throw OperationProblems.NoMigration.Error(
                folder.Path,
                "no migration yet",
                NothingWritten,
                $"create the first migration: {Call.Strata("generate")}"
            );
        var program =
            BundleFile.NativeProgram
            ?? throw BundleProblems.NotNative.Error(
                Environment.ProcessPath ?? "",
                "this program runs in a .NET runtime: only the one compiled to native code is whole in one file",
                NothingWritten,
                "build it where there is a C linker (clang or gcc): dotnet run build.cs -- build; then use artifacts/strata/strata"
            );
        var path =
            Directory.Exists(request.Path) && request.Path.EndsWith(Path.DirectorySeparatorChar) ? Named(request.Path) : request.Path;
        RequireWritable(path, request.Overwrite);
        var archive = new BundleWriter(workspace).Pack(folder, GitCommit.Of(workspace.Config.Directory));
        await BundleFile.WriteAsync(program, archive, path, cancellationToken).ConfigureAwait(false);
        return new(path, new FileInfo(path).Length, folder.Migrations.Length, folder.Migrations[^1].Tag);
    }

    private string Named(string folder)
    {
        var project = Path.GetFileName(Path.TrimEndingDirectorySeparator(workspace.Config.Directory));
        return Path.Combine(folder, project + "-migrations" + (OperatingSystem.IsWindows() ? ".exe" : ""));
    }

    private static void RequireWritable(string path, bool overwrite)
    {
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw OperationProblems.OutputFile.Error(
                path,
                "the folder of this file does not exist",
                NothingWritten,
                "create the folder, or name another file"
            );
        if (Directory.Exists(path))
            throw OperationProblems.OutputFile.Error(
                path,
                "a folder has this name",
                NothingWritten,
                $"name another file: {Call.Option("output", "FILE")}"
            );
        if (File.Exists(path) && !overwrite)
            throw BundleProblems.FileExists.Error(
                path,
                "the file exists",
                NothingWritten,
                $"to overwrite it: {Call.Option("force")}; or name another: {Call.Option("output", "FILE")}"
            );
    }
}
