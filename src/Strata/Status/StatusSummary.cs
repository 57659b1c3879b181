using Strata.Core.Record;
using Strata.Core.Text;
using static System.FormattableString;

namespace Strata.Status;

/// <summary>The facts of a status as short texts, which hosts show in lines and tables.</summary>
internal static class StatusSummary
{
    /// <summary>The facts of a migration's row after its name; empty where it has none.</summary>
    public static string Detail(this MigrationStatus migration) =>
        migration.Row is not { } row
            ? ""
            : string.Concat(
                $"  {row.Started:yyyy-MM-dd HH:mm}",
                row.Finished is { } end && row.Started is { } start
                    ? $"  {Quantity.Elapsed(end - start)}"
                    : $"  {row.StatementsDone}/{row.StatementsTotal} statements",
                $"  by {row.By}@{row.Host}",
                migration.RanOutOfOrder ? "  out of order" : "",
                row.Commit is { Length: >= 8 } commit ? $"  {commit[..8]}" : "",
                row.Error is { } error ? $"\n           {error}" : ""
            );

    /// <summary>The cells of an environment's row: policy, mode, head, numbers, last change and problem.</summary>
    public static IReadOnlyList<string> Cells(this EnvironmentStatus row) =>
        [.. Head(row), (row.Status?.Inconsistency ?? row.Status?.Drift) is { } problem ? $"{problem.Code}: {problem.What}" : ""];

    private static string[] Head(EnvironmentStatus row) =>
        row.Status is not { } status
            ? [row.Environment, "", "", row.Problem?.Code ?? "", "", "", ""]
            :
            [
                row.Environment,
                status.Policy.ToString().ToLowerInvariant(),
                status.Stamp?.Mode.ToString().ToLowerInvariant() ?? "nobody yet",
                status.Head?.Tag ?? "no migration",
                $"{status.Applied}",
                $"{status.Pending}",
                status.LastChange is { } last ? Change(last) : "",
            ];

    private static string Change(HistoryRow last) =>
        Invariant($"{last.Finished:yyyy-MM-dd HH:mm} by {last.By}@{last.Host}")
        + (last.Commit is { } commit ? $" {commit[..Math.Min(8, commit.Length)]}" : "");
}
