using System.Diagnostics;
using System.Text.Json.Nodes;
using Strata.Cli.Terminal;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Operations;

namespace Strata.Cli.Rendering.Json;

/// <summary>Events of operations as lines of JSON.</summary>
internal static class EventJson
{
    public static void Write(StrataEvent e, Func<Problem, JsonObject> problem, CommandOutput output)
    {
        switch (e)
        {
            case PlanReady p:
                foreach (var step in p.Plan.Steps)
                    output.Line("statement", OperationJson.Of(step));
                break;
            case RunEvent r:
                if (Of(r, problem, output.Shorten) is var (type, data))
                    output.Line(type, data);
                break;
            case UnmanagedObject u:
                output.Line("unmanaged", new() { ["object"] = u.Id.Text });
                break;
            case DifferenceFound d:
                output.Line("difference", new() { ["text"] = d.Text });
                break;
            case AllowanceUsed a:
                output.Line("note", new() { ["text"] = output.Shorten(a.Text) });
                break;
            case Notice or Detail or DatabaseCreated or WorkStarted or WorkProgressed or WorkEnded:
                break;
            default:
                throw new UnreachableException(e.GetType().Name);
        }
    }

    private static (string Type, JsonObject Data) Of(RunEvent e, Func<Problem, JsonObject> problem, Func<string, string> shorten) =>
        e switch
        {
            Connected c => ("connected", new() { ["target"] = shorten(c.Target) }),
            WaitingForLock w => ("waiting", new() { ["holder"] = w.Holder, ["seconds"] = Math.Round(w.Waited.TotalSeconds, 1) }),
            Pending p => ("pending", new() { ["tags"] = OperationJson.Texts(p.Tags) }),
            RunsLate l => ("outOfOrder", new() { ["tag"] = l.Tag, ["after"] = l.After }),
            MigrationStarted s => (
                "started",
                new()
                {
                    ["tag"] = s.Tag,
                    ["statements"] = s.Statements,
                    ["done"] = s.AlreadyDone,
                }
            ),
            StatementCompleted s => (
                "statement",
                new()
                {
                    ["tag"] = s.Tag,
                    ["number"] = s.Number,
                    ["of"] = s.Statements,
                    ["summary"] = s.Summary,
                }
            ),
            StatementProbed p => (
                "probed",
                new()
                {
                    ["tag"] = p.Tag,
                    ["number"] = p.Number,
                    ["found"] = p.Found.ToString(),
                }
            ),
            Retrying r => (
                "retrying",
                new()
                {
                    ["tag"] = r.Tag,
                    ["reason"] = r.Reason,
                    ["attempt"] = r.Attempt,
                }
            ),
            Reconnecting r => ("reconnecting", new() { ["reason"] = r.Reason, ["attempt"] = r.Attempt }),
            MigrationApplied a => (
                "applied",
                new()
                {
                    ["tag"] = a.Tag,
                    ["kind"] = a.Kind.ToString().ToLowerInvariant(),
                    ["seconds"] = Seconds(a.Elapsed),
                }
            ),
            MigrationRolledBack r => ("rolledBack", new() { ["tag"] = r.Tag }),
            MigrationFailed f => ("failed", new() { ["tag"] = f.Tag, ["problem"] = problem(f.Problem) }),
            Note n => ("note", problem(n.Problem)),
            RunFinished f => ("finished", new() { ["count"] = f.Count, ["seconds"] = Seconds(f.Elapsed) }),
            _ => throw new UnreachableException(e.GetType().Name),
        };

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
