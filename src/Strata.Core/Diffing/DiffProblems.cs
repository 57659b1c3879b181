using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Core.Diffing;

/// <summary>The problems of comparing schemas.</summary>
public static class DiffProblems
{
    internal static readonly ProblemDefinition NotAlterable = new("ST1001", ProblemKind.Refused, "a change cannot be made in place")
    {
        Meaning = "The database has no ALTER for the change, and creating the object again would lose rows or break its dependents.",
        Resolution =
            "Change it in two migrations: add the new form, copy the rows, drop the old one. Or write it with strata generate --custom.",
    };

    internal static readonly ProblemDefinition WrongAlterations = new(
        "ST1003",
        ProblemKind.Internal,
        "the alterations do not lead to the new definition"
    )
    {
        Meaning = "A bug in Strata: the planned alterations of an object do not produce its new definition.",
        Resolution = "Report this as a bug in Strata.",
    };

    /// <summary>The problem of a change that would lose rows.</summary>
    /// <param name="subject">The object.</param>
    /// <param name="what">The change, and its loss.</param>
    internal static ProblemException Refused(ObjectId subject, string what) =>
        NotAlterable.Error(
            subject.Text,
            what,
            "nothing was run",
            $"change it in two migrations (add the new form, copy the rows, drop the old one), or write it by hand: "
                + $"{Call.Strata("generate").With("custom")}"
        );

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [NotAlterable, WrongAlterations];
}
