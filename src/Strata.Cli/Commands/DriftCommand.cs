using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Cli.Commands;

/// <summary>The live database against what its own history says it should be. Reads only: a login that may do no more is enough.</summary>
internal sealed class DriftCommand(Project project)
{
    private static readonly Option<bool> s_sql = new("--sql")
    {
        Description = "also the SQL that undoes the drift, and the SQL that makes a migration of it",
    };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("drift", CommandList.Describe("drift")) { s_sql };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                return (int)await new DriftCommand(project).RunAsync(parsed.GetValue(s_sql), cancellationToken).ConfigureAwait(false);
            }
        );
        return command;
    }

    private async Task<ExitCode> RunAsync(bool sql, CancellationToken cancellationToken)
    {
        var (live, wanted, head, name) = await new Drift(project).LookAsync(cancellationToken).ConfigureAwait(false);
        if ((await project.DifferencesAsync(live, wanted, cancellationToken).ConfigureAwait(false)).Count == 0)
            return project.Report.End(ExitCode.Done, new JsonObject { ["drift"] = 0 }, $"{name} is what its history up to {head} says");
        var count = Tree(live, wanted);
        if (sql)
        {
            Statements("undo", $"-- undoes the drift: {name} becomes what {head} leads to", live, wanted);
            Statements("keep", "-- keeps it: what a migration after it would say", wanted, live);
        }
        project.Report.Note(
            $"{count} difference{(count == 1 ? "" : "s")} between {name} and its history up to {head}; the SQL either "
                + $"way: strata drift --sql"
        );
        return project.Report.End(ExitCode.Differences, new JsonObject { ["drift"] = count, ["head"] = head });
    }

    /// <summary>One line an object, under what it belongs to; for a changed one both definitions.</summary>
    private int Tree(Catalog live, Catalog wanted)
    {
        var count = 0;
        foreach (var id in live.Objects.Keys.Union(wanted.Objects.Keys).Order())
        {
            var (is_, was) = (live.Find(id), wanted.Find(id));
            if (Equals(is_, was))
                continue;
            // What came or went with its owner is no difference of its own.
            if ((is_ ?? was)!.Owner is { } owner && (live.Find(owner) is null || wanted.Find(owner) is null))
                continue;
            count++;
            var (word, sign, color) = (is_, was) switch
            {
                (null, _) => ("removed", "-", "31"),
                (_, null) => ("added", "+", "32"),
                _ => ("changed", "~", "33"),
            };
            var (now, before) = (is_ is null ? [] : Definition(is_), was is null ? [] : Definition(was));
            project.Report.Event(
                word,
                new JsonObject
                {
                    ["object"] = id.Text,
                    ["is"] = string.Join('\n', now),
                    ["was"] = string.Join('\n', before),
                },
                project.Report.Paint(color, $"{sign} {id}")
            );
            if (word != "changed")
                continue;
            foreach (var line in before.Except(now))
                project.Report.Say($"    was  {line}");
            foreach (var line in now.Except(before))
                project.Report.Say($"    is   {line}");
        }
        return count;
    }

    /// <summary>An object as the statements that would make it.</summary>
    private string[] Definition(DbObject o) =>
        [
            .. project
                .Dialect.Kinds.For(o)
                .Describe(o)
                .SelectMany(s => s.Split('\n'))
                .Select(l => l.Trim().TrimEnd(','))
                .Where(l => l.Length > 0),
        ];

    private void Statements(string way, string title, Catalog before, Catalog after)
    {
        project.Report.Say(title);
        try
        {
            foreach (var step in project.Dialect.Standalone(project.Dialect.Plan(before, after)).Steps)
            {
                var json = JsonOutput.Of(step);
                json["way"] = way;
                project.Report.Event("statement", json, MigrationText.Statement(step));
            }
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Refused)
        {
            project.Report.Say($"-- {e.Problem.What}");
        }
    }
}
