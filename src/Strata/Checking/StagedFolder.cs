using Strata.Core.Problems;
using Strata.Project.Git;

namespace Strata.Checking;

/// <summary>A folder as it is in git's index, which is what a commit will hold.</summary>
internal sealed class StagedFolder : IDisposable
{
    private readonly string _root;
    private readonly string _original;

    private StagedFolder(string root, string path, string original) => (_root, Path, _original) = (root, path, original);

    /// <summary>The folder's copy.</summary>
    public string Path { get; }

    /// <summary>Copies a folder out of the index.</summary>
    /// <exception cref="ProblemException">There is no git, or no repository (ST2060, exit 2).</exception>
    public static async Task<StagedFolder> ExportAsync(string folder, string directory, CancellationToken cancellationToken)
    {
        var root = Directory.CreateTempSubdirectory("strata-staged-").FullName;
        try
        {
            var found = await GitRepository
                .AskAsync(["-C", directory, "rev-parse", "--show-toplevel"], cancellationToken)
                .ConfigureAwait(false);
            var top = found.Trim();
            var relative = System.IO.Path.GetRelativePath(top, folder);
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

    /// <summary>A problem with the folder's own path instead of its copy's.</summary>
    public Problem Localize(Problem problem) =>
        problem with
        {
            Where = Original(problem.Where),
            What = Original(problem.What),
            Next = problem.Next.Map(Original),
        };

    private string Original(string text) => text.Replace(Path, _original, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
