using Spectre.Console;
using Strata.Status;
using static System.FormattableString;

namespace Strata.Cli.Rendering;

/// <summary>The outcomes of <c>status</c> for people.</summary>
internal static class StatusText
{
    public static void Write(StatusResult status, CommandOutput output)
    {
        var mode = status.Stamp is { } stamp
            ? $"{stamp.Environment}, changed by {stamp.Mode.ToString().ToLowerInvariant()} since {stamp.Since:yyyy-MM-dd}"
            : "never changed by Strata";
        output.Say($"{status.Target}: {mode}");
        foreach (var problem in status.FolderProblems)
            output.Note($"{problem.Code} {problem.Where}: {problem.What}");
        foreach (var migration in status.Migrations)
            Write(migration, output);
        if (status is { IsInconsistent: true, FolderProblems.Count: 0, Inconsistency: { } found })
            output.Note($"{found.Code} {found.What}; {found.Next}");
        var late = status.Migrations.Where(m => m.State == MigrationState.OutOfOrder).Select(m => m.Tag).ToList();
        if (late.Count > 0)
            output.Note(
                $"{string.Join(", ", late)} out of order: {status.Head?.Tag}, which stands after, is applied; "
                    + $"{Call.Strata("migrate")} {(status.RunsOutOfOrder ? "runs what is out of order" : "says what can be done")}"
            );
        if (status.IsUnverified)
            output.Note(
                $"the database was not verified to be what {status.Head?.Tag} leads to: {Call.Strata("migrate")} verifies it again"
            );
        if (status.Drift is { } drift)
            output.Note($"{drift.Code} {drift.What}; {drift.Next}");
        if (status.Retained is [var first, ..])
        {
            Remedy expired = $": {Call.Strata("purge")} deletes what has expired";
            output.Say(
                $"  retained: {status.Retained.Count} dropped, the first until {first.Until:yyyy-MM-dd}"
                    + (status.Retained.Any(k => k.IsExpired) ? output.Remedies.Write(expired) : "")
            );
        }
        output.Say(
            status.IsInconsistent ? "the files and the database's history are inconsistent: see above"
            : status.Pending > 0 ? $"{status.Pending} pending"
            : status.Migrations.Count == 0 ? "no migrations"
            : status.Drift is not null ? $"up to date, {(status.IsUncompared ? "not compared" : "with drift")}"
            : "up to date"
        );
    }

    private static void Write(MigrationStatus migration, CommandOutput output)
    {
        var (word, color) = migration.State switch
        {
            MigrationState.Applied => ("applied", Color.Green),
            MigrationState.Pending => ("pending", Color.Yellow),
            MigrationState.OutOfOrder => ("out of order", Color.Yellow),
            MigrationState.Running => ("running", Color.Yellow),
            var other => (other.ToString().ToLowerInvariant(), Color.Red),
        };
        output.Say($"  {output.Paint(color, word.PadRight(8))} {migration.Tag}{migration.Detail()}");
    }

    public static void Write(AllStatusResult all, CommandOutput output)
    {
        output.Table(
            ["environment", "policy", "changed by", "head", "applied", "pending", "last change", ""],
            all.Environments.Select(e => e.Cells())
        );
        foreach (var problem in all.Environments.Select(e => e.Problem).OfType<Core.Problems.Problem>())
            ProblemText.Write(problem, output);
    }

    public static void Write(RunsResult runs, CommandOutput output)
    {
        foreach (var run in runs.Runs)
        {
            var end =
                run.Exit is not { } exit ? "not ended"
                : exit == 0 ? "done"
                : $"exit {exit}";
            var seconds = (run.Finished - run.Started)?.TotalSeconds is { } s ? Invariant($"{s, 7:0.0} s") : "";
            var commit = run.By.Commit is { } c ? $"  {c[..Math.Min(8, c.Length)]}" : "";
            var plan = run.Plan is { } p ? $"  plan {p[..Math.Min(12, p.Length)]}" : "";
            var time = Invariant($"{run.Started:yyyy-MM-dd HH:mm:ss}Z");
            output.Say($"{time}  {run.Command, -10} {end, -9} {seconds, -9}  {run.By.By}@{run.By.Host}{commit}{plan}");
        }
        if (runs.Runs.Count == 0)
            output.Say("no command has written to it yet");
    }
}
