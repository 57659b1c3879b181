using System.Diagnostics;
using Spectre.Console;
using Strata.Adopting;
using Strata.Cli.Terminal;
using Strata.Core.Diagnosis;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Deploy.Deploying;
using Strata.Deploy.Recording;
using Strata.Diagnosing;
using Strata.Operations;

namespace Strata.Cli.Rendering;

/// <summary>Events of operations as lines for people.</summary>
internal static class EventText
{
    public static void Write(StrataEvent e, CommandOutput output)
    {
        switch (e)
        {
            case var _ when NoteOf(e) is { } note:
                output.Note(note);
                break;
            case Detail d:
                output.Detail(d.Text);
                break;
            case PlanReady p:
                PlanText.Write(p.Plan, output);
                break;
            case DatabaseCreated:
                output.Say("created the database");
                break;
            case RunEvent r:
                Write(r, output);
                break;
            case DatabaseExamined d:
                output.Say($"\n{d.Environment}");
                break;
            case SymptomFound f:
                Write(f.Symptom, output);
                break;
            case MigrationGenerated g:
                GenerateText.Write(g.Result, output);
                break;
            case OperationEvent o when (DataText.Of(o) ?? DeployText.Of(o, output) ?? HistoryText.Of(o, output)) is { } text:
                output.Say(text);
                break;
            case DifferenceFound or StepEnded or MigrationAdopted or WorkStarted or WorkProgressed or WorkEnded:
                break;
            default:
                throw new UnreachableException(e.GetType().Name);
        }
    }

    private static string? NoteOf(StrataEvent e) =>
        e switch
        {
            Notice n => n.Text,
            AllowanceUsed a => a.Text,
            OperationNote n => n.Text,
            UnverifiedRow u => u.Text,
            UnmanagedObject u => $"{u.Id} is of a kind that this version does not manage: it is left as it is",
            Note n => $"{n.Problem.What} ({n.Problem.Where})",
            _ => null,
        };

    private static void Write(Symptom symptom, CommandOutput output)
    {
        var (word, color) = symptom.Health switch
        {
            Health.Bad => ("bad ", Color.Red),
            Health.Doubtful => ("note", Color.Yellow),
            _ => ("ok  ", Color.Green),
        };
        output.Say($"  {output.Paint(color, word)}  {symptom.Subject.PadRight(13)}  {symptom.Found}");
        if (symptom.Fix is { } fix)
            output.Say($"{"".PadRight(21)}fix: {output.Remedies.Write(fix)}");
    }

    private static void Write(RunEvent e, CommandOutput output)
    {
        switch (e)
        {
            case WaitingForLock w:
                output.Say($"waiting for the lock ({w.Waited.TotalSeconds:F0} s): {w.Holder}");
                break;
            case RunsOutOfOrder l:
                output.Say($"out of order: {l.Tag} runs after {l.After}, which stands after it");
                break;
            case MigrationStarted { AlreadyDone: > 0 } s:
                output.Say($"{s.Tag}: resuming after {s.AlreadyDone} of {s.Statements} statements");
                break;
            case StatementCompleted s:
                output.Detail($"{s.Tag} {s.Number}/{s.Statements} {s.Summary}");
                break;
            case StatementProbed p:
                output.Say($"{p.Tag}: statement {p.Number} was interrupted; it is {p.Found.ToString().ToLowerInvariant()}");
                break;
            case Retrying r:
                output.Say($"{r.Tag}: {r.Reason}; attempt {r.Attempt} in {r.Delay.TotalSeconds:F1} s");
                break;
            case Reconnecting r:
                output.Say($"connection lost ({r.Reason}); attempt {r.Attempt} in {r.Delay.TotalSeconds:F1} s");
                break;
            case MigrationApplied a:
                output.Say($"applied {a.Tag} ({Durations.Text(a.Elapsed)})");
                break;
            case MigrationRolledBack r:
                output.Say($"rolled back {r.Tag} ({Durations.Text(r.Elapsed)})");
                break;
            case Connected or Pending or MigrationStarted or MigrationFailed or RunFinished:
                break;
            default:
                throw new UnreachableException(e.GetType().Name);
        }
    }
}
