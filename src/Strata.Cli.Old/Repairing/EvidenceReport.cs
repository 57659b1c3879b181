using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core.Execution;
using Strata.Core.Record;

namespace Strata.Cli.Repairing;

/// <summary>Shows what is known of a migration that is to be settled: the record, each statement, each object; then the choices.</summary>
internal sealed class EvidenceReport(Reporter report, string env)
{
    public void Show(Finding finding)
    {
        History(finding);
        foreach (var statement in finding.Statements)
            Statement(finding, statement);
        if (finding.Catalog is { } catalog)
            Objects(finding, catalog);
        foreach (var choice in Choices.Of(finding, env))
        {
            report.Event(
                "choice",
                new JsonObject
                {
                    ["tag"] = finding.Tag,
                    ["command"] = choice.Command,
                    ["does"] = choice.Does,
                    ["possible"] = choice.Refused is null,
                    ["because"] = choice.Refused,
                    ["unseen"] = choice.Unseen,
                },
                choice.Refused is null
                    ? $"  choice: {choice.Command}\n          {choice.Does}{(choice.Unseen is { } unseen ? $"\n          {unseen}; to accept that: --allow-loss" : "")}"
                    : $"  not possible: {choice.Command}\n          {choice.Refused}"
            );
        }
    }

    private void History(Finding finding)
    {
        var row = finding.Row;
        var edited = finding is { Kind: FindingKind.Edited, Migration: { } migration } ? StatementEvidence.Edited(migration, row) : [];
        var what = finding.Kind switch
        {
            FindingKind.Stopped =>
                $"{(row.State == HistoryState.Failed ? "failed" : "was interrupted, or is at work now")}, {row.StatementsDone}"
                    + $" of {row.StatementsTotal} statements recorded as done{(finding.IsBeingUndone ? "; then its down-script was begun, and not ended" : "")}",
            FindingKind.GoingBack => "is applied; its down-script was begun and not ended",
            FindingKind.Edited =>
                $"was edited after it was run: {(edited.IsEmpty ? "a header, or statements that the record does not tell apart" : $"statement {string.Join(", ", edited)}")}",
            FindingKind.Unknown => "is not in this folder",
            _ => throw new System.Diagnostics.UnreachableException(finding.Kind.ToString()),
        };
        report.Event(
            "finding",
            new JsonObject
            {
                ["tag"] = finding.Tag,
                ["kind"] = finding.Kind.ToString().ToLowerInvariant(),
                ["state"] = row.State.ToString().ToLowerInvariant(),
                ["statementsDone"] = row.StatementsDone,
                ["statements"] = row.StatementsTotal,
                ["edited"] = JsonOutput.Array(edited.Select(n => (JsonNode?)JsonValue.Create(n))),
                ["hash"] = row.Hash,
                ["fileHash"] = finding.Migration?.Hash,
                ["by"] = row.By,
                ["host"] = row.Host,
                ["tool"] = row.Tool,
                ["commit"] = row.Commit,
                ["started"] = row.Started,
                ["finished"] = row.Finished,
                ["error"] = row.Error,
                ["beingUndone"] = finding.IsBeingUndone,
            },
            $"{report.Paint("31", finding.Tag)} {what}"
        );
        report.Say(
            $"  history: {row.State.ToString().ToLowerInvariant()}, begun {row.Started:yyyy-MM-dd HH:mm:ss} by {row.By}"
                + $"@{row.Host} with {row.Tool}{(row.Commit is { } commit ? $", commit {commit}" : "")}"
        );
        if (row.Error is { } error)
            report.Say($"  error:   {error}");
    }

    private void Statement(Finding finding, StatementEvidence statement)
    {
        var (word, color) = statement.Outcome switch
        {
            StatementOutcome.Done => ("done", "32"),
            StatementOutcome.NotDone => ("not done", "33"),
            _ => ("unknown", "31"),
        };
        var number = statement.Statement.Number;
        report.Event(
            "statement",
            new JsonObject
            {
                ["tag"] = finding.Tag,
                ["number"] = number,
                ["outcome"] = word,
                ["because"] = statement.Because,
                ["edited"] = statement.IsEdited,
                ["summary"] = statement.Statement.Summary(),
            },
            $"  statement {number}: {report.Paint(color, word)} ({statement.Because}{(statement.IsEdited ? "; edited since" : "")}"
                + $"): {statement.Statement.Summary()}"
        );
    }

    private void Objects(Finding finding, CatalogEvidence catalog)
    {
        if (catalog.Unreplayed is { } why)
            report.Note($"the catalog could not be compared with what {finding.Tag} leads to: {why}");
        foreach (
            var (ids, key, words) in new[]
            {
                (catalog.After, "after", "as after it"),
                (catalog.Before, "before", "as before it"),
                (catalog.Neither, "neither", "neither as before nor as after it"),
            }
        )
        {
            foreach (var id in ids)
                report.Event(
                    "object",
                    new JsonObject
                    {
                        ["tag"] = finding.Tag,
                        ["object"] = id.Text,
                        ["is"] = key,
                    },
                    $"  catalog: {words}: {id}"
                );
        }
        if (catalog is { FromWith: [] })
            report.Say("  catalog: it is what the migrations lead to with it");
        if (catalog is { FromWithout: [] })
            report.Say("  catalog: it is what the migrations lead to without it");
    }
}
