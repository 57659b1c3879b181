using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Bundling;
using Strata.Core.Problems;

namespace Strata.Cli.Commands;

/// <summary>The program that runs, with the migrations inside: for machines without the repository.</summary>
internal sealed class BundleCommand(Project project)
{
    private static readonly Option<string> s_output = new("--output")
    {
        Description = "the file to write (the folder's name and -migrations)",
        HelpName = "FILE",
    };
    private static readonly Option<bool> s_force = new("--force") { Description = "overwrite the file" };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("bundle", CommandList.Describe("bundle")) { s_output, s_force };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                return (int)
                    await new BundleCommand(project)
                        .RunAsync(parsed.GetValue(s_output), parsed.GetValue(s_force), cancellationToken)
                        .ConfigureAwait(false);
            }
        );
        return command;
    }

    private async Task<ExitCode> RunAsync(string? output, bool force, CancellationToken cancellationToken)
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
        var program =
            BundleFile.NativeProgram
            ?? throw new ProblemException(
                ProblemKind.Preflight,
                new(
                    "ST1250",
                    Environment.ProcessPath ?? "",
                    "this program runs in a .NET runtime: only the one that is compiled to native code is whole in one file",
                    "nothing was written",
                    "build it where there is a C linker (clang or gcc): dotnet run build.cs -- build; then use artifacts/strata/strata"
                )
            );
        output ??=
            Path.GetFileName(Path.TrimEndingDirectorySeparator(project.Config.Directory))
            + "-migrations"
            + (OperatingSystem.IsWindows() ? ".exe" : "");
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(output))))
            throw Usage(output, "the folder of this file is not there", "create the folder, or name another file");
        if (Directory.Exists(output))
            throw Usage(output, "a folder has this name", "name another file: --output FILE");
        if (File.Exists(output) && !force)
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST9042",
                    output,
                    "the file is there already",
                    "nothing was written",
                    "to overwrite it: --force; or name another: --output FILE"
                )
            );
        var commit = GitCommit.Of(project.Config.Directory);
        await BundleFile
            .WriteAsync(program, new BundleMaker(project).Pack(folder, commit), output, cancellationToken)
            .ConfigureAwait(false);
        var name = Path.IsPathRooted(output) || output.Contains(Path.DirectorySeparatorChar) ? output : $"./{output}";
        return project.Report.End(
            ExitCode.Done,
            new JsonObject
            {
                ["file"] = output,
                ["bytes"] = new FileInfo(output).Length,
                ["migrations"] = folder.Migrations.Length,
                ["head"] = folder.Migrations[^1].Tag,
            },
            $"wrote {output} with {folder.Migrations.Length} migration{(folder.Migrations.Length == 1 ? "" : "s")} up "
                + $"to {folder.Migrations[^1].Tag}; it runs by itself: {name} migrate --env NAME"
        );
    }

    private static ProblemException Usage(string where, string what, string fix) =>
        new(ProblemKind.Usage, new("ST2034", where, what, "nothing was written", fix));
}
