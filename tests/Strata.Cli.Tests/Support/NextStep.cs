using System.Text.RegularExpressions;
using Strata.Testing;

namespace Strata.Cli.Tests.Support;

/// <summary>The command that a problem's <c>next:</c> line names first, typed as a person would, in a copy of the project.</summary>
internal static partial class NextStep
{
    /// <summary>Runs a command that ends with a problem, then what the problem advises, then the command again.</summary>
    /// <returns>The advised command.</returns>
    public static async Task<string> RequireItHelpsAsync(CliProject p, params string[] arguments)
    {
        using var copy = Copy(p);
        var before = await copy.RunAsync(arguments);
        var problem = Problem().Match(before.Errors);
        Assert.True(problem.Success, $"no problem: {before.All}");
        var command = Command().Match(problem.Groups["next"].Value);
        Assert.True(command.Success, $"no command in: {problem.Groups["next"].Value}");
        var typed = command.Value.Trim();
        var said = typed.StartsWith("strata ", StringComparison.Ordinal)
            ? (await copy.RunAsync(typed.Split(' ')[1..])).All
            : (await ProcessRunner.RunAsync("sh", ["-c", $"cd '{copy.Root}' && {typed}"])).ToString();
        var after = await copy.RunAsync(arguments);
        Assert.False(
            Problem().Match(after.Errors).Groups["what"].Value == problem.Groups["what"].Value,
            $"{typed} does not help; it said: {said}\nand then again: {after.All}"
        );
        return typed;
    }

    private static CliProject Copy(CliProject p)
    {
        var copy = new CliProject(p.Url);
        foreach (var file in Directory.GetFiles(p.Root, "*", SearchOption.AllDirectories))
        {
            var target = copy.At(Path.GetRelativePath(p.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return copy;
    }

    [GeneratedRegex(@"^error (?<what>ST\d{4}: .*?)\n.*?^  next:  (?<next>.*?)$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Problem();

    [GeneratedRegex(@"\b(strata|git|mv) [^;(]+?(?=;|\(| or |, |$)")]
    private static partial Regex Command();
}
