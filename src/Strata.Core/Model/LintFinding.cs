namespace Strata.Core.Model;

/// <summary>A condition that a lint rule found in a plan. It is data that hosts render, and stops nothing.</summary>
/// <param name="Code">The rule's code.</param>
/// <param name="Subject">The object that it is about.</param>
/// <param name="Message">One sentence on the consequence, without a full stop.</param>
/// <param name="Instead">SQL that reaches the same without it, with the subject's own names; null where no statement does.</param>
public sealed record LintFinding(string Code, ObjectId Subject, string Message, string? Instead)
{
    /// <summary>The finding in one line.</summary>
    public string Text => $"{Code}: {Message}{(Instead is null ? "" : $"; instead: {Instead}")}";
}
