using System.Diagnostics;
using Spectre.Console;
using Strata.Adopting;
using Strata.Core.Diagnosis;
using Strata.Core.Execution;
using Strata.Deploy.Deploying;
using Strata.Deploy.Recording;
using Strata.Diagnosing;

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
            case StatementCompleted s:
                output.Detail($"{s.Tag} {s.Number}/{s.Statements} {s.Summary}");
                break;
            case SymptomFound f:
                Write(f.Symptom, output);
                break;
            case MigrationGenerated g:
                PlanText.Write(g.Result, output);
                break;
            case DifferenceFound or StepEnded or WorkStarted or WorkProgressed or WorkEnded:
                break;
            default:
                if (Of(e, output) is { } line)
                    output.Say(line);
                break;
        }
    }

    private static EscapedText? Of(StrataEvent e, CommandOutput output) =>
        e switch
        {
            RunEvent r => Of(r),
            DatabaseCreated => "created the database",
            DatabaseExamined d => $"\n{d.Environment}",
            MigrationAdopted { Word: null } => null,
            OperationEvent o => DataText.Of(o, output) ?? DeployText.Of(o, output) ?? HistoryText.Of(o, output) ?? throw Unknown(e),
            _ => throw Unknown(e),
        };

    private static Remedy? NoteOf(StrataEvent e) =>
        e switch
        {
            Notice n => n.Text,
            OperationEvent { Note: { } note } => note,
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

    /// <summary>The text of an event of a run; null where there is nothing to say.</summary>
    private static string? Of(RunEvent e) =>
        e switch
        {
            WaitingForLock w => $"waiting for the lock ({w.Waited.TotalSeconds:F0} s): {w.Holder}",
            RunsOutOfOrder l => $"out of order: {l.Tag} runs after {l.After}, which stands after it",
            MigrationStarted { AlreadyDone: > 0 } s => $"{s.Tag}: resuming after {s.AlreadyDone} of {s.Statements} statements",
            StatementProbed p => $"{p.Tag}: statement {p.Number} was interrupted; it is {p.Found.ToString().ToLowerInvariant()}",
            Retrying r => $"{r.Tag}: {r.Reason}; attempt {r.Attempt} in {r.Delay.TotalSeconds:F1} s",
            Reconnecting r => $"connection lost ({r.Reason}); attempt {r.Attempt} in {r.Delay.TotalSeconds:F1} s",
            MigrationApplied a => $"applied {a.Tag} ({Quantity.Elapsed(a.Elapsed)})",
            MigrationRolledBack r => $"rolled back {r.Tag} ({Quantity.Elapsed(r.Elapsed)})",
            Connected or Pending or MigrationStarted or MigrationFailed or RunFinished => null,
            _ => throw Unknown(e),
        };

    private static UnreachableException Unknown(StrataEvent e) => new(e.GetType().Name);
}
