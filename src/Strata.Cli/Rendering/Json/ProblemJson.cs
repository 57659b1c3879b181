using System.Text.Json.Nodes;
using Strata.Cli.Rendering.Text;
using Strata.Core.Problems;
using Strata.Operations;

namespace Strata.Cli.Rendering.Json;

/// <summary>A problem as JSON.</summary>
internal static class ProblemJson
{
    public static JsonObject Of(Problem problem, RemedyWriter remedies, Func<string, string> shorten)
    {
        var json = new JsonObject
        {
            ["code"] = problem.Code,
            ["where"] = shorten(problem.Where),
            ["what"] = shorten(problem.What),
            ["state"] = shorten(problem.State),
            ["fix"] = shorten(remedies.Write(problem.Next)),
        };
        if (problem.Details.Count > 0)
            json["details"] = OperationJson.Texts(problem.Details.Select(shorten));
        return json;
    }
}
