using Strata.Core.Sql;

namespace Strata.Core.Record;

/// <summary>The statements of a script that an earlier run sent outside of a transaction, by their hashes.</summary>
internal static class SentStatements
{
    /// <summary>
    /// The statement that a step is about: the one with its hash. Where the script has several of those, the one that stands at its number.
    /// Null where that leaves none, as the script was edited.
    /// </summary>
    public static SqlStatement? Find(SqlScript script, StepRow step)
    {
        var equal = script.Statements.Where(s => s.Hash == step.Hash).ToList();
        return equal.Find(s => s.Number == step.Number) ?? (equal.Count == 1 ? equal[0] : null);
    }

    /// <summary>Steps of interrupted statements that a script no longer has.</summary>
    public static IEnumerable<StepRow> Missing(SqlScript script, StepTag tag, IEnumerable<StepRow> steps) =>
        steps.Where(s => s.Tag == tag && s.State == StepState.Intent && Find(script, s) is null);

    /// <summary>Steps of completed statements that no longer stand where they stood.</summary>
    public static IEnumerable<StepRow> Moved(SqlScript script, StepTag tag, IEnumerable<StepRow> steps) =>
        steps.Where(s => s.Tag == tag && s.State == StepState.Done && Find(script, s)?.Number != s.Number);
}
