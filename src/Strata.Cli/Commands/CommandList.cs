using System.CommandLine;

namespace Strata.Cli.Commands;

/// <summary>Every command, in the order of the help.</summary>
internal static class CommandList
{
    public static IEnumerable<Command> All(GlobalOptions globals) =>
        [
            new PushCommand(globals),
            new GenerateCommand(globals),
            new MigrateCommand(globals),
            new StatusCommand(globals),
            new HelpCommand(globals),
            new VersionCommand(globals),
        ];
}
