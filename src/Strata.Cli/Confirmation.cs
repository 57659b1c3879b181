using System.CommandLine;
using Strata.Cli.Output;
using Strata.Core.Problems;

namespace Strata.Cli;

/// <summary>What is done to a protected environment is confirmed by its name.</summary>
internal static class Confirmation
{
    public static Option<string> Flag() =>
        new("--confirm") { Description = "the environment's name, where it is protected", HelpName = "ENVIRONMENT" };

    /// <summary>Whether the name was given with the command.</summary>
    /// <exception cref="ProblemException">Another name was (ST2027, exit 2).</exception>
    public static bool IsGiven(Project project, string? confirmed, string state)
    {
        if (confirmed is null)
            return false;
        var name = Name(project);
        return confirmed == name
            ? true
            : throw new ProblemException(
                ProblemKind.Usage,
                new("ST2027", "--confirm", $"\"{confirmed}\" is not the environment's name", state, $"it is: --confirm {name}")
            );
    }

    /// <summary>Asks for the name at a terminal.</summary>
    public static async Task<bool> AskAsync(Project project, string what, CancellationToken cancellationToken) =>
        await Ask.TextAsync($"{what}. Type the environment's name to go on", "no", cancellationToken).ConfigureAwait(false)
        == Name(project);

    /// <summary>A change of a protected environment, and of no other, needs the name.</summary>
    /// <exception cref="ProblemException">Nobody gave it and nobody can be asked (ST1110, exit 10), or it was not given (ST1104, exit
    /// 9).</exception>
    public static async Task RequireAsync(
        Project project,
        string? confirmed,
        string what,
        string command,
        CancellationToken cancellationToken
    )
    {
        const string State = "nothing was changed";
        if (IsGiven(project, confirmed, State) || project.Policy != Policy.Protected)
            return;
        if (!project.Report.CanAsk)
            throw new ProblemException(
                ProblemKind.DecisionMissing,
                new(
                    "ST1110",
                    project.Environment!.Where,
                    $"\"{Name(project)}\" is protected: {what}",
                    State,
                    $"to do it: {command} --confirm {Name(project)}"
                )
            );
        if (!await AskAsync(project, what, cancellationToken).ConfigureAwait(false))
            throw new ProblemException(
                ProblemKind.Refused,
                new("ST1104", "", "not confirmed", State, "see what there is to settle: strata repair")
            );
    }

    private static string Name(Project project) => project.Environment?.Name ?? "";
}
