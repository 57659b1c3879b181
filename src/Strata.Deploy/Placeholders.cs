using System.Text.RegularExpressions;
using Strata.Core.Problems;
using Strata.Core.Text;
using Strata.Project.Configuration;

namespace Strata.Deploy;

/// <summary>
/// What stands for <c>{tag}</c>, <c>{env}</c>, <c>{revision}</c>, <c>{percent}</c> and <c>{service}</c> in commands and URLs. A value is
/// never a piece of a shell's language.
/// </summary>
/// <param name="values">By name; one that is missing or null is not known where the command runs.</param>
public sealed partial class Placeholders(IReadOnlyDictionary<string, string?> values)
{
    private static readonly string[] s_names = ["tag", "env", "revision", "percent", "service"];

    /// <summary>The same with other values.</summary>
    public Placeholders With(params (string Name, string? Value)[] others)
    {
        var all = new Dictionary<string, string?>(values, StringComparer.Ordinal);
        foreach (var (name, value) in others)
            all[name] = value;
        return new(all);
    }

    /// <summary>The program and its arguments.</summary>
    /// <exception cref="ProblemException">A placeholder is unknown, or has no value here, or a value would have to be quoted where that
    /// cannot be done safely (ST6010, exit 2).</exception>
    public IReadOnlyList<string> Fill(ServiceCommand command)
    {
        if (command.Shell is not { } line)
            return [.. command.Words.Select(w => Pattern().Replace(w, m => Value(m, command.Where)))];
        line = Pattern().Replace(line, m => Quoted(Value(m, command.Where), line[..m.Index], m.Value, command.Where));
        return OperatingSystem.IsWindows() ? ["cmd.exe", "/d", "/c", line] : ["/bin/sh", "-c", line];
    }

    public string FillUrl(HealthConfig health) => Pattern().Replace(health.Url, m => Uri.EscapeDataString(Value(m, health.Where)));

    /// <summary>A word that no shell reads anything into.</summary>
    public static bool IsPlain(string value) => Plain().IsMatch(value);

    private string Value(Match placeholder, string where)
    {
        var name = placeholder.Groups[1].Value;
        if (!s_names.Contains(name))
            throw Wrong(
                where,
                $"there is no placeholder {{{name}}}{(Spelling.Nearest(name, s_names) is { } meant ? $"; did you mean {{{meant}}}?" : "")}",
                $"use: {string.Join(", ", s_names.Select(n => $"{{{n}}}"))}"
            );
        return values.GetValueOrDefault(name)
            ?? throw Wrong(where, $"{{{name}}} has no value in this command", "take it out of the command");
    }

    // Inside of quotes or of a command in a command the right quoting depends on what stands around: there a value that needs any is
    // refused.
    private static string Quoted(string value, string before, string placeholder, string where)
    {
        if (IsPlain(value))
            return value;
        if (OperatingSystem.IsWindows() || IsInside(before))
            throw Wrong(
                where,
                $"{placeholder} is \"{value}\", which a shell would interpret, and it stands where it cannot be quoted safely",
                "write the command as a list of a program and its arguments, or take the quotes around the placeholder away"
            );
        return $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    private static bool IsInside(string before)
    {
        if (
            before.Contains('`', StringComparison.Ordinal)
            || before.Contains("$(", StringComparison.Ordinal)
            || before.Contains("<<", StringComparison.Ordinal)
        )
            return true;
        var quote = '\0';
        for (var i = 0; i < before.Length; i++)
        {
            if (before[i] == '\\' && quote != '\'')
                i++;
            else if (quote == '\0' && before[i] is '\'' or '"')
                quote = before[i];
            else if (before[i] == quote)
                quote = '\0';
        }
        return quote != '\0' || before.EndsWith('\\');
    }

    private static ProblemException Wrong(string where, string what, string fix) =>
        new(ProblemKind.Usage, new("ST6010", where, what, "nothing was run", fix));

    // ${NAME} is the shell's.
    [GeneratedRegex(@"(?<!\$)\{([a-z]+)\}")]
    private static partial Regex Pattern();

    [GeneratedRegex("^[A-Za-z0-9_./:@%+=,-]+$")]
    private static partial Regex Plain();
}
