using Strata.Core.Dialect;
using Strata.Core.Diffing;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Core.Planning;

/// <summary>Two catalogs to the plan between them: the diff, then the dialect's passes. Knows no kind.</summary>
public static class Planner
{
    /// <exception cref="ProblemException">The change would lose rows (ST1001), or its parts wait for each other (ST1002).</exception>
    public static Plan Plan(IDialect dialect, Catalog before, Catalog after)
    {
        after = dialect.Align(after, before);
        var draft = new PlanDraft(dialect.Kinds, before, after, new Differ(dialect.Kinds).Diff(before, after));
        foreach (var pass in dialect.Passes)
            draft = pass.Apply(draft);
        return new Plan(draft.Batches) { Notes = draft.Notes, Findings = draft.Findings };
    }
}
