using Strata.Core;

namespace Strata.Environments;

/// <summary>References to values that do not stand in strata.json: <c>env:NAME</c> and <c>file:PATH</c>.</summary>
public static class Secrets
{
    /// <exception cref="ProblemException">The variable is not set or the file is not there (ST2006, exit 2).</exception>
    public static string Resolve(string text, string where, string directory)
    {
        if (text.StartsWith("env:", StringComparison.Ordinal))
        {
            var name = text[4..];
            return Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value
                : throw Missing(where, $"the variable {name} is not set", $"set it: export {name}=…");
        }
        if (text.StartsWith("file:", StringComparison.Ordinal))
        {
            var path = Path.GetFullPath(text[5..], directory);
            return File.Exists(path) ? File.ReadAllText(path).Trim() : throw Missing(where, $"the file {text[5..]} is not there", "create it, or change the reference");
        }
        if (text.StartsWith("cmd:", StringComparison.Ordinal)) throw Missing(where, "cmd: references are not supported by this version of Strata", "use env:NAME or file:PATH");
        return text;
    }

    private static ProblemException Missing(string where, string what, string fix) => new(ExitCode.Usage, new("ST2006", where, what, "nothing was done", fix));
}
