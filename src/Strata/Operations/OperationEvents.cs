using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Operations;

/// <summary>An event of an operation that programs are told too.</summary>
public abstract record OperationEvent : StrataEvent
{
    /// <summary>The event as a fact that a person should know; null where it is none.</summary>
    public virtual string? Note => null;

    /// <summary>The event as lines of JSON.</summary>
    internal virtual IEnumerable<JsonLine> Lines(JsonWords words) => [];
}

/// <summary>A plan is made, and is going to be judged and run.</summary>
/// <param name="Plan">The plan.</param>
public sealed record PlanReady(Plan Plan) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) =>
        Plan.Steps.Select(s => new JsonLine("statement", OperationJson.Of(s)));
}

/// <summary>An object of a managed schema is of a kind that this version does not manage. It is left as it is.</summary>
/// <param name="Id">Its address.</param>
public sealed record UnmanagedObject(ObjectId Id) : OperationEvent
{
    /// <inheritdoc/>
    public override string Note => $"{Id} is of a kind that this version does not manage: it is left as it is";

    internal override IEnumerable<JsonLine> Lines(JsonWords words) => [JsonLine.Of("unmanaged", ("object", Id.Text))];
}

/// <summary>A difference between two states that should be equal.</summary>
/// <param name="Text">One sentence.</param>
public sealed record DifferenceFound(string Text) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) => [JsonLine.Of("difference", ("text", Text))];
}

/// <summary>The database has drifted, which stops nothing in its environment.</summary>
/// <param name="Problem">The drift, as it would be where it is an error.</param>
public sealed record DriftNoted(Problem Problem) : OperationEvent
{
    /// <inheritdoc/>
    public override string Note => $"{Problem.Code} {Problem.What}";

    internal override IEnumerable<JsonLine> Lines(JsonWords words) => [new("drift", words.Of(Problem))];
}

/// <summary>A permission of strata.json was used, without which a guard would have refused.</summary>
/// <param name="Text">One sentence.</param>
public sealed record AllowanceUsed(string Text) : OperationEvent
{
    /// <inheritdoc/>
    public override string Note => Text;

    internal override IEnumerable<JsonLine> Lines(JsonWords words) => [JsonLine.Of("note", ("text", words.Path(Text)))];
}

/// <summary>A fact that a person should know, that stops nothing, and that programs are told too.</summary>
/// <param name="Text">One sentence without a full stop.</param>
public sealed record OperationNote(string Text) : OperationEvent
{
    /// <inheritdoc/>
    public override string Note => Text;

    internal override IEnumerable<JsonLine> Lines(JsonWords words) => [JsonLine.Of("note", ("text", words.Path(Text)))];
}

/// <summary>A lint rule found its condition in a plan.</summary>
/// <param name="Finding">The finding.</param>
public sealed record LintFound(LintFinding Finding) : OperationEvent
{
    /// <inheritdoc/>
    public override string Note => Finding.Text;

    internal override IEnumerable<JsonLine> Lines(JsonWords words) => [new("lint", OperationJson.Of(Finding))];
}

/// <summary>A file was written.</summary>
/// <param name="Path">Its absolute path.</param>
public sealed record FileWritten(string Path) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) => [JsonLine.Of("wrote", ("file", words.Path(Path)))];
}

/// <summary>Short forms for the events of operations.</summary>
internal static class OperationProgress
{
    /// <summary>Reports each unmanaged object by name.</summary>
    public static void Unmanaged(this IProgress<StrataEvent> progress, Catalog catalog)
    {
        foreach (var id in catalog.Unmanaged)
            progress.Report(new UnmanagedObject(id));
    }

    /// <summary>Reports the differences that a plan cannot remove.</summary>
    public static void Notes(this IProgress<StrataEvent> progress, Plan plan)
    {
        foreach (var note in plan.Notes)
            progress.Note(note);
    }

    /// <summary>Reports the findings of lint rules.</summary>
    public static void Findings(this IProgress<StrataEvent> progress, Plan plan)
    {
        foreach (var finding in plan.Findings)
            progress.Report(new LintFound(finding));
    }

    /// <summary>Reports differences, and joins the first of them for a message.</summary>
    public static string Differences(this IProgress<StrataEvent> progress, IReadOnlyList<string> differences)
    {
        const int Named = 10;
        foreach (var difference in differences)
            progress.Report(new DifferenceFound(difference));
        return string.Join("; ", differences.Take(Named)) + (differences.Count > Named ? $" and {differences.Count - Named} more" : "");
    }
}
