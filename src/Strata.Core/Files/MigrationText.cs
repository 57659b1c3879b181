using System.Text;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Sources;

namespace Strata.Core.Files;

/// <summary>A plan as a migration file: for people first. The same plan gives the same text.</summary>
public sealed class MigrationText(IDialect dialect)
{
    public string Up(Plan plan) => Write(plan, [], hazards: true);

    /// <param name="up">What it reverses.</param>
    /// <param name="down">The way back.</param>
    /// <param name="proof">Whether it was seen to lead back.</param>
    public string Down(Plan up, Plan down, Proof proof)
    {
        List<string> head = [];
        Add("what the migration removed does not come back by this:", up.Hazards.Where(h => h.Destructive).Select(h => $"{h.Code} {h.Message}"));
        Add("what was written since the migration is lost by this:", down.Hazards.Where(h => h.Destructive).Select(h => $"{h.Code} {h.Message}"));
        if (!proof.Down) Add("NOT PROVEN: run in a throwaway database, this did not lead back:", proof.Missing);
        return Write(down, head, hazards: false);

        void Add(string title, IEnumerable<string> lines)
        {
            var list = lines.Distinct().ToList();
            if (list.Count > 0) head.AddRange([title, .. list.Select(l => $"  {l}")]);
        }
    }

    private string Write(Plan plan, IEnumerable<string> head, bool hazards)
    {
        var text = new StringBuilder();
        foreach (var line in head) text.Append($"-- {OneLine(line)}\n");
        foreach (var note in plan.Notes) text.Append($"-- note: {OneLine(note)}\n");
        foreach (var header in dialect.ScriptHeaders(plan)) text.Append($"-- strata:{header}\n");
        foreach (var step in plan.Steps)
        {
            if (text.Length > 0) text.Append('\n');
            foreach (var hazard in hazards ? step.Hazards : []) text.Append($"-- hazard {hazard.Code}: {OneLine(hazard.Message)}\n");
            text.Append(step.Sql).Append(";\n");
        }
        return text.ToString();
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
