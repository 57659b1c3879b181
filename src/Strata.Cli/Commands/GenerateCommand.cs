using System.CommandLine;
using Strata.Cli.Rendering.Json;
using Strata.Cli.Rendering.Text;
using Strata.Cli.Terminal;
using Strata.Generating;
using Strata.Operations;

namespace Strata.Cli.Commands;

internal sealed class GenerateCommand : ProjectCommand
{
    private static readonly CommandHelp s_help = new(
        CommandGroup.Develop,
        "write the next migration: reviewed SQL and its reversal",
        "Write the migration from the last one to the schema, proven in a shadow database, with its reversal.",
        ["strata generate --name add_ratings", "strata generate --rename films.name=title"],
        ExitCode.Usage,
        ExitCode.Inconsistent,
        ExitCode.Pending,
        ExitCode.DecisionMissing,
        ExitCode.Preflight
    );

    private readonly Option<string> _name = Text("--name", "NAME", "the migration's name instead of two words");
    private readonly Option<bool> _custom = Flag("--custom", "an empty migration to write by hand");
    private readonly Option<bool> _check = Flag("--check", "write nothing; exit 5 when a migration is missing");
    private readonly Option<string> _keep = Text("--keep", "TIME", "retain dropped data for a time: 30d; 0 drops it");
    private readonly RenameOptions _renames = new();

    public GenerateCommand(GlobalOptions globals)
        : base(globals, "generate", s_help) => Takes(_name, _custom, _check, _renames.Rename, _renames.Drop, _keep);

    protected override async Task<OperationResult> RunAsync(
        StrataProject project,
        ParseResult parsed,
        CommandOutput output,
        CancellationToken cancellationToken
    )
    {
        var (custom, check) = (parsed.GetValue(_custom), parsed.GetValue(_check));
        if (custom && check)
            throw UsageError.Contradiction.Error(
                "--custom --check",
                "--custom and --check are mutually exclusive: one writes a file, the other nothing",
                "nothing was done",
                "remove one of the two"
            );
        var result = await project.GenerateAsync(
            new()
            {
                Mode =
                    custom ? GenerateMode.Custom
                    : check ? GenerateMode.Check
                    : GenerateMode.Write,
                Name = parsed.GetValue(_name),
                Renames = _renames.Of(parsed),
                Retention = OptionValues.Retention("--keep", parsed.GetValue(_keep)),
            },
            cancellationToken
        );
        GenerateText.Write(result, output);
        GenerateJson.Write(result, output);
        return result;
    }
}
