using Strata.Cli.Commands;

namespace Strata.Cli.Output;

/// <summary>What <c>strata</c> alone prints: every command, on one screen.</summary>
internal static class HelpText
{
    public static string Screen() =>
        $"""
        strata {Version}: a database that equals your C# schema
        usage: strata COMMAND [options]     strata COMMAND --help tells more

        {string.Join('\n', CommandList.Groups.SelectMany(Lines))}

        options of every command
          --env NAME   environment of strata.json (local)  --json  machine-readable
          --cwd DIR    run in another folder               --yes   do not ask
          --config F   another strata.json                 --quiet --verbose --no-color
        """;

    // The group's name stands beside its first command: every command there will be has to fit one screen.
    private static IEnumerable<string> Lines((string Title, IReadOnlyList<(string Name, string Does)> Commands) group) =>
        group.Commands.Select((c, i) => $"{(i == 0 ? group.Title : ""),-8} {c.Name,-9} {c.Does}");

    public static string Version => typeof(HelpText).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
