using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Cli.Commands;

/// <summary>Lists what migrations dropped and kept aside, and deletes what has been kept long enough.</summary>
internal sealed class PurgeCommand(App app, Project project)
{
    private static readonly Option<bool> s_all = new("--all") { Description = "also what is to be kept longer" };
    private static readonly Option<bool> s_dryRun = new("--dry-run") { Description = "list what is kept, and delete nothing" };
    private static readonly Option<string> s_confirm = Confirmation.Flag();

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("purge", CommandList.Describe("purge")) { s_all, s_dryRun, s_confirm };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                project.RequireNamedEnvironment(options.Named(parsed) is not null);
                return await project
                    .RecordedAsync(
                        "purge",
                        app.Time,
                        () =>
                            new PurgeCommand(app, project).RunAsync(
                                parsed.GetValue(s_all),
                                parsed.GetValue(s_dryRun),
                                parsed.GetValue(s_confirm),
                                cancellationToken
                            )
                    )
                    .ConfigureAwait(false);
            }
        );
        return command;
    }

    private async Task<ExitCode> RunAsync(bool all, bool dryRun, string? confirmed, CancellationToken cancellationToken)
    {
        if (!await project.ExistsAsync(cancellationToken).ConfigureAwait(false))
            return Nothing();
        var kept = await LookAsync(cancellationToken).ConfigureAwait(false);
        if (kept.IsEmpty)
            return Nothing();
        await ShowAsync(kept, cancellationToken).ConfigureAwait(false);
        ImmutableArray<RetainedObject> chosen = [.. kept.Where(k => all || k.IsExpired)];
        if (chosen.IsEmpty)
            return project.Report.End(
                ExitCode.Done,
                Result([]),
                $"nothing has expired; to delete it all the same: strata purge --all{Env}"
            );
        if (dryRun)
            return project.Report.End(ExitCode.Done, Result([]), $"{Count(chosen.Length)} would be deleted; nothing was");
        await RequireConfirmedAsync(chosen, all, confirmed, cancellationToken).ConfigureAwait(false);
        await using var target = await project.TargetAsync(cancellationToken).ConfigureAwait(false);
        var options = project.RunOptions();
        var deleted = await new Purge(target, options, app.Time, new RunReport(project.Report).Show)
            .RunAsync(chosen.Select(k => k.Place).ToHashSet(StringComparer.Ordinal), cancellationToken)
            .ConfigureAwait(false);
        return project.Report.End(ExitCode.Done, Result(deleted), $"{Count(deleted.Length)} deleted from {target.Name}");
    }

    /// <summary>A look, for which a login that may only read is enough.</summary>
    /// <exception cref="ProblemException">This login may not even look (ST1216, exit 12).</exception>
    private async Task<ImmutableArray<RetainedObject>> LookAsync(CancellationToken cancellationToken)
    {
        await using var reader = await project.ReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadRetainedAsync(sizes: true, cancellationToken).ConfigureAwait(false)
            ?? throw new ProblemException(
                ProblemKind.Preflight,
                new(
                    "ST1216",
                    reader.Name,
                    "this login may not see what is kept aside",
                    "nothing was deleted",
                    "use the login that runs the migrations"
                )
            );
    }

    private async Task ShowAsync(ImmutableArray<RetainedObject> kept, CancellationToken cancellationToken)
    {
        var tags = await TagsAsync(cancellationToken).ConfigureAwait(false);
        var now = app.Time.GetUtcNow();
        foreach (var one in kept)
        {
            var tag = tags.GetValueOrDefault(one.Place);
            var size = !one.IsThere
                ? "gone"
                : string.Join(
                    ", ",
                    (
                        (string?[])
                            [
                                one.Rows is { } rows ? $"{(one.IsEstimate ? "about " : "")}{rows} {(rows == 1 ? "row" : "rows")}" : null,
                                one.Bytes is { } bytes ? Bytes(bytes) : null,
                            ]
                    ).OfType<string>()
                );
            var left = one.IsExpired ? "expired" : $"until {one.Until:yyyy-MM-dd}";
            project.Report.Event(
                "kept",
                new JsonObject
                {
                    ["object"] = one.Object,
                    ["place"] = one.Place,
                    ["migration"] = tag,
                    ["keptAt"] = one.KeptAt,
                    ["until"] = one.Until,
                    ["expired"] = one.IsExpired,
                    ["there"] = one.IsThere,
                    ["rows"] = one.Rows is { } n ? (double)n : null,
                    ["estimate"] = one.IsEstimate,
                    ["bytes"] = one.Bytes is { } b ? (double)b : null,
                },
                $"  {one.Object}  {size}  since {Age(now - one.KeptAt)}, {left}  {one.Place}{(tag is null ? "" : $"  {tag}")}"
            );
        }
    }

    /// <summary>Which migration keeps what: its down-script says it.</summary>
    private async Task<Dictionary<string, string>> TagsAsync(CancellationToken cancellationToken)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var migration in (await project.FolderAsync(cancellationToken).ConfigureAwait(false))?.Migrations ?? [])
            foreach (
                var place in (
                    await TakenBack.ReadAsync(migration, project.Dialect.Syntax, null, cancellationToken).ConfigureAwait(false)
                ).Places
            )
                tags.TryAdd(place, migration.Tag);
        }
        catch (ProblemException e)
        {
            project.Report.Note($"which migration keeps what cannot be told from the folder: {e.Problem.What} ({e.Problem.Where})");
        }
        return tags;
    }

    /// <exception cref="ProblemException">Somebody must confirm and nobody can (ST1107, exit 10), or nobody did (ST1104, exit
    /// 9).</exception>
    private async Task RequireConfirmedAsync(
        ImmutableArray<RetainedObject> chosen,
        bool all,
        string? confirmed,
        CancellationToken cancellationToken
    )
    {
        var name = project.Environment?.Name ?? "";
        var isProtected = project.Policy == Policy.Protected;
        if (Confirmation.IsGiven(project, confirmed, "nothing was deleted") || (!isProtected && project.Report.Yes))
            return;
        var what =
            $"{Count(chosen.Length)} kept aside would be deleted for good: {string.Join(", ", chosen.Take(5).Select(k => k.Object))}{(chosen.Length > 5 ? $" and {chosen.Length - 5} more" : "")}";
        if (!project.Report.CanAsk)
            throw new ProblemException(
                ProblemKind.DecisionMissing,
                new(
                    "ST1107",
                    project.Environment?.Where ?? "",
                    what,
                    "nothing was deleted",
                    $"to delete it: strata purge{(all ? " --all" : "")}{Env} {(isProtected ? $"--confirm {name}" : "--yes")}"
                )
            );
        var agreed = isProtected
            ? await Confirmation.AskAsync(project, what, cancellationToken).ConfigureAwait(false)
            : await Ask.YesNoAsync($"{what}. Go on?", cancellationToken).ConfigureAwait(false);
        if (!agreed)
            throw new ProblemException(
                ProblemKind.Refused,
                new("ST1104", "", "not confirmed", "nothing was deleted", "see what is kept: strata purge --dry-run")
            );
    }

    private string Env => project.Environment is { Name: not "local" } e ? $" --env {e.Name}" : "";

    private ExitCode Nothing() => project.Report.End(ExitCode.Done, Result([]), "nothing is kept aside");

    private static JsonObject Result(ImmutableArray<RetainedObject> deleted) =>
        new() { ["deleted"] = JsonOutput.Texts(deleted.Select(d => d.Place)) };

    private static string Age(TimeSpan age) =>
        age.TotalDays >= 1 ? $"{(long)age.TotalDays} d"
        : age.TotalHours >= 1 ? $"{(long)age.TotalHours} h"
        : $"{Math.Max(0, (long)age.TotalMinutes)} min";

    private static string Bytes(long bytes) =>
        bytes switch
        {
            >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F1} GiB"),
            >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):F1} MiB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(bytes + 1023) / 1024} KiB"),
        };

    private static string Count(int n) => n == 1 ? "1 object" : $"{n} objects";
}
