using Strata.Cli.Commands;

namespace Strata.Cli.Output;

/// <summary>What <c>strata</c> alone prints: every command, on one screen.</summary>
internal static class HelpText
{
    public static string Screen() =>
        $"""
        strata {Version}: a database that equals your C# schema

        usage: strata COMMAND [options]

        {string.Join("\n\n", CommandList.Groups.Select(g => $"{g.Title}\n{string.Join('\n', g.Commands.Select(c => $"  {c.Name,-10} {c.Does}"))}"))}

        options of every command
          --env NAME   environment of strata.json (local)     --json          machine-readable output
          --cwd DIR    run in another folder                  --yes           do not ask
          --config F   another strata.json                    --quiet, --verbose, --no-color

        strata COMMAND --help tells more. Exit codes: 0 done, 2 usage, 3 files or history broken, 4 differences,
        5 pending, 6 locked, 7 failed and unchanged, 8 failed half-way, 9 refused, 10 decision missing, 11 no connection.
        """;

    public static string Version => typeof(HelpText).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
