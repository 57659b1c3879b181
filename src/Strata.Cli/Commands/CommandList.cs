using System.CommandLine;

namespace Strata.Cli.Commands;

/// <summary>Every command, in the groups that the help shows.</summary>
internal static class CommandList
{
    public static IReadOnlyList<(string Title, IReadOnlyList<(string Name, string Does)> Commands)> Groups { get; } =
    [
        (
            "start",
            [
                ("init", "write strata.json and a first Schema.cs"),
                ("pull", "an existing database to Schema.cs, SQL files and a baseline"),
                ("adopt", "take over Drizzle, EF Core, dbmate or Flyway as they are"),
            ]
        ),
        (
            "develop",
            [
                ("push", "make a local database equal the schema, data kept"),
                ("generate", "write the next migration: reviewed SQL and its reversal"),
                ("diff", "print the SQL that turns any source into another"),
            ]
        ),
        (
            "review",
            [
                ("check", "the folder is whole"),
                ("rebase", "mend a fork of branches"),
                ("drift", "the live database against what its history says"),
            ]
        ),
        (
            "ship",
            [
                ("migrate", "run pending migrations; --test on a throwaway database"),
                ("deploy", "migrate, build, deploy, check health, send traffic, verify"),
                ("status", "what has run, what not"),
                ("repair", "settle what went wrong"),
                ("script", "SQL for psql or sqlite3"),
                ("bundle", "a program that has them"),
                ("rollback", "take migrations back"),
                ("purge", "delete what was kept"),
                ("squash", "fold migrations into one"),
                ("baseline", "take a database over"),
            ]
        ),
        (
            "data",
            [
                ("dump", "back up an environment"),
                ("restore", "bring a backup back"),
                ("reset", "rebuild, with seed rows"),
                ("undo-wipe", "back to before a wipe"),
            ]
        ),
        (
            "set up",
            [
                ("env", "adopt a copied database"),
                ("config", "values and their origin"),
                ("doctor", "what is amiss, with its fix: machine, connection, server"),
            ]
        ),
    ];

    public static IEnumerable<Command> All(App app, GlobalOptions options) =>
        [
            InitCommand.Create(app, options),
            PullCommand.Create(app, options),
            AdoptCommand.Create(app, options),
            PushCommand.Create(app, options),
            GenerateCommand.Create(app, options),
            DiffCommand.Create(app, options),
            MigrateCommand.Create(app, options),
            DeployCommand.Create(app, options),
            StatusCommand.Create(app, options),
            RepairCommand.Create(app, options),
            ScriptCommand.Create(app, options),
            BundleCommand.Create(app, options),
            RollbackCommand.Create(app, options),
            PurgeCommand.Create(app, options),
            SquashCommand.Create(app, options),
            BaselineCommand.Create(app, options),
            CheckCommand.Create(app, options),
            RebaseCommand.Create(app, options),
            MergeDriver.Create(),
            DriftCommand.Create(app, options),
            DumpCommand.Create(app, options),
            RestoreCommand.Create(app, options),
            ResetCommand.Create(app, options),
            UndoWipeCommand.Create(app, options),
            EnvCommand.Create(app, options),
            ConfigCommand.Create(app, options),
            DoctorCommand.Create(app, options),
        ];

    public static string Describe(string name) => Groups.SelectMany(g => g.Commands).First(c => c.Name == name).Does;
}
