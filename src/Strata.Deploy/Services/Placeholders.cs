using System.Text.RegularExpressions;
using Strata.Core.Problems;
using Strata.Core.Text;
using Strata.Project.Configuration;

namespace Strata.Deploy.Services;

/// <summary>
/// Fills <c>{tag}</c>, <c>{env}</c>, <c>{revision}</c>, <c>{percent}</c> and <c>{service}</c> into commands and URLs. A value is never a
/// piece of a shell's language.
/// </summary>
/// <param name="values">The values by name; one that is missing or null is not known where the command runs.</param>
internal sealed partial class Placeholders(IReadOnlyDictionary<string, string?> values)
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
    /// <exception cref="ProblemException">A placeholder is unknown, has no value here, or would have to be quoted where that is not safe
    /// (ST6010, exit 2).</exception>
    public IReadOnlyList<string> Fill(ServiceCommand command)
    {
        if (command.Shell is not { } line)
            return [.. command.Words.Select(w => Pattern().Replace(w, m => Value(m, command.Where)))];
        line = Pattern().Replace(line, m => Quoted(Value(m, command.Where), line[..m.Index], m.Value, command.Where));
        return OperatingSystem.IsWindows() ? ["cmd.exe", "/d", "/c", line] : ["/bin/sh", "-c", line];
    }

    public string FillUrl(HealthConfig health) => Pattern().Replace(health.Url, m => Uri.EscapeDataString(Value(m, health.Where)));

    /// <summary>The word has no character that a shell interprets.</summary>
    public static bool IsPlain(string value) => Plain().IsMatch(value);

    private string Value(Match placeholder, string where)
    {
        var name = placeholder.Groups[1].Value;
        if (!s_names.Contains(name))
        {
            var nearest = Spelling.Nearest(name, s_names) is { } n ? $"; did you mean {{{n}}}?" : "";
            throw Unfilled(where, $"no placeholder {{{name}}}{nearest}", $"use: {string.Join(", ", s_names.Select(s => $"{{{s}}}"))}");
        }
        return values.GetValueOrDefault(name)
            ?? throw Unfilled(where, $"{{{name}}} has no value in this command", "remove it from the command");
    }

    // Inside quotes, or a command in a command, the right quoting depends on the text around: a value that needs any is refused there.
    private static string Quoted(string value, string before, string placeholder, string where)
    {
        if (IsPlain(value))
            return value;
        if (OperatingSystem.IsWindows() || IsInside(before))
            throw Unfilled(
                where,
                $"{placeholder} is \"{value}\", which a shell would interpret, and cannot be quoted safely there",
                "write the command as a list of a program and its arguments, or remove the quotes around the placeholder"
            );
        return ShellWord.InQuotes(value);
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

    private static ProblemException Unfilled(string where, string what, string next) =>
        ServiceProblems.Placeholder.Error(where, what, "nothing was run", next);

    // ${NAME} is the shell's.
    [GeneratedRegex(@"(?<!\$)\{([a-z]+)\}")]
    private static partial Regex Pattern();

    [GeneratedRegex("^[A-Za-z0-9_./:@%+=,-]+$")]
    private static partial Regex Plain();
}
