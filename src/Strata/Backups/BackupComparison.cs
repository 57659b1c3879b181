using System.Collections.Immutable;
using Strata.Core.Data;
using Strata.Core.Problems;
using Strata.Data;

namespace Strata.Backups;

/// <summary>Compares the rows of a restored database with the manifest of its backup, table by table.</summary>
internal static class BackupComparison
{
    private const int Named = 5;

    /// <param name="manifest">The manifest.</param>
    /// <param name="restored">The database.</param>
    /// <param name="where">The place in the message.</param>
    /// <param name="what">The sentence before the differences.</param>
    /// <param name="progress">Receives the table that is counted.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">They differ (ST5015), or the checksums are of a newer method (ST5017): exit 13.</exception>
    public static async Task RequireEqualAsync(
        BackupManifest manifest,
        DataEndpoint restored,
        string where,
        string what,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        if (manifest.Checksum != restored.Tools.ChecksumMethod)
            throw BackupProblems.NewerFormat.Error(
                where,
                $"unknown method of its checksums: {manifest.Checksum}",
                "nothing was compared",
                $"update Strata: {Call.Program("dotnet", "tool", "update", "strata")}"
            );
        var found = await restored.Tools.MeasureAsync(restored.Connection, progress, cancellationToken).ConfigureAwait(false);
        var differences = Differences([.. manifest.Tables], found);
        if (differences.Count > 0)
            throw BackupProblems.RowsDiffer.Error(
                where,
                $"{what}: {string.Join("; ", differences.Take(Named))}"
                    + (differences.Count > Named ? $" and {differences.Count - Named} more" : ""),
                "the restored rows are there, and are not to be relied on",
                "take another backup, and report this one as a bug in Strata"
            );
    }

    private static IReadOnlyList<string> Differences(ImmutableArray<TableSum> wanted, ImmutableArray<TableSum> found)
    {
        var there = found.ToDictionary(t => t.Name, StringComparer.Ordinal);
        List<string> differences = [];
        foreach (var table in wanted)
        {
            if (!there.Remove(table.Name, out var now))
                differences.Add($"{table.Name} is missing");
            else if (now.Rows != table.Rows)
                differences.Add($"{table.Name} has {now.Rows} rows instead of {table.Rows}");
            else if (now != table)
                differences.Add($"{table.Name} has other rows");
        }
        return [.. differences, .. there.Keys.Order(StringComparer.Ordinal).Select(n => $"{n} is one too many")];
    }
}
