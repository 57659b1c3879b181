using Spectre.Console;
using Strata.Core.MigrationFiles;
using Strata.Drifting;

namespace Strata.Cli.Rendering;

/// <summary>The outcome of <c>drift</c> for people: a line for each object, for a changed one both definitions.</summary>
internal static class DriftText
{
    public static void Write(DriftResult result, CommandOutput output)
    {
        if (result.Objects.Count == 0)
        {
            output.Say($"{result.Target} is what its history up to {result.Head} leads to");
            return;
        }
        foreach (var o in result.Objects)
            Write(o, output);
        Write($"-- undoes the drift: {result.Target} becomes what {result.Head} leads to", result.Undo, output);
        Write("-- keeps the drift: the statements of a migration after it", result.Keep, output);
        output.Note(
            $"{Quantity.Count(result.Objects.Count, "difference")} between {result.Target} and its history up to {result.Head}; "
                + $"the SQL in both directions: {Call.Strata("drift").With("sql")}"
        );
    }

    private static void Write(DriftedObject o, CommandOutput output)
    {
        var (sign, color) = o.Kind switch
        {
            DriftKind.Removed => ("-", Color.Red),
            DriftKind.Added => ("+", Color.Green),
            _ => ("~", Color.Yellow),
        };
        output.Say(output.Paint(color, $"{sign} {o.Id}"));
        if (o.Kind != DriftKind.Changed)
            return;
        foreach (var line in o.Wanted.Except(o.Live))
            output.Say($"    was  {line}");
        foreach (var line in o.Live.Except(o.Wanted))
            output.Say($"    is   {line}");
    }

    private static void Write(string title, DriftPlan? plan, CommandOutput output)
    {
        if (plan is null)
            return;
        output.Say(title);
        if (plan.Refusal is { } refusal)
            output.Say($"-- {refusal}");
        foreach (var step in plan.Plan?.Steps ?? [])
            output.Sql(MigrationText.Statement(step));
    }
}
