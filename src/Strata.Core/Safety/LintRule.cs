using System.Collections.Immutable;
using Strata.Core.Model;

namespace Strata.Core.Safety;

/// <summary>
/// One condition of a plan that a person should know before it runs: its words, its examples and its judge. A rule is one file in the
/// folder <c>Lints</c> of its dialect; the build lists that folder (ADR 23).
/// </summary>
public abstract class LintRule
{
    /// <summary>The stable identifier: <c>L</c> and two or three digits.</summary>
    public abstract string Code { get; }

    /// <summary>One line, lower case, without a full stop.</summary>
    public abstract string Title { get; }

    /// <summary>The condition, in full sentences.</summary>
    public abstract string When { get; }

    /// <summary>The consequence, in full sentences.</summary>
    public abstract string Effect { get; }

    /// <summary>The way that reaches the same without it, in full sentences.</summary>
    public abstract string Instead { get; }

    /// <summary>Its examples, which are its tests.</summary>
    public abstract LintExample Example { get; }

    /// <summary>The findings in a migration. Pure: it sees the plan and nothing else.</summary>
    public abstract IEnumerable<LintFinding> Judge(JudgedPlan plan);

    /// <summary>Rules by code.</summary>
    public static ImmutableArray<LintRule> Sorted(params ReadOnlySpan<LintRule> rules) =>
        [.. rules.ToArray().OrderBy(r => r.Code, StringComparer.Ordinal)];

    /// <summary>A finding of this rule.</summary>
    protected LintFinding Found(ObjectId subject, string message, string? instead = null) => new(Code, subject, message, instead);
}

/// <summary>A rule's examples: SQL that a test runs on a real database.</summary>
/// <param name="Before">The schema that stands before.</param>
/// <param name="Bad">A migration in which the rule finds its condition.</param>
/// <param name="Good">A migration to the same end in which it finds nothing.</param>
public sealed record LintExample(string Before, string Bad, string Good);
