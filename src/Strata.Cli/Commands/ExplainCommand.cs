using Strata.Deploy;
using Strata.Explaining;

namespace Strata.Cli.Commands;

internal sealed class ExplainCommand : StrataCommand
{
    private readonly Argument<string?> _code = Optional("CODE", "the code of a problem, a hazard or a lint rule; none for the list of all");

    public ExplainCommand(GlobalOptions globals)
        : base(globals, "explain") => Arguments.Add(_code);

    /// <summary>Every problem, hazard and lint rule of this program.</summary>
    public static ProblemRegistry Registry() => new([.. StrataProblemSet.All, .. DeployProblemSet.All, .. UsageProblems.All]);

    protected override Task<ExitCode> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (registry, output) = (Registry(), Globals.Output(parsed));
        if (parsed.GetValue(_code) is not { } code)
        {
            foreach (var known in registry.Codes)
            {
                output.Line(new("code", known.ToJson()));
                output.Result($"{known.Code}  {known.Title}");
            }
            return Task.FromResult(output.End(ExitCode.Done, []));
        }
        var found =
            registry.Find(code)
            ?? throw UsageError.Of(
                $"no problem, hazard or lint rule has the code \"{code}\"",
                registry.Nearest(code) is { } near ? $"did you mean: strata explain {near}" : "see all codes: strata explain"
            );
        Write(found, output);
        return Task.FromResult(output.End(ExitCode.Done, found.ToJson()));
    }

    private static void Write(CodeReference code, CommandOutput output)
    {
        output.Result($"{code.Code}: {code.Title}\n\n{code.Meaning}\n");
        output.Result($"do:        {code.Resolution}");
        if (code.BadExample is not null)
            output.Result($"example:   {code.BadExample}");
        if (code.GoodExample is not null)
            output.Result($"better:    {code.GoodExample}");
        if (code.Kind is { } kind)
            output.Result($"exit code: {(int)kind} ({CommandHelp.Meaning((ExitCode)kind)})");
        if (code.IsDestructive is { } destructive)
            output.Result(destructive ? "rows:      lost, so it must be acknowledged" : "rows:      none is lost");
    }
}
