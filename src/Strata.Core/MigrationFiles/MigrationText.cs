using System.Text;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Sql;

namespace Strata.Core.MigrationFiles;

/// <summary>A plan as a migration file: for people first. The same plan gives the same text.</summary>
public sealed class MigrationText(IDialect dialect)
{
    public string Up(Plan plan) => Write(plan, [], hazards: true);

    /// <param name="down">The way back.</param>
    /// <param name="reversal">What it costs.</param>
    /// <param name="places">Where it finds what was kept.</param>
    public string Down(Plan down, Reversal reversal, IEnumerable<string> places) =>
        Write(down, [.. reversal.Header, .. places.Select(p => $"strata:{SqlHeaders.Kept} {p}")], hazards: false);

    private string Write(Plan plan, IEnumerable<string> head, bool hazards)
    {
        var text = new StringBuilder();
        foreach (var line in head)
            text.Append($"-- {OneLine(line)}\n");
        foreach (var note in plan.Notes)
            text.Append($"-- note: {OneLine(note)}\n");
        foreach (var header in dialect.ScriptHeaders(plan))
            text.Append($"-- strata:{header}\n");
        foreach (var step in plan.Steps)
        {
            if (text.Length > 0)
                text.Append('\n');
            foreach (var hazard in hazards ? step.Hazards : [])
                text.Append($"-- hazard {hazard.Code}: {OneLine(hazard.Message)}\n");
            text.Append(step.Sql).Append(";\n");
        }
        return text.ToString();
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
