using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Dialects;
using Strata.Cli.Output;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Problems;

namespace Strata.Cli.Commands;

/// <summary>SQL that turns one source into another, on standard output and nothing else there.</summary>
internal static class DiffCommand
{
    private static readonly Option<string> s_from = new("--from")
    {
        Description = "a database URL, a .sql file or folder, migrations[:0007], schema, snapshot, env:NAME, empty",
        Required = true,
        HelpName = "SOURCE",
    };
    private static readonly Option<string> s_to = new("--to")
    {
        Description = "the same",
        Required = true,
        HelpName = "SOURCE",
    };
    private static readonly Option<string> s_dialect = new("--dialect")
    {
        Description = "postgresql or sqlite, where neither source says",
        HelpName = "NAME",
    };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("diff", CommandList.Describe("diff")) { s_from, s_to, s_dialect };
        command.SetAction(
            async (parsed, cancellationToken) => (int)await RunAsync(app, options, parsed, cancellationToken).ConfigureAwait(false)
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(App app, GlobalOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        var report = Reporter.For(parsed, options);
        var directory = Project.Start(options, parsed);
        var (from, to) = (parsed.GetValue(s_from)!, parsed.GetValue(s_to)!);
        Project? loaded = null;
        Project Configured() => loaded ??= Project.Load(app, options, parsed);
        try
        {
            var tools = Dialect(from, to, parsed.GetValue(s_dialect), Configured);
            var own = loaded is null ? tools.Shadows(null, Local(tools, from, directory) ?? Local(tools, to, directory), []) : null;
            await using var dispose = own;
            var sources = new SourceParser(tools, own ?? Configured().Shadows, Configured, directory);
            var before = await sources.Parse(from, "--from").LoadAsync(cancellationToken).ConfigureAwait(false);
            var after = await sources.Parse(to, "--to").LoadAsync(cancellationToken).ConfigureAwait(false);
            // Beside the project's own state, only what the project is about counts; two databases are compared whole.
            if (from.StartsWith("env:", StringComparison.Ordinal) && SourceParser.IsOfProject(to))
                before = Configured().Managed(before, after);
            if (to.StartsWith("env:", StringComparison.Ordinal) && SourceParser.IsOfProject(from))
                after = Configured().Managed(after, before);
            PlanPrinter.Unclaimed(report, after);
            var plan = tools.Dialect.Standalone(tools.Dialect.Plan(before, after));
            PlanPrinter.Notes(report, plan);
            foreach (var header in tools.Dialect.ScriptHeaders(plan))
                report.Result($"-- strata:{header}");
            foreach (var step in plan.Steps)
            {
                foreach (var hazard in step.Hazards)
                    report.Result($"-- hazard {hazard.Code}: {hazard.Message.ReplaceLineEndings(" ")}");
                report.Event("statement", JsonOutput.Of(step));
                report.Result(MigrationText.Statement(step));
            }
            var result = new JsonObject { ["statements"] = plan.Steps.Count() };
            if (report.Json)
                result["reversal"] = JsonOutput.Of(Reversal.Of(plan, Back(tools, after, before), null, []));
            return report.End(ExitCode.Done, result);
        }
        finally
        {
            if (loaded is not null)
                await loaded.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The way back, as far as planning tells: nobody has run it. Null where it is refused.</summary>
    private static Plan? Back(IDialectTools tools, Catalog from, Catalog to)
    {
        try
        {
            return tools.Dialect.Plan(from, to);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Refused)
        {
            return null;
        }
    }

    private static IDialectTools Dialect(string from, string to, string? named, Func<Project> project)
    {
        if (named is not null)
            return named is "postgresql" or "sqlite"
                ? DialectTools.For(named)
                : throw new ProblemException(
                    ProblemKind.Usage,
                    new("ST2042", "--dialect", $"\"{named}\" is no dialect of Strata", "nothing was done", "use postgresql or sqlite")
                );
        var (a, b) = (DialectTools.OfUrl(from), DialectTools.OfUrl(to));
        if (a is not null && b is not null && a.Dialect.Name != b.Dialect.Name)
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2041",
                    "--from, --to",
                    "the two sources are of different dialects",
                    "nothing was done",
                    "compare two sources of one dialect"
                )
            );
        return a ?? b ?? project().Tools;
    }

    private static string? Local(IDialectTools tools, string source, string directory) =>
        DialectTools.OfUrl(source) is not null && tools.Resolve(source, null, directory) is var connection && tools.IsLocal(connection)
            ? connection
            : null;
}
