using Strata.Core.Problems;
using Strata.Project.Git;

namespace Strata.Checking;

/// <summary>The migrations and the schema as they are in git's index, which is what a commit will hold.</summary>
internal sealed class StagedFolder : IDisposable
{
    private readonly string _root;
    private readonly string _top;

    private StagedFolder(string root, string top, string path, string schema) =>
        (_root, _top, Path, Schema) = (root, top, path, Directory.Exists(schema) ? schema : null);

    /// <summary>The copy of the migrations folder.</summary>
    public string Path { get; }

    /// <summary>The copy of the schema's folder; null where none is in the index.</summary>
    public string? Schema { get; }

    /// <summary>Copies the two folders out of the index.</summary>
    /// <exception cref="ProblemException">There is no git, or no repository (ST2060, exit 2).</exception>
    public static async Task<StagedFolder> ExportAsync(string folder, string schema, string directory, CancellationToken cancellationToken)
    {
        var root = Directory.CreateTempSubdirectory("strata-staged-").FullName;
        try
        {
            var found = await GitRepository
                .AskAsync(["-C", directory, "rev-parse", "--show-toplevel"], cancellationToken)
                .ConfigureAwait(false);
            var top = found.Trim();
            var (relative, code) = (System.IO.Path.GetRelativePath(top, folder), System.IO.Path.GetRelativePath(top, schema));
            var listed = await GitRepository
                .AskAsync(["-C", top, "ls-files", "-z", "--", relative, code], cancellationToken)
                .ConfigureAwait(false);
            var files = listed.Split('\0', StringSplitOptions.RemoveEmptyEntries);
            if (files.Length > 0)
                await GitRepository
                    .AskAsync(["-C", top, "checkout-index", "--force", $"--prefix={root}/", "--", .. files], cancellationToken)
                    .ConfigureAwait(false);
            return new StagedFolder(root, top, System.IO.Path.Combine(root, relative), System.IO.Path.Combine(root, code));
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

    private string Original(string text) => text.Replace(_root, _top, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
