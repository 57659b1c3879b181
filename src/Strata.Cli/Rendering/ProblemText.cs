using Spectre.Console;

namespace Strata.Cli.Rendering;

/// <summary>A problem for people: what is wrong, where, the state, and the command to type next.</summary>
internal static class ProblemText
{
    public static void Write(Problem problem, CommandOutput output)
    {
        if (output.Json)
            return;
        output.Complain($"{output.Paint(new Style(Color.Red, decoration: Decoration.Bold), "error")} {problem.Code}: ", problem.What);
        foreach (var detail in problem.Details)
            output.Complain("  ", detail);
        if (problem.Where.Length > 0)
            output.Complain("  where: ", problem.Where);
        if (problem.State.Length > 0)
            output.Complain("  state: ", problem.State);
        if (!problem.Next.IsEmpty)
            output.Complain("  next:  ", output.Remedies.Write(problem.Next));
    }
}
