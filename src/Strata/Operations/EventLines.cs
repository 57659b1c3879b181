using System.Diagnostics;
using Strata.Core.Execution;
using Strata.Core.Hosting;

namespace Strata.Operations;

/// <summary>Events of operations as lines of JSON.</summary>
internal static class EventLines
{
    /// <summary>The lines of an event; none for one that is for people alone.</summary>
    public static IEnumerable<JsonLine> Of(StrataEvent e, JsonWords words) =>
        e switch
        {
            RunEvent r => [Of(r, words)],
            OperationEvent o => o.Lines(words),
            _ => [],
        };

    private static JsonLine Of(RunEvent e, JsonWords words) =>
        e switch
        {
            Connected c => JsonLine.Of("connected", ("target", words.Path(c.Target))),
            WaitingForLock w => JsonLine.Of("waiting", ("holder", w.Holder), ("seconds", Math.Round(w.Waited.TotalSeconds, 1))),
            Pending p => JsonLine.Of("pending", ("tags", OperationJson.Texts(p.Tags))),
            RunsOutOfOrder l => JsonLine.Of("outOfOrder", ("tag", l.Tag), ("after", l.After)),
            MigrationStarted s => JsonLine.Of("started", ("tag", s.Tag), ("statements", s.Statements), ("done", s.AlreadyDone)),
            StatementCompleted s => JsonLine.Of(
                "statement",
                ("tag", s.Tag),
                ("number", s.Number),
                ("of", s.Statements),
                ("summary", s.Summary)
            ),
            StatementProbed p => JsonLine.Of("probed", ("tag", p.Tag), ("number", p.Number), ("found", p.Found.ToString())),
            Retrying r => JsonLine.Of("retrying", ("tag", r.Tag), ("reason", r.Reason), ("attempt", r.Attempt)),
            Reconnecting r => JsonLine.Of("reconnecting", ("reason", r.Reason), ("attempt", r.Attempt)),
            MigrationApplied a => JsonLine.Of(
                "applied",
                ("tag", a.Tag),
                ("kind", a.Kind.ToString().ToLowerInvariant()),
                ("seconds", Seconds(a.Elapsed))
            ),
            MigrationRolledBack r => JsonLine.Of("rolledBack", ("tag", r.Tag)),
            MigrationFailed f => JsonLine.Of("failed", ("tag", f.Tag), ("problem", words.Of(f.Problem))),
            Note n => new("note", words.Of(n.Problem)),
            RunFinished f => JsonLine.Of("finished", ("count", f.Count), ("seconds", Seconds(f.Elapsed))),
            _ => throw new UnreachableException(e.GetType().Name),
        };

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
