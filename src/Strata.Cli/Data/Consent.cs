using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core.Problems;
using Strata.Project.Configuration;

namespace Strata.Cli.Data;

/// <summary>
/// Who may have a database replaced or emptied: the table of policies. Open: asked once, or <c>--yes</c>. Preview: the name typed.
/// Protected: only where the file allows it, and the name typed.
/// </summary>
internal sealed class Consent(Project project, string allowance)
{
    private string Name => project.Environment?.Name ?? "";

    /// <summary>Before anything is opened.</summary>
    /// <exception cref="ProblemException">The environment is protected, and the file does not allow it (ST9051, exit 9).</exception>
    public void RequirePolicy()
    {
        if (project.Policy != Policy.Protected)
            return;
        var environment = project.Environment!;
        if (!environment.Allow.Contains(allowance))
        {
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST9051",
                    environment.Where,
                    $"\"{Name}\" is protected, and strata.json does not allow \"{allowance}\" there",
                    "nothing was changed, the database was not even opened",
                    $"no flag turns this off; if it is meant, say it in the file, where it is reviewed: \"{Name}\": {{ "
                        + $"\"allow\": [\"{allowance}\"] }}"
                )
            );
        }
        Tell(project.Report, $"strata.json allows \"{allowance}\" for \"{Name}\", which is protected ({environment.Where})");
    }

    /// <summary>
    /// What people put into a protected database does not go to where it is not protected, unless its own part of the file says that it
    /// may.
    /// </summary>
    /// <param name="source">The environment that the rows are of; null where the file has none of that name.</param>
    /// <param name="policy">The policy that holds for it, or held when it was backed up.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ProblemException">ST9057, exit 9.</exception>
    public void RequireCopyable(EnvironmentConfig? source, Policy policy, string name)
    {
        if (policy != Policy.Protected || project.Policy == Policy.Protected)
            return;
        if (source?.Allow.Contains(Allowance.Copy) != true)
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST9057",
                    source?.Where ?? project.Config.File,
                    $"\"{name}\" is protected, and \"{Name}\" is not: its rows would be where fewer guards are",
                    State,
                    $"no flag turns this off; if it is meant, say it in the file, where it is reviewed: \"{name}\": {{ "
                        + $"\"allow\": [\"{Allowance.Copy}\"] }}; rows that are nobody's secret go by --sync-content"
                )
            );
        Tell(project.Report, $"strata.json allows copies of \"{name}\", which is protected ({source.Where})");
    }

    /// <summary>Said to a program that reads JSON as well.</summary>
    public static void Tell(Reporter report, string text)
    {
        if (report.Json)
            report.Event("note", new JsonObject { ["text"] = text });
        else
            report.Note(text);
    }

    private const string State = "nothing was changed";

    private bool IsOpen => project.Policy == Policy.Open;

    /// <summary>Somebody said that it is meant, or can be asked: before work that would be for nothing.</summary>
    /// <param name="what">What would be done, for a person.</param>
    /// <param name="confirmed">The name, where the command was given it.</param>
    /// <param name="command">What to type, without the flag that confirms.</param>
    /// <returns>Whether it is said already.</returns>
    /// <exception cref="ProblemException">Nobody said so and nobody can be asked (ST5020, exit 10).</exception>
    public bool RequireAnswerable(string what, string? confirmed, string command)
    {
        if (Confirmation.IsGiven(project, confirmed, State) || (IsOpen && project.Report.Yes))
            return true;
        return project.Report.CanAsk
            ? false
            : throw new ProblemException(
                ProblemKind.DecisionMissing,
                new(
                    "ST5020",
                    project.Environment?.Where ?? "",
                    what,
                    State,
                    $"to do it: {command} {(IsOpen ? "--yes" : $"--confirm {Name}")}"
                )
            );
    }

    /// <summary>Somebody says that it is meant.</summary>
    /// <inheritdoc cref="RequireAnswerable"/>
    /// <exception cref="ProblemException">Nobody said so and nobody can be asked (ST5020, exit 10), or somebody said no (ST5021, exit
    /// 9).</exception>
    public async Task RequireAsync(string what, string? confirmed, string command, CancellationToken cancellationToken)
    {
        if (RequireAnswerable(what, confirmed, command))
            return;
        var agreed = IsOpen
            ? await Ask.YesNoAsync($"{what}. Go on?", cancellationToken).ConfigureAwait(false)
            : await Confirmation.AskAsync(project, what, cancellationToken).ConfigureAwait(false);
        if (!agreed)
            throw new ProblemException(ProblemKind.Refused, new("ST5021", "", "not confirmed", State, $"when it is meant: {command}"));
    }
}
