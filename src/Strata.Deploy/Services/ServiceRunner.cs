using System.Globalization;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Deploy.Recording;
using Strata.Project.Configuration;

namespace Strata.Deploy.Services;

/// <summary>Runs the commands of services; shows and keeps their output.</summary>
/// <param name="directory">The folder where they run.</param>
/// <param name="values">The values of their placeholders.</param>
/// <param name="log">Keeps their output.</param>
/// <param name="progress">Receives their output.</param>
/// <param name="host">The variables that they get, and the clock.</param>
/// <remarks>The problems have no state: the pipeline knows it.</remarks>
internal sealed class ServiceRunner(string directory, Placeholders values, DeployLog log, IProgress<StrataEvent> progress, StrataHost host)
{
    private const int LongestRevision = 200;
    private const int LongestShown = 80;
    private const string StateOfPipeline = "";

    /// <summary>Runs a command to its end.</summary>
    /// <returns>The last line that it printed.</returns>
    /// <exception cref="ProblemException">Its program does not exist (ST6011, exit 12), or it failed (ST6012, exit 7).</exception>
    public async Task<string?> RunAsync(
        string step,
        ServiceConfig service,
        ServiceCommand command,
        string? revision,
        int? percent,
        CancellationToken cancellationToken
    )
    {
        string? last = null;
        void Line(string line, bool error)
        {
            if (!error && line.Trim().Length > 0)
                last = line.Trim();
            Show(step, line);
        }

        var filled = values.With(
            ("service", service.Name),
            ("revision", revision),
            ("percent", percent?.ToString(CultureInfo.InvariantCulture))
        );
        var exit =
            await new StepProcess(host.Variables, host.Time)
                .RunAsync(filled.Fill(command), directory, Line, cancellationToken)
                .ConfigureAwait(false)
            ?? throw ServiceCheck.NoProgram(service.Name, command);
        return exit == 0
            ? last
            : throw ServiceProblems.CommandFailed.Error(
                command.Where,
                $"the command of \"{step}\" failed with exit code {exit}",
                StateOfPipeline,
                $"read its output, also in {log.Path}; then run the same command again"
            );
    }

    /// <summary>Asks a command for a name.</summary>
    /// <returns>Null where there is no command, or it printed nothing.</returns>
    /// <exception cref="ProblemException">As <see cref="RunAsync"/>; or it printed no name (ST6013, exit 12).</exception>
    public async Task<string?> AskAsync(
        string step,
        ServiceConfig service,
        ServiceCommand? command,
        string? revision,
        CancellationToken cancellationToken
    )
    {
        if (
            command is null
            || await RunAsync(step, service, command, revision, null, cancellationToken).ConfigureAwait(false) is not { } answer
        )
            return null;
        return answer.Length <= LongestRevision && Placeholders.IsPlain(answer) && answer[0] != '-'
            ? answer
            : throw ServiceProblems.NotAName.Error(
                command.Where,
                $"\"{step}\" printed \"{answer[..Math.Min(answer.Length, LongestShown)]}\", which is not a name",
                StateOfPipeline,
                "let the command print the name alone, in its last line"
            );
    }

    /// <summary>Waits until a service is healthy.</summary>
    /// <returns>Its answer, for a person.</returns>
    /// <exception cref="ProblemException">It is not healthy in time (ST6040, exit 7).</exception>
    public async Task<string> CheckAsync(
        string step,
        ServiceConfig service,
        HealthConfig health,
        string revision,
        CancellationToken cancellationToken
    )
    {
        using var check = new HealthCheck(host.Time);
        var url = values.With(("service", service.Name), ("revision", revision)).FillUrl(health);
        return await check.RunAsync(service.Name, health, url, l => Show(step, l), cancellationToken).ConfigureAwait(false);
    }

    private void Show(string step, string line)
    {
        log.Write($"{step} | {line}");
        progress.Report(new StepOutput(step, log.Clean(line)));
    }
}
