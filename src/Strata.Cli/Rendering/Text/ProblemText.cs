using Spectre.Console;
using Strata.Cli.Terminal;
using Strata.Core.Problems;

namespace Strata.Cli.Rendering.Text;

/// <summary>A problem for people: what is wrong, where, the state, and the command to type next.</summary>
internal static class ProblemText
{
    public static void Write(Problem problem, RemedyWriter remedies, CommandOutput output)
    {
        output.Complain($"{output.Paint(new Style(Color.Red, decoration: Decoration.Bold), "error")} {problem.Code}: ", problem.What);
        foreach (var detail in problem.Details)
            output.Complain("  ", detail);
        if (problem.Where.Length > 0)
            output.Complain("  where: ", problem.Where);
        if (problem.State.Length > 0)
            output.Complain("  state: ", problem.State);
        if (!problem.Next.IsEmpty)
            output.Complain("  next:  ", remedies.Write(problem.Next));
    }
}
