using System.Globalization;
using Strata.Core.Diagnosis;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Text;
using Strata.Project.Workspaces;

namespace Strata.Diagnosing;

/// <summary>Examines this machine and an environment's database; each finding with its fix. Changes nothing.</summary>
/// <param name="workspace">The project.</param>
internal sealed class DiagnoseOperation(Workspace workspace)
{
    private readonly List<Symptom> _found = [];

    /// <exception cref="ProblemException">Something is bad (ST1270, exit 12).</exception>
    public async Task<DiagnoseResult> RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var symptom in new MachineExamination(workspace).RunAsync(cancellationToken).ConfigureAwait(false))
            Report(symptom);
        if (workspace.HasEnvironment)
        {
            workspace.Progress.Report(new DatabaseExamined(workspace.Environment.Name));
            await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        }
        var bad = _found.Where(s => s.Health == Health.Bad).ToList();
        if (bad.Count > 0)
            throw DiagnoseProblems.Found.Error(
                workspace.HasEnvironment ? workspace.Environment.Name : "",
                $"{Quantity.Count(bad.Count, "problem")} found: {string.Join(", ", bad.Select(s => s.Subject).Distinct())}",
                "nothing was changed",
                "apply the fix beside each line above"
            );
        return new(_found.Count(s => s.Health == Health.Doubtful));
    }

    private async Task DatabaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await workspace.Databases.ExistsAsync(workspace.Environment, cancellationToken).ConfigureAwait(false))
            {
                Report(new(Health.Good, "connection", "no database yet; the first operation that writes creates it"));
                return;
            }
            var target = await workspace.Databases.ReaderAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
            await using var targetScope = target.ConfigureAwait(false);
            var started = workspace.Host.Time.GetTimestamp();
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
            var elapsed = workspace.Host.Time.GetElapsedTime(started).TotalMilliseconds;
            Report(new(Health.Good, "connection", string.Create(CultureInfo.InvariantCulture, $"{target.Name}, in {elapsed:F0} ms")));
            Report(Stamp(await target.ReadAsync(cancellationToken).ConfigureAwait(false)));
            var wanted = await workspace.Migrations.SnapshotAsync(cancellationToken).ConfigureAwait(false);
            var symptoms = await workspace
                .Provider.Doctor.ExamineAsync(target.Connection, wanted, workspace.Host.Time.GetUtcNow, cancellationToken)
                .ConfigureAwait(false);
            foreach (var symptom in symptoms)
                Report(symptom);
        }
        catch (ProblemException e) when (e.Kind is not ProblemKind.Interrupted)
        {
            Report(new(Health.Bad, "connection", $"{e.Problem.Code}: {e.Problem.What}", e.Problem.Next));
        }
    }

    private static Symptom Stamp(TargetState state) =>
        state.Stamp is { } s
            ? new(
                Health.Good,
                "stamp",
                $"{s.Environment}, {s.Policy.ToString().ToLowerInvariant()}, changed by {s.Mode.ToString().ToLowerInvariant()}"
                    + $" since {s.Since:yyyy-MM-dd}"
            )
            : new(Health.Good, "stamp", "none: Strata has not written to it yet");

    private void Report(Symptom symptom)
    {
        _found.Add(symptom);
        workspace.Progress.Report(new SymptomFound(symptom));
    }
}
