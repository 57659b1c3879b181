namespace Strata.Core.Problems;

/// <summary>A problem as the reference documents it. Each code has one definition, and each definition one meaning.</summary>
/// <param name="Code">The stable identifier: <c>ST</c> and four digits.</param>
/// <param name="Kind">The usual consequence.</param>
/// <param name="Title">One line, lower case, without a full stop.</param>
public sealed record ProblemDefinition(string Code, ProblemKind Kind, string Title)
{
    /// <summary>The meaning, in full sentences.</summary>
    public required string Meaning { get; init; }

    /// <summary>The remedy, in full sentences.</summary>
    public required string Resolution { get; init; }

    /// <summary>Input that raises it; null where none is short.</summary>
    public string? Example { get; init; }

    /// <summary>The problem at a place.</summary>
    /// <param name="where">The place, as <c>file:line:column</c>, an object or an environment; empty where there is none.</param>
    /// <param name="what">One sentence on what is wrong, at most 90 characters without the names in it.</param>
    /// <param name="state">One sentence on the state of the database or the files.</param>
    /// <param name="next">The remedy.</param>
    public Problem At(string where, string what, string state, Remedy next) => new(Code, where, what, state, next) { Kind = Kind };

    /// <summary>An exception with the problem at a place.</summary>
    /// <inheritdoc cref="At"/>
    public ProblemException Error(string where, string what, string state, Remedy next, Exception? inner = null) =>
        new(At(where, what, state, next), inner);

    /// <summary>An exception with the problem at a place, and a line for each thing that is wrong.</summary>
    /// <inheritdoc cref="At"/>
    public ProblemException Error(string where, string what, IEnumerable<string> details, string state, Remedy next) =>
        new(At(where, what, state, next) with { Details = [.. details] });
}
