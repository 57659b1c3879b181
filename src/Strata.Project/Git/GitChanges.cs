using System.ComponentModel;
using System.Diagnostics;

namespace Strata.Project.Git;

/// <summary>The migrations that the commit which is checked out does not have as they are.</summary>
public static class GitChanges
{
    private const string Up = ".sql";
    private const string Down = ".down.sql";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>The names of changed and untracked migrations of a folder; none where git cannot be asked.</summary>
    public static IReadOnlyList<string> Of(string folder)
    {
        try
        {
            using var git = Process.Start(
                new ProcessStartInfo("git", ["-C", folder, "status", "--porcelain", "-z", "--untracked-files=all", "--ignored", "--", "."])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            git.StandardInput.Close();
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            var output = git.StandardOutput.ReadToEnd();
            return git.WaitForExit(s_patience) && git.ExitCode == 0 ? [.. output.Split('\0').Select(Tag).OfType<string>()] : [];
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return [];
        }
    }

    // Two letters, a blank, the path: https://git-scm.com/docs/git-status#_short_format
    private static string? Tag(string line) =>
        line.EndsWith(Up, StringComparison.Ordinal) && !line.EndsWith(Down, StringComparison.Ordinal)
            ? Path.GetFileNameWithoutExtension(line)
            : null;
}
