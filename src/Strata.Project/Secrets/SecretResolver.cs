using System.Text.RegularExpressions;
using Strata.Core.Problems;
using Strata.Core.Processes;

namespace Strata.Project.Secrets;

/// <summary>
/// References to values that do not stand in strata.json: <c>env:NAME</c>, <c>file:PATH</c>, <c>cmd:COMMAND</c>,
/// <c>ConnectionStrings:NAME</c> of a .NET project, and
/// <c>${NAME}</c> or <c>${NAME:-otherwise}</c> inside of a text.
/// </summary>
/// <param name="directory">Where relative paths start and commands run.</param>
/// <param name="time">Ends a command that hangs.</param>
public sealed partial class SecretResolver(string directory, TimeProvider time)
{
    private const string EnvPrefix = "env:";
    private const string FilePrefix = "file:";
    private const string CommandPrefix = "cmd:";

    /// <summary>How long a command may take, where nobody says.</summary>
    public static TimeSpan UsualLimit { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a command may take.</summary>
    public TimeSpan Limit { get; init; } = UsualLimit;

    /// <summary>The value stands somewhere else.</summary>
    public static bool IsReference(string text) =>
        IsCommand(text)
        || text.StartsWith(EnvPrefix, StringComparison.Ordinal)
        || text.StartsWith(FilePrefix, StringComparison.Ordinal)
        || AppSettings.IsReference(text);

    /// <summary>Only a program can tell the value.</summary>
    public static bool IsCommand(string text) => text.StartsWith(CommandPrefix, StringComparison.Ordinal);

    /// <summary>Where the value is looked for, for a person: never the value.</summary>
    public static string? Describe(string text) =>
        text.StartsWith(EnvPrefix, StringComparison.Ordinal)
            ? $"the variable {text[EnvPrefix.Length..]}, which is {(Environment.GetEnvironmentVariable(text[EnvPrefix.Length..]) is { Length: > 0 } ? "set" : "not set")}"
        : text.StartsWith(FilePrefix, StringComparison.Ordinal) ? $"the file {text[FilePrefix.Length..]}"
        : IsCommand(text) ? "what a command prints"
        : null;

    /// <summary>The value, where no program has to be asked.</summary>
    /// <exception cref="ProblemException">The variable is not set or the file is not there (ST2006, exit 2).</exception>
    public string Resolve(string text, string where)
    {
        if (text.StartsWith(EnvPrefix, StringComparison.Ordinal))
            return Variable(text[EnvPrefix.Length..], where);
        if (!text.StartsWith(FilePrefix, StringComparison.Ordinal))
            return Fill(text, where);
        var path = Path.GetFullPath(text[FilePrefix.Length..], directory);
        return File.Exists(path)
            ? File.ReadAllText(path).Trim()
            : throw Missing(where, $"the file {text[FilePrefix.Length..]} is not there", "create it, or change the reference");
    }

    /// <summary>The same, asking a program where the reference says so.</summary>
    /// <exception cref="ProblemException">As <see cref="Resolve"/>; or the command cannot be run, fails, prints nothing (ST2006), or does
    /// not end in time (ST2013): exit 2.</exception>
    public async Task<string> ResolveAsync(string text, string where, CancellationToken cancellationToken)
    {
        if (!IsCommand(text))
            return Resolve(text, where);
        List<string> lines = [];
        List<string> errors = [];
        // Through a shell, as it is written: quoting and pipes are the writer's.
        string[] words = OperatingSystem.IsWindows()
            ? ["cmd.exe", "/d", "/c", text[CommandPrefix.Length..]]
            : ["/bin/sh", "-c", text[CommandPrefix.Length..]];
        var process = GuardedProcess.Start(words, directory, l => Add(lines, l), l => Add(errors, l))!;
        await using (process.ConfigureAwait(false))
        {
            using var limit = new CancellationTokenSource(Limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                await process.ExitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new ProblemException(
                    ProblemKind.Usage,
                    new(
                        "ST2013",
                        where,
                        $"the command of this reference did not end in {Limit.TotalSeconds:0} s, and was ended",
                        "nothing was done",
                        "try it in a shell: it may be waiting for a login; what it prints is the value, and it is given no input"
                    )
                );
            }
            // What a command that failed printed is not shown: it may be half of the secret.
            if (process.ExitCode != 0)
                throw Missing(
                    where,
                    $"the command of this reference failed with exit code {process.ExitCode}{(errors.Count > 0 ? $": {string.Join(' ', errors.TakeLast(3))}" : "")}",
                    "try it in a shell"
                );
            return string.Join('\n', lines).Trim() is { Length: > 0 } value
                ? value
                : throw Missing(where, "the command of this reference printed nothing", "try it in a shell");
        }
    }

    private static void Add(List<string> lines, string line)
    {
        lock (lines)
            lines.Add(line);
    }

    /// <summary>A text with the variables in it.</summary>
    /// <exception cref="ProblemException">One is not set and has nothing to stand for it (ST2006, exit 2).</exception>
    public static string Fill(string text, string where) =>
        Name()
            .Replace(
                text,
                m =>
                    m.Groups[2].Success && Environment.GetEnvironmentVariable(m.Groups[1].Value) is null or ""
                        ? m.Groups[3].Value
                        : Variable(m.Groups[1].Value, where)
            );

    private static string Variable(string name, string where) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw Missing(where, $"the variable {name} is not set", $"set it: export {name}=…");

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?\}")]
    private static partial Regex Name();

    private static ProblemException Missing(string where, string what, string fix) =>
        new(ProblemKind.Usage, new("ST2006", where, what, "nothing was done", fix));
}
