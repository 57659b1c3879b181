using System.Text;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Sql;

namespace Strata.Core.MigrationFiles;

/// <summary>A plan as a migration file: for people first, with its batches for the executor. The same plan gives the same text.</summary>
public sealed class MigrationText(IDialect dialect)
{
    public string Up(Plan plan) => Write(plan, [], hazards: true);

    /// <param name="down">The plan that reverses the migration.</param>
    /// <param name="reversal">Its losses.</param>
    /// <param name="places">The names of the retained rows that it brings back.</param>
    public string Down(Plan down, Reversal reversal, IEnumerable<string> places) =>
        Write(down, [.. reversal.Header, .. places.Select(p => $"strata:{SqlHeaders.Retained} {p}")], hazards: false);

    /// <summary>A step as a file has it: with the directive of a rebuild, and its semicolon.</summary>
    public static string Statement(Step step) =>
        (step.Rebuilds is { } table ? SqlHeaders.Line(SqlHeaders.Rebuild, SqlHeaders.Argument(table.Name)) : "") + step.Sql + ";";

    private string Write(Plan plan, IEnumerable<string> head, bool hazards)
    {
        string[] lines = [.. head, .. plan.Notes.Select(n => $"note: {n}")];
        var plain = Write(plan.Steps.Select(s => (s, "")), lines, hazards);
        return NeedsDirectives(plan, plain) ? Write(Directed(plan), lines, hazards) : plain;
    }

    private static string Write(IEnumerable<(Step Step, string Directive)> steps, IEnumerable<string> head, bool hazards)
    {
        var text = new StringBuilder();
        foreach (var line in head)
            text.Append($"-- {OneLine(line)}\n");
        foreach (var (step, directive) in steps)
        {
            if (text.Length > 0)
                text.Append('\n');
            text.Append(directive);
            foreach (var hazard in hazards ? step.Hazards : [])
                text.Append($"-- hazard {hazard.Code}: {OneLine(hazard.Message)}\n");
            text.Append(Statement(step)).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Not where the plan is one transaction and its statements say nothing else by themselves.</summary>
    private bool NeedsDirectives(Plan plan, string plain) =>
        plan.Batches is not ([] or [{ Transaction: not TransactionMode.None }])
        || SqlScript.Parse(plain, dialect.Syntax, "the new migration", allowEmpty: true).Groups
            is not ([] or [{ Transaction: not TransactionMode.None }]);

    /// <summary>
    /// Each step with the directive before it: each batch begins with its own, except that a run of steps that each stand alone in the
    /// same way has one.
    /// </summary>
    private static IEnumerable<(Step Step, string Directive)> Directed(Plan plan)
    {
        TransactionMode? before = null;
        foreach (var batch in plan.Batches)
        {
            var mode = batch is { Transaction: TransactionMode.Own, Steps.Count: > 1 } ? TransactionMode.Shared : batch.Transaction;
            var directive =
                mode == before && mode != TransactionMode.Shared
                    ? ""
                    : SqlHeaders.Line(SqlHeaders.Transaction, TransactionDirective.Word(mode));
            foreach (var step in batch.Steps)
            {
                yield return (step, directive);
                directive = "";
            }
            before = mode;
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
