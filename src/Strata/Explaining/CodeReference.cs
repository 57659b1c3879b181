using System.Text.Json.Nodes;
using Strata.Core.Problems;
using Strata.Core.Safety;
using Strata.Operations;

namespace Strata.Explaining;

/// <summary>The reference of one code.</summary>
/// <param name="Code">The code of a problem, a hazard or a lint rule.</param>
/// <param name="Title">One line, lower case, without a full stop.</param>
/// <param name="Meaning">The meaning, in full sentences.</param>
/// <param name="Resolution">The remedy, in full sentences.</param>
/// <param name="BadExample">Input that raises it; null where none is short.</param>
/// <param name="GoodExample">Input that reaches the same and does not raise it; null where there is none.</param>
/// <param name="Kind">The usual consequence of a problem; null for a hazard or a lint rule.</param>
/// <param name="IsDestructive">A hazard that loses rows or values; null for a problem or a lint rule.</param>
internal sealed record CodeReference(
    string Code,
    string Title,
    string Meaning,
    string Resolution,
    string? BadExample,
    string? GoodExample,
    ProblemKind? Kind,
    bool? IsDestructive
)
{
    public static CodeReference Of(ProblemDefinition p) => new(p.Code, p.Title, p.Meaning, p.Resolution, p.Example, null, p.Kind, null);

    public static CodeReference Of(HazardDefinition h) =>
        new(h.Code, h.Title, h.Meaning, h.Resolution, h.BadExample, h.GoodExample, null, h.Destructive);

    public static CodeReference Of(LintRule r) =>
        new(r.Code, r.Title, $"{r.When} {r.Effect}", r.Instead, r.Example.Bad, r.Example.Good, null, null);

    /// <summary>Its members, without those that it does not have.</summary>
    public JsonObject ToJson()
    {
        var json = OperationJson.Object(("code", Code), ("title", Title), ("meaning", Meaning), ("resolution", Resolution));
        if (BadExample is not null)
            json["example"] = BadExample;
        if (GoodExample is not null)
            json["goodExample"] = GoodExample;
        if (Kind is { } kind)
            json["exitCode"] = (int)kind;
        if (IsDestructive is { } destructive)
            json["destructive"] = destructive;
        return json;
    }
}
