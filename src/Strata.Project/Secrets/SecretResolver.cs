using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Processes;
using Strata.Project.Configuration;

namespace Strata.Project.Secrets;

/// <summary>Resolves references to values that strata.json does not hold.</summary>
/// <param name="directory">The folder where relative paths start and commands run.</param>
/// <param name="variables">Values of <c>env:</c> references and <c>${NAME}</c>.</param>
/// <param name="time">Ends a command that hangs.</param>
internal sealed class SecretResolver(string directory, EnvironmentVariables variables, TimeProvider time)
{
    /// <summary>The default of <see cref="Limit"/>.</summary>
    public static TimeSpan UsualLimit { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest time that a command may take.</summary>
    public TimeSpan Limit { get; init; } = UsualLimit;

    /// <summary>The value, where no program has to be asked.</summary>
    /// <exception cref="ProblemException">The variable is not set or the file is not there (ST2006, exit 2).</exception>
    public string Resolve(string text, string where)
    {
        if (text.StartsWith(SecretReference.EnvironmentPrefix, StringComparison.Ordinal))
            return variables.Require(text[SecretReference.EnvironmentPrefix.Length..], where);
        if (!text.StartsWith(SecretReference.FilePrefix, StringComparison.Ordinal))
            return variables.Fill(text, where);
        var path = Path.GetFullPath(text[SecretReference.FilePrefix.Length..], directory);
        return File.Exists(path)
            ? File.ReadAllText(path).Trim()
            : throw Missing(where, $"no file {text[SecretReference.FilePrefix.Length..]}", "create it, or change the reference");
    }

    /// <summary>A sentence on a secret that is less secret than its reference says; null where there is none.</summary>
    public string? Warning(string text) =>
        text.StartsWith(SecretReference.FilePrefix, StringComparison.Ordinal)
        && text[SecretReference.FilePrefix.Length..] is var file
        && FileAccess.IsOpenToAll(Path.GetFullPath(file, directory))
            ? $"every account of this machine can read the secret in {file}: chmod 600 {file}"
            : null;

    /// <summary>The same, asking a program where the reference says so.</summary>
    /// <exception cref="ProblemException">As <see cref="Resolve"/>; or the command cannot be run, fails, prints nothing (ST2006), or does
    /// not end in time (ST2013): exit 2.</exception>
    public async Task<string> ResolveAsync(string text, string where, CancellationToken cancellationToken)
    {
        if (!SecretReference.IsCommand(text))
            return Resolve(text, where);
        List<string> lines = [];
        // Through a shell, as it is written: quoting and pipes are the writer's.
        string[] words = OperatingSystem.IsWindows()
            ? ["cmd.exe", "/d", "/c", text[SecretReference.CommandPrefix.Length..]]
            : ["/bin/sh", "-c", text[SecretReference.CommandPrefix.Length..]];
        var process = GuardedProcess.Start(
            words,
            new ChildOptions { Directory = directory, Variables = variables },
            l => Add(lines, l),
            _ => { }
        )!;
        await using (process.ConfigureAwait(false))
        {
            await ExitAsync(process, where, cancellationToken).ConfigureAwait(false);
            // What a command that failed printed is not shown: it may be half of the secret.
            if (process.ExitCode != 0)
                throw Missing(
                    where,
                    $"the command of this reference failed with exit code {process.ExitCode}; its output is not shown, which may hold the "
                        + "secret",
                    "try it in a shell"
                );
            return string.Join('\n', lines).Trim() is { Length: > 0 } value
                ? value
                : throw Missing(where, "the command of this reference printed nothing", "try it in a shell");
        }
    }

    private async Task ExitAsync(GuardedProcess process, string where, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await process.ExitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw SecretProblems.CommandTimeout.Error(
                where,
                $"the command of this reference did not end in {Limit.TotalSeconds:0} s, and was ended",
                "nothing was done",
                "try it in a shell: it may be waiting for a login; what it prints is the value, and it is given no input"
            );
        }
    }

    private static void Add(List<string> lines, string line)
    {
        lock (lines)
            lines.Add(line);
    }

    private static ProblemException Missing(string where, string what, Remedy next) =>
        ConfigurationProblems.Reference.Error(where, what, "nothing was done", next);
}
