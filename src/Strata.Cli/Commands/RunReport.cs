using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core.Execution;

namespace Strata.Cli.Commands;

/// <summary>Events of a run as lines for people, or as JSON.</summary>
internal sealed class RunReport(Reporter report)
{
    public void Show(RunEvent e)
    {
        switch (e)
        {
            case Connected c:
                report.Event("connected", new() { ["target"] = c.Target });
                break;
            case WaitingForLock w:
                report.Event(
                    "waiting",
                    new() { ["holder"] = w.Holder, ["seconds"] = Math.Round(w.Waited.TotalSeconds, 1) },
                    $"waiting for the lock ({w.Waited.TotalSeconds:F0} s): {w.Holder}"
                );
                break;
            case Pending p:
                report.Event("pending", new() { ["tags"] = JsonOutput.Texts(p.Tags) });
                break;
            case RunsOutOfOrder l:
                report.Event(
                    "outOfOrder",
                    new() { ["tag"] = l.Tag, ["after"] = l.After },
                    $"out of order: {l.Tag} was merged late and runs after {l.After}"
                );
                break;
            case MigrationStarted s:
                report.Event(
                    "started",
                    new()
                    {
                        ["tag"] = s.Tag,
                        ["statements"] = s.Statements,
                        ["done"] = s.AlreadyDone,
                    },
                    s.AlreadyDone > 0 ? $"{s.Tag}: resuming after {s.AlreadyDone} of {s.Statements} statements" : null
                );
                break;
            case StatementCompleted s:
                report.Event(
                    "statement",
                    new()
                    {
                        ["tag"] = s.Tag,
                        ["number"] = s.Number,
                        ["of"] = s.Statements,
                        ["summary"] = s.Summary,
                    }
                );
                report.Detail($"{s.Tag} {s.Number}/{s.Statements} {s.Summary}");
                break;
            case StatementProbed p:
                report.Event(
                    "probed",
                    new()
                    {
                        ["tag"] = p.Tag,
                        ["number"] = p.Number,
                        ["found"] = p.Found.ToString(),
                    },
                    $"{p.Tag}: statement {p.Number} was interrupted; it is {p.Found.ToString().ToLowerInvariant()}"
                );
                break;
            case Retrying r:
                report.Event(
                    "retrying",
                    new()
                    {
                        ["tag"] = r.Tag,
                        ["reason"] = r.Reason,
                        ["attempt"] = r.Attempt,
                    },
                    $"{r.Tag}: {r.Reason}; attempt {r.Attempt} in {r.Delay.TotalSeconds:F1} s"
                );
                break;
            case Reconnecting r:
                report.Event(
                    "reconnecting",
                    new() { ["reason"] = r.Reason, ["attempt"] = r.Attempt },
                    $"connection lost ({r.Reason}); attempt {r.Attempt} in {r.Delay.TotalSeconds:F1} s"
                );
                break;
            case MigrationApplied a:
                report.Event(
                    "applied",
                    new()
                    {
                        ["tag"] = a.Tag,
                        ["kind"] = a.Kind.ToString().ToLowerInvariant(),
                        ["seconds"] = Math.Round(a.Elapsed.TotalSeconds, 3),
                    },
                    $"applied {a.Tag} ({Time(a.Elapsed)})"
                );
                break;
            case MigrationRolledBack r:
                report.Event("rolledBack", new() { ["tag"] = r.Tag }, $"rolled back {r.Tag} ({Time(r.Elapsed)})");
                break;
            case MigrationFailed f:
                report.Event("failed", new() { ["tag"] = f.Tag, ["problem"] = JsonOutput.Of(f.Problem) });
                break;
            case Note n:
                report.Event("note", JsonOutput.Of(n.Problem));
                report.Note($"{n.Problem.What} ({n.Problem.Where})");
                break;
            case RunFinished f:
                report.Event("finished", new JsonObject { ["count"] = f.Count, ["seconds"] = Math.Round(f.Elapsed.TotalSeconds, 3) });
                break;
            default:
                throw new System.Diagnostics.UnreachableException(e.GetType().Name);
        }
    }

    public static string Time(TimeSpan t) => t.TotalSeconds < 1 ? $"{t.TotalMilliseconds:F0} ms" : $"{t.TotalSeconds:F1} s";
}
