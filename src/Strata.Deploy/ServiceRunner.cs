using Strata.Core.Problems;
using Strata.Project.Configuration;

namespace Strata.Deploy;

/// <summary>Runs the commands of services, shows and keeps what they say.</summary>
/// <param name="directory">Where they run.</param>
/// <param name="values">What their placeholders stand for.</param>
/// <param name="log">Keeps what they say.</param>
/// <param name="report">Shows it.</param>
/// <param name="time">Waits.</param>
public sealed class ServiceRunner(string directory, Placeholders values, DeployLog log, IDeployReport report, TimeProvider time)
{
    private const int LongestRevision = 200;

    /// <summary>
    /// Finds out before anything runs what would stop a command later: a program that is not there, a placeholder that is unknown or has no
    /// value there.
    /// </summary>
    /// <exception cref="ProblemException">ST6011 (exit 12), ST6010 (exit 2).</exception>
    public static void Validate(ServiceConfig service, DeployKind kind, string directory, Placeholders values)
    {
        var alone = values.With(("service", service.Name));
        var revision = alone.With(("revision", "r"));
        var all = revision.With(("percent", "100"));
        foreach (var command in DeployRequest.Commands(service, kind))
        {
            (
                command == service.Previous || command == service.Revision ? alone
                : command == service.Traffic || command == service.Rollback ? all
                : revision
            ).Fill(command);
            if (!StepProcess.IsThere(command, directory))
                throw Missing(service.Name, command);
        }
        if (service.Health is { } health)
            revision.FillUrl(health);
    }

    /// <summary>Runs a command to its end.</summary>
    /// <returns>The last line of what it printed.</returns>
    /// <exception cref="ProblemException">There is no such program (ST6011), or it failed (ST6012, exit 7).</exception>
    public async Task<string?> RunAsync(
        string step,
        ServiceConfig service,
        ServiceCommand command,
        string? revision,
        int? percent,
        CancellationToken cancellationToken
    )
    {
        var filled = values.With(
            ("service", service.Name),
            ("revision", revision),
            ("percent", percent?.ToString(System.Globalization.CultureInfo.InvariantCulture))
        );
        string? last = null;
        var exit =
            await new StepProcess(time)
                .RunAsync(
                    filled.Fill(command),
                    directory,
                    (line, error) =>
                    {
                        if (!error && line.Trim().Length > 0)
                            last = line.Trim();
                        Show(step, line);
                    },
                    cancellationToken
                )
                .ConfigureAwait(false)
            ?? throw Missing(service.Name, command);
        return exit == 0
            ? last
            : throw new ProblemException(
                ProblemKind.FailedUnchanged,
                new(
                    "ST6012",
                    command.Where,
                    $"the command of \"{step}\" failed with exit code {exit}",
                    "see the summary",
                    $"see what it said, also in {log.Path}; then run the same command again"
                )
            );
    }

    /// <summary>Asks a command for a name.</summary>
    /// <returns>Null where there is no command, or it printed nothing.</returns>
    /// <exception cref="ProblemException">It failed, or printed what is no name (ST6013, exit 12).</exception>
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
            : throw new ProblemException(
                ProblemKind.Preflight,
                new(
                    "ST6013",
                    command.Where,
                    $"\"{step}\" printed \"{answer[..Math.Min(answer.Length, 80)]}\", which is no name",
                    "see the summary",
                    "let the command print the name alone, in its last line"
                )
            );
    }

    /// <exception cref="ProblemException">It is not healthy in time (ST6040, exit 7).</exception>
    public async Task<string> CheckAsync(
        string step,
        ServiceConfig service,
        HealthConfig health,
        string revision,
        CancellationToken cancellationToken
    )
    {
        using var check = new HealthCheck(time);
        return await check
            .RunAsync(
                service.Name,
                health,
                values.With(("service", service.Name), ("revision", revision)).FillUrl(health),
                l => Show(step, l),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private void Show(string step, string line)
    {
        log.Write($"{step} | {line}");
        report.Output(step, log.Clean(line));
    }

    private static ProblemException Missing(string service, ServiceCommand command) =>
        new(
            ProblemKind.Preflight,
            new(
                "ST6011",
                command.Where,
                $"\"{service}\" is to run \"{command.Words[0]}\", and there is no such program",
                "nothing was run",
                "install it, or correct the command in strata.json"
            )
        );
}
