using Strata.Core.Model;

namespace Strata.Core.Safety;

/// <summary>A hazard as the reference documents it. Each code has one definition, and each definition one meaning.</summary>
/// <param name="Code">The stable identifier: <c>SX</c> and four digits. From SX2000 on rows are lost, from SX3000 on they are not.</param>
/// <param name="Title">One line, lower case, without a full stop.</param>
public sealed record HazardDefinition(string Code, string Title)
{
    /// <summary>Rows or values are lost: somebody must acknowledge it.</summary>
    public bool Destructive { get; init; }

    /// <summary>Rows that do not fit stop the step, and nothing is changed.</summary>
    public bool MayStop { get; init; }

    /// <summary>True when nothing is lost, but rows get other values, which cannot be told apart from those that were so before.</summary>
    public bool ChangesRows { get; init; }

    /// <summary>The meaning, in full sentences.</summary>
    public required string Meaning { get; init; }

    /// <summary>The way to avoid it or to live with it, in full sentences.</summary>
    public required string Resolution { get; init; }

    /// <summary>SQL that raises it.</summary>
    public required string BadExample { get; init; }

    /// <summary>SQL that reaches the same and does not raise it; null where there is none.</summary>
    public string? GoodExample { get; init; }

    /// <summary>The hazard on an object.</summary>
    /// <param name="subject">The object that an acknowledgement names.</param>
    /// <param name="message">One sentence on the consequence.</param>
    public Hazard On(ObjectId subject, string message) =>
        new(Code, message, subject, Destructive) { MayStop = MayStop, ChangesRows = ChangesRows };
}
