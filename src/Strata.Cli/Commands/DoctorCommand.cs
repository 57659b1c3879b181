using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Diagnosing;
using Strata.Cli.Rendering.Text;
using Strata.Core.Diagnosis;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Cli.Commands;

/// <summary>Looks over this machine and one environment's database; each line with its fix. Changes nothing.</summary>
internal sealed class DoctorCommand(App app, Project project)
{
    private readonly List<string> _subjects = [];
    private int _bad;
    private int _doubtful;

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("doctor", CommandList.Describe("doctor"));
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                return (int)await new DoctorCommand(app, project).RunAsync(cancellationToken).ConfigureAwait(false);
            }
        );
        return command;
    }

    private async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var symptom in new MachineDoctor(project).ExamineAsync(cancellationToken).ConfigureAwait(false))
            Show(symptom);
        if (project.Environment is { } environment)
        {
            project.Report.Say($"\n{environment.Name}");
            await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        }
        if (_bad > 0)
            throw new ProblemException(
                ProblemKind.Preflight,
                new(
                    "ST1270",
                    project.Environment?.Name ?? "",
                    $"{Count(_bad, "thing")} to mend: {string.Join(", ", _subjects.Distinct())}",
                    "nothing was changed",
                    "do what the lines above say beside fix:"
                )
            );
        var text = _doubtful > 0 ? $"nothing is broken; {Count(_doubtful, "thing")} to know" : "all is well";
        return project.Report.End(ExitCode.Done, new JsonObject { ["bad"] = _bad, ["doubtful"] = _doubtful }, text);
    }

    private async Task DatabaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await project.ExistsAsync(cancellationToken).ConfigureAwait(false))
            {
                Show(new(Health.Good, "connection", "there is no database yet; the first command that writes makes it"));
                return;
            }
            await using var target = await project.ReaderAsync(cancellationToken).ConfigureAwait(false);
            var started = app.Time.GetTimestamp();
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
            Show(new(Health.Good, "connection", $"{target.Name}, in {RunReport.Time(app.Time.GetElapsedTime(started))}"));
            var state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
            Show(Stamped(state));
            var wanted = await project.SnapshotAsync(cancellationToken).ConfigureAwait(false);
            foreach (
                var symptom in await project
                    .Tools.Doctor.ExamineAsync(target.Connection, wanted, app.Time.GetUtcNow, cancellationToken)
                    .ConfigureAwait(false)
            )
                Show(symptom);
        }
        catch (ProblemException e) when (e.Kind is not ProblemKind.Interrupted)
        {
            Show(new(Health.Bad, "connection", $"{e.Problem.Code}: {e.Problem.What}", e.Problem.Next));
        }
    }

    private static Symptom Stamped(TargetState state) =>
        state.Stamp is { } s
            ? new(
                Health.Good,
                "stamp",
                $"{s.Environment}, {s.Policy.ToString().ToLowerInvariant()}, changed by {s.Mode.ToString().ToLowerInvariant()} since {s.Since:yyyy-MM-dd}"
            )
            : new(Health.Good, "stamp", "none: Strata has not written to it yet");

    private void Show(Symptom symptom)
    {
        if (symptom.Health == Health.Bad)
        {
            _bad++;
            _subjects.Add(symptom.Subject);
        }
        if (symptom.Health == Health.Doubtful)
            _doubtful++;
        var (word, color) = symptom.Health switch
        {
            Health.Bad => ("bad", "31;1"),
            Health.Doubtful => ("note", "33"),
            _ => ("ok", "32"),
        };
        project.Report.Event(
            "symptom",
            new JsonObject
            {
                ["health"] = symptom.Health.ToString().ToLowerInvariant(),
                ["subject"] = symptom.Subject,
                ["found"] = symptom.Found,
                ["fix"] = symptom.Fix is null ? null : RemedyWriter.Write(symptom.Fix),
            },
            $"  {project.Report.Paint(color, word.PadRight(4))}  {symptom.Subject, -13}  {symptom.Found}{(symptom.Fix is null ? "" : $"\n{"", 21}fix: {RemedyWriter.Write(symptom.Fix)}")}"
        );
    }

    private static string Count(int n, string what) => n == 1 ? $"1 {what}" : $"{n} {what}s";
}
