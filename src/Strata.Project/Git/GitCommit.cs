namespace Strata.Project.Git;

/// <summary>The commit that is checked out, for the record of a run: read from the files of git, no program is started.</summary>
internal static class GitCommit
{
    /// <summary>Null outside of a repository, or before its first commit.</summary>
    public static string? Of(string directory)
    {
        for (var d = new DirectoryInfo(directory); d is not null; d = d.Parent)
        {
            var git = Path.Combine(d.FullName, ".git");
            if (File.Exists(git) && File.ReadAllText(git).Trim() is var link && link.StartsWith("gitdir: ", StringComparison.Ordinal))
                git = Path.GetFullPath(link[8..], d.FullName);
            if (File.Exists(Path.Combine(git, "HEAD")))
                return Read(git);
        }
        return null;
    }

    private static string? Read(string git)
    {
        var head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
        if (!head.StartsWith("ref: ", StringComparison.Ordinal))
            return head;
        var common = Path.Combine(git, "commondir") is var c && File.Exists(c) ? Path.GetFullPath(File.ReadAllText(c).Trim(), git) : git;
        var reference = head[5..];
        if (Path.Combine(common, reference) is var loose && File.Exists(loose))
            return File.ReadAllText(loose).Trim();
        var packed = Path.Combine(common, "packed-refs");
        return File.Exists(packed)
            ? File.ReadLines(packed).FirstOrDefault(l => l.EndsWith(" " + reference, StringComparison.Ordinal))?.Split(' ')[0]
            : null;
    }
}
