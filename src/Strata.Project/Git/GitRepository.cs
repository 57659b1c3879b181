using System.Diagnostics;
using System.Formats.Tar;
using Strata.Core.Problems;

namespace Strata.Project.Git;

/// <summary>
/// A git repository, asked by the program itself: it knows its worktrees, attributes and packed references better than we do. Only
/// <see cref="ConfigureAsync"/> writes.
/// </summary>
internal sealed class GitRepository
{
    private GitRepository(string top) => Top = top;

    public string Top { get; }

    /// <summary>Null where there is no git, or no repository with a working tree.</summary>
    public static async Task<GitRepository?> FindAsync(string directory, CancellationToken cancellationToken)
    {
        try
        {
            var found = await StartAsync(["-C", directory, "rev-parse", "--show-toplevel"], cancellationToken).ConfigureAwait(false);
            return found.Exit == 0 ? new GitRepository(Text(found.Output).Trim()) : null;
        }
        catch (ProblemException)
        {
            return null;
        }
    }

    /// <summary>The repository of a folder.</summary>
    /// <exception cref="ProblemException">There is no git, or no repository (ST2060, exit 2).</exception>
    public static async Task<GitRepository> OpenAsync(string directory, CancellationToken cancellationToken) =>
        new((await AskAsync(["-C", directory, "rev-parse", "--show-toplevel"], cancellationToken).ConfigureAwait(false)).Trim());

    /// <exception cref="ProblemException">There is no git, or it fails (ST2060, exit 2).</exception>
    public static async Task<string> AskAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (exit, output, errors) = await StartAsync(arguments, cancellationToken).ConfigureAwait(false);
        return exit == 0 ? Text(output) : throw Failed(errors.Trim(), null);
    }

    /// <summary>A file as a commit has it; null where the commit does not have it.</summary>
    /// <param name="directory">A folder of the repository.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="path">The file's path, from the folder and with <c>./</c>.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<byte[]?> BlobAsync(string directory, string commit, string path, CancellationToken cancellationToken)
    {
        var (exit, output, _) = await StartAsync(["-C", directory, "cat-file", "blob", $"{commit}:{path}"], cancellationToken)
            .ConfigureAwait(false);
        return exit == 0 ? output : null;
    }

    /// <summary>The commit that a name stands for; null when it stands for none.</summary>
    public async Task<string?> CommitAsync(string name, CancellationToken cancellationToken) =>
        await TryAsync(["rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"], cancellationToken)
            .ConfigureAwait(false)
            is { Length: > 0 } commit
            ? commit
            : null;

    /// <summary>The branch that is checked out; null on a detached HEAD.</summary>
    public Task<string?> BranchAsync(CancellationToken cancellationToken) =>
        TryAsync(["symbolic-ref", "--quiet", "--short", "HEAD"], cancellationToken);

    public async Task<IReadOnlyList<string>> ListAsync(string[] arguments, CancellationToken cancellationToken) =>
        (await TryAsync(["rev-list", .. arguments], cancellationToken).ConfigureAwait(false) ?? "").Split(
            [' ', '\n'],
            StringSplitOptions.RemoveEmptyEntries
        );

    /// <summary>The name of the commit by <c>git describe</c>: the last tag and the commits after it; null where there is none.</summary>
    public async Task<string?> DescribeAsync(CancellationToken cancellationToken) =>
        await TryAsync(["describe", "--tags", "--always", "--dirty", "--abbrev=12"], cancellationToken).ConfigureAwait(false)
            is { Length: > 0 } name
            ? name
            : null;

    /// <summary>Files that are not committed as they are.</summary>
    public async Task<IReadOnlyList<string>> ChangesAsync(CancellationToken cancellationToken) =>
        [
            .. (await TryAsync(["status", "--porcelain"], cancellationToken).ConfigureAwait(false) ?? "")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => l.TrimStart())
                .Select(l => l[(l.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim()),
        ];

    public Task<string?> ConfigureAsync(string name, string value, CancellationToken cancellationToken) =>
        TryAsync(["config", name, value], cancellationToken);

    /// <summary>A file as a commit has it; null where the commit has none of its path.</summary>
    public async Task<byte[]?> FileAsync(string commit, string file, CancellationToken cancellationToken)
    {
        var relative = Path.GetRelativePath(Real(Top), Path.Combine(Real(Path.GetDirectoryName(file)!), Path.GetFileName(file)));
        var (exit, output, _) = await StartAsync(["-C", Top, "show", $"{commit}:{relative.Replace('\\', '/')}"], cancellationToken)
            .ConfigureAwait(false);
        return exit == 0 ? output : null;
    }

    /// <summary>
    /// The files below a folder as a commit has them, by their paths inside of it, with <c>/</c>; empty where the commit has no such
    /// folder.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, byte[]>> FilesAsync(string commit, string folder, CancellationToken cancellationToken)
    {
        var relative = Path.GetRelativePath(Real(Top), Real(Path.GetFullPath(folder))).Replace('\\', '/');
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var (exit, output, _) = await StartAsync(["-C", Top, "archive", "--format=tar", commit, "--", relative], cancellationToken)
            .ConfigureAwait(false);
        if (exit != 0)
            return files;
        using var reader = new TarReader(new MemoryStream(output));
        while (await reader.GetNextEntryAsync(copyData: true, cancellationToken).ConfigureAwait(false) is { } entry)
        {
            if (entry.DataStream is not { } data || !entry.Name.StartsWith(relative + "/", StringComparison.Ordinal))
                continue;
            using var bytes = new MemoryStream();
            await data.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
            files[entry.Name[(relative.Length + 1)..]] = bytes.ToArray();
        }
        return files;
    }

    // git answers with the real path of its folder, and the temporary folder of some systems is a link.
    private static string Real(string path)
    {
        var full = Path.GetFullPath(path);
        for (var (at, rest) = (full, ""); at is not null; rest = Path.Combine(Path.GetFileName(at), rest), at = Path.GetDirectoryName(at))
            if (Directory.Exists(at) && new DirectoryInfo(at).ResolveLinkTarget(returnFinalTarget: true) is { } target)
                return Path.Combine(target.FullName, rest);
        return full;
    }

    private async Task<string?> TryAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (exit, output, _) = await StartAsync(["-C", Top, .. arguments], cancellationToken).ConfigureAwait(false);
        return exit == 0 ? Text(output).Trim() : null;
    }

    private static string Text(byte[] output) => System.Text.Encoding.UTF8.GetString(output);

    private static async Task<(int Exit, byte[] Output, string Errors)> StartAsync(string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            using var git = Process.Start(
                new ProcessStartInfo("git", arguments)
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            git.StandardInput.Close();
            using var output = new MemoryStream();
            var copied = git.StandardOutput.BaseStream.CopyToAsync(output, cancellationToken);
            var errors = await git.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await copied.ConfigureAwait(false);
            await git.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return (git.ExitCode, output.ToArray(), errors);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw Failed(e.Message, e);
        }
    }

    private static ProblemException Failed(string what, Exception? inner) =>
        GitProblems.Failed.Error(
            "git",
            $"git could not be asked: {what.Split('\n')[0].TrimEnd('.')}",
            "nothing was done",
            "run it inside of a git repository, with git on the PATH",
            inner
        );
}
