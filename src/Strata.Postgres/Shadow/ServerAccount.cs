using Strata.Core.Problems;

namespace Strata.Postgres.Shadow;

/// <summary>The account a server runs under. PostgreSQL refuses to run as root, so root hands over to another account.</summary>
/// <param name="Prefix">The words before a command that run it under that account; empty when nothing is to change.</param>
/// <param name="Owner"><c>uid:gid</c> that must own the server's directories; null when they are ours already.</param>
internal sealed record ServerAccount(string[] Prefix, string? Owner)
{
    private static readonly string[] s_directories = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    public static ServerAccount Current()
    {
        if (!Environment.IsPrivilegedProcess)
            return new ServerAccount([], null);
        var (name, user, group) =
            Find("postgres")
            ?? Find("nobody")
            ?? throw Missing(
                "there is neither a 'postgres' nor a 'nobody' account to run a server under; PostgreSQL refuses to run as root",
                "create one: useradd --system postgres"
            );
        if (Program("setpriv") is { } setpriv)
            return new([setpriv, $"--reuid={user}", $"--regid={group}", "--clear-groups", "--"], $"{user}:{group}");
        if (Program("runuser") is { } runuser)
            return new([runuser, "-u", name, "--"], $"{user}:{group}");
        throw Missing(
            "neither setpriv nor runuser is installed, and PostgreSQL refuses to run as root",
            "install util-linux, or run Strata as another user"
        );
    }

    /// <summary>
    /// We can get at what that account owns: root can, unless its capabilities were taken away.
    /// https://man7.org/linux/man-pages/man7/capabilities.7.html
    /// </summary>
    public bool IsWithinReach =>
        Owner is null
        || !File.Exists(Status)
        || File.ReadLines(Status).FirstOrDefault(l => l.StartsWith("CapEff:", StringComparison.Ordinal)) is not { } line
        || (Convert.ToUInt64(line["CapEff:".Length..].Trim(), 16) & OverridesPermissions) != 0;

    private const string Status = "/proc/self/status";

    // CAP_DAC_OVERRIDE is number 1.
    private const ulong OverridesPermissions = 1 << 1;

    private static (string Name, string User, string Group)? Find(string name)
    {
        if (!File.Exists("/etc/passwd"))
            return null;
        foreach (var line in File.ReadLines("/etc/passwd"))
        {
            if (line.Split(':') is [var account, _, var user, var group, ..] && account == name)
                return (account, user, group);
        }
        return null;
    }

    private static string? Program(string name) => s_directories.Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists);

    private static ProblemException Missing(string what, string fix) => ShadowProblems.NoAccount.Error("", what, "nothing was run", fix);
}
