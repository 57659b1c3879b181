using System.Text.Json.Nodes;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Operations;
using Strata.Planning;

namespace Strata.Diffing;

/// <summary>A request for the SQL that turns one schema into another.</summary>
/// <param name="From">The source before: a database URL, a .sql file or folder, <c>migrations[:0007]</c>, <c>schema</c>,
/// <c>snapshot</c>, <c>env:NAME</c>, <c>empty</c>.</param>
/// <param name="To">The source after.</param>
public sealed record DiffRequest(string From, string To)
{
    /// <summary>The dialect; null where a source or the project tells it.</summary>
    public string? Dialect { get; init; }

    /// <summary>The decisions between rename and drop.</summary>
    public RenameAnswers Renames { get; init; } = RenameAnswers.None;
}

/// <summary>The SQL that turns one schema into another.</summary>
/// <param name="Plan">Its statements.</param>
/// <param name="Reversal">The quality of the rollback, as planned: nobody has run it.</param>
public sealed record DiffResult(Plan Plan, Reversal Reversal) : OperationResult
{
    internal override JsonObject ToJson() =>
        OperationJson.Object(("statements", Plan.Steps.Count()), ("reversal", OperationJson.Of(Reversal)));

    internal override IEnumerable<JsonLine> Lines(JsonWords words) =>
        Plan.Steps.Select(s => new JsonLine("statement", OperationJson.Of(s)));
}
