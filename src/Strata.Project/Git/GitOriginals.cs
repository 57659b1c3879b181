using Strata.Core.MigrationFiles;
using Strata.Core.Problems;

namespace Strata.Project.Git;

/// <summary>Earlier versions of files as the commits of their repository have them.</summary>
public sealed class GitOriginals : IOriginals
{
    // A migration is committed once, and edited once or twice by mistake.
    private const int Versions = 20;

    /// <inheritdoc/>
    public async Task<string?> FindAsync(string file, Func<byte[], bool> isWanted, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (await GitRepository.FindAsync(folder, cancellationToken).ConfigureAwait(false) is null)
            return null;
        var path = $"./{Path.GetFileName(file)}";
        foreach (var commit in await CommitsAsync(folder, path, cancellationToken).ConfigureAwait(false))
            if (
                await GitRepository.BlobAsync(folder, commit, path, cancellationToken).ConfigureAwait(false) is { } version
                && isWanted(version)
            )
                return commit;
        return null;
    }

    private static async Task<IReadOnlyList<string>> CommitsAsync(string folder, string path, CancellationToken cancellationToken)
    {
        try
        {
            var log = await GitRepository
                .AskAsync(["-C", folder, "log", "--format=%h", $"--max-count={Versions}", "--", path], cancellationToken)
                .ConfigureAwait(false);
            return ["HEAD", .. log.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        }
        catch (ProblemException)
        {
            // Before the first commit.
            return [];
        }
    }
}
