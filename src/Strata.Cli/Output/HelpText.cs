using Strata.Cli.Bundling;
using Strata.Cli.Commands;

namespace Strata.Cli.Output;

/// <summary>What <c>strata</c> alone prints: every command, on one screen.</summary>
internal static class HelpText
{
    public static string Screen() =>
        $"""
            strata {Version}: strata COMMAND [options]     strata COMMAND --help tells more

            {string.Join('\n', CommandList.Groups.SelectMany(Lines))}

            with every command: --env NAME (environment, local)  --cwd DIR  --config FILE
                                --json  --yes  --quiet  --verbose  --no-color
            """;

    /// <summary>What a bundle alone prints.</summary>
    public static string BundleScreen() =>
        $"""
            migrations, and what runs them (strata {Version})
            usage: {Path.GetFileName(Environment.ProcessPath)} COMMAND [options]     COMMAND --help tells more

            {string.Join('\n', Bundle.Commands.Select(c => $"  {c, -9} {CommandList.Describe(c)}"))}

            options of every command
              --env NAME   the environment (local)             --json  machine-readable
              --url URL    another database: a URL, env:NAME   --yes   do not ask
              --cwd DIR    run in another folder               --quiet --verbose --no-color
            """;

    // What is said in few words shares its line with the next that is.
    private const int Short = 24;

    // The group's name stands beside its first command: every command there will be has to fit one screen.
    private static IEnumerable<string> Lines((string Title, IReadOnlyList<(string Name, string Does)> Commands) group)
    {
        for (var i = 0; i < group.Commands.Count; i++)
        {
            var title = i == 0 ? group.Title : "";
            var (name, does) = group.Commands[i];
            if (does.Length > Short || i + 1 == group.Commands.Count || group.Commands[i + 1].Does.Length > Short)
                yield return $"{title, -8} {name, -9} {does}";
            else
                yield return $"{title, -8} {name, -9} {does, -Short}  {group.Commands[++i].Name, -9} {group.Commands[i].Does}";
        }
    }

    public static string Version => typeof(HelpText).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
