using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Strata.Core.Diagnosis;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Sqlite.Connections;

namespace Strata.Sqlite.Diagnosis;

/// <summary>Looks a SQLite database over.</summary>
public sealed class SqliteDoctor : IDoctor
{
    private const long Little = 100L << 20;

    /// <inheritdoc />
    public async Task<IReadOnlyList<Symptom>> ExamineAsync(
        DbConnection connection,
        Catalog wanted,
        Func<DateTimeOffset> now,
        CancellationToken cancellationToken
    )
    {
        var open = (SqliteConnection)connection;
        List<Symptom> found = [new(Health.Good, "library", $"SQLite {open.ServerVersion}")];
        var check = (await open.QueryAsync("PRAGMA quick_check(3)", r => r.GetString(0), cancellationToken).ConfigureAwait(false)).ToList();
        found.Add(
            check is ["ok"]
                ? new(Health.Good, "file", "whole")
                : new(
                    Health.Bad,
                    "file",
                    $"damaged: {string.Join("; ", check)}",
                    $"restore it: {Call.Strata("restore")}; or save what can be read: sqlite3 FILE .recover"
                )
        );
        var orphans = (await open.QueryAsync("PRAGMA foreign_key_check", r => r.GetString(0), cancellationToken).ConfigureAwait(false))
            .Distinct()
            .ToList();
        found.Add(
            orphans.Count == 0
                ? new(Health.Good, "foreign keys", "every row has its parent")
                : new(
                    Health.Bad,
                    "foreign keys",
                    $"rows without their parents in {string.Join(", ", orphans)}: a table of them cannot be rebuilt",
                    "see them: PRAGMA foreign_key_check; then delete them or bring the parents back"
                )
        );
        found.Add(Writable(open.DataSource));
        found.Add(Space(open.DataSource));
        return found;
    }

    private static Symptom Writable(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return new(Health.Good, "privileges", "the file may be written");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(
                Health.Doubtful,
                "privileges",
                $"the file may be read and not written: {e.Message.TrimEnd('.')}",
                "give this user access to the file and its folder"
            );
        }
    }

    // A rebuild and a backup both need as much as the file again.
    private static Symptom Space(string file)
    {
        var (free, size) = (new DriveInfo(Path.GetFullPath(file)).AvailableFreeSpace, new FileInfo(file).Length);
        var text = string.Create(CultureInfo.InvariantCulture, $"{free >> 20} MiB free beside {Math.Max(1, size >> 20)} MiB of data");
        return free < (2 * size) + Little
            ? new(Health.Doubtful, "disk", text, "free some: a rebuild of a table needs as much as the file again")
            : new(Health.Good, "disk", text);
    }
}
