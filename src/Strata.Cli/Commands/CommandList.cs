using Strata.Diagnosing;

namespace Strata.Cli.Commands;

/// <summary>Every command, in the order of the help.</summary>
internal static class CommandList
{
    public static IEnumerable<Command> All(GlobalOptions globals) =>
        [
            new InitCommand(globals),
            new PullCommand(globals),
            new AdoptCommand(globals),
            new PushCommand(globals),
            new GenerateCommand(globals),
            new DiffCommand(globals),
            new CheckCommand(globals),
            new RebaseCommand(globals),
            new MergeDriverCommand(globals),
            new DriftCommand(globals),
            new MigrateCommand(globals),
            new DeployCommand(globals),
            new StatusCommand(globals),
            new RepairCommand(globals),
            new ScriptCommand(globals),
            new BundleCommand(globals),
            new RollbackCommand(globals),
            new PurgeCommand(globals),
            new SquashCommand(globals),
            new BaselineCommand(globals),
            new DumpCommand(globals),
            new RestoreCommand(globals),
            new ResetCommand(globals),
            new UndoWipeCommand(globals),
            new EnvCommand(globals),
            new ConfigCommand(globals),
            new PlainCommand<DiagnoseResult>(globals, "doctor", (project, stop) => project.DiagnoseAsync(stop), OutcomeText.Write),
            new ExplainCommand(globals),
            new HelpCommand(globals),
            new VersionCommand(globals),
        ];
}
