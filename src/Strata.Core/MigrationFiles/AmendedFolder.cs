using System.Collections.Immutable;
using System.Text;
using Strata.Core.Planning;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Core.MigrationFiles;

/// <summary>A migration that was edited after its hash was recorded.</summary>
/// <param name="Migration">As its file is now.</param>
/// <param name="Down">Its down-script as it is now; null where it has none any more.</param>
public sealed record EditedMigration(Migration Migration, SqlScript? Down)
{
    /// <summary>Its statements are others, and not its down-script alone.</summary>
    public bool IsChanged => Migration.Entry.Hash != Migration.Hash;

    /// <summary>Its down-script is another one, or gone.</summary>
    public bool IsDownChanged => Migration.Entry.Down != Down?.ScriptHash;

    /// <summary>The statements that the recorded migration does not have.</summary>
    public IEnumerable<SqlStatement> NewStatements
    {
        get
        {
            var before = Migration.Entry.Statements?.Digits.ToHashSet(StringComparer.Ordinal) ?? [];
            return Migration.Script.Statements.Where((_, i) => !before.Contains(StatementHashes.Of(Migration.Script).Digits[i]));
        }
    }
}

/// <summary>A folder with edited migrations, as it is once their edits are recorded: hashes, chain and down-scripts.</summary>
/// <param name="Folder">The folder as it will be.</param>
/// <param name="Edited">The edited migrations, in the journal's order.</param>
public sealed record AmendedFolder(MigrationFolder Folder, ImmutableArray<EditedMigration> Edited)
{
    /// <summary>Finds what was edited in a folder.</summary>
    /// <exception cref="ProblemException">The folder has another problem than edits (exit 3).</exception>
    public static async Task<AmendedFolder> OfAsync(MigrationFolder folder, SqlSyntax syntax, CancellationToken cancellationToken)
    {
        var edits = new[] { FolderProblems.Edited.Code, FolderProblems.DownScript.Code };
        if (folder.Problems.FirstOrDefault(p => !edits.Contains(p.Code)) is { } other)
            throw new ProblemException(other);
        var edited = ImmutableArray.CreateBuilder<EditedMigration>();
        var entries = new List<JournalEntry>();
        foreach (var migration in folder.Migrations)
        {
            var down = await DownAsync(migration, syntax, cancellationToken).ConfigureAwait(false);
            var entry = migration.Entry;
            if (entry.Hash is not null && (entry.Hash != migration.Hash || entry.Down != down?.ScriptHash || IsRetold(migration)))
                edited.Add(new(migration, down));
            entries.Add(
                entry.Hash is null
                    ? entry
                    : MigrationWriter.Sealed(entry, migration.Script, migration.Parent) with
                    {
                        Down = down?.ScriptHash,
                    }
            );
        }
        return new(folder.With(entries), edited.ToImmutable());
    }

    /// <summary>Records the edits: the journal, and the down-scripts whose heads say something else now.</summary>
    /// <param name="downs">Down-scripts to write, by the migrations' names.</param>
    /// <param name="snapshot">The head snapshot, where it is written again.</param>
    /// <param name="syntax">The dialect's lexical rules.</param>
    /// <param name="cancellationToken">Stops before anything is changed.</param>
    /// <exception cref="ProblemException">The folder cannot be written (ST2011, exit 2).</exception>
    public Task CommitAsync(
        IReadOnlyDictionary<string, string> downs,
        KeyValuePair<string, byte[]>? snapshot,
        SqlSyntax syntax,
        CancellationToken cancellationToken
    )
    {
        var batch = new FileBatch(Folder.Path);
        var entries = Folder.Journal.Entries.ToArray();
        foreach (var (tag, text) in downs)
        {
            batch.Add(tag + ".down.sql", Encoding.UTF8.GetBytes(text));
            var at = Array.FindIndex(entries, e => e.Tag == tag);
            entries[at] = entries[at] with { Down = SqlScript.Parse(text, syntax, tag + ".down.sql", allowEmpty: true).ScriptHash };
        }
        if (snapshot is var (file, contents))
            batch.Add(file, contents);
        return batch
            .Add("meta/_journal.json", JournalJson.Write(Folder.Journal with { Entries = [.. entries] }))
            .CommitAsync(cancellationToken);
    }

    /// <summary>A down-script with another head: its class and its losses.</summary>
    /// <returns>Null where it has the head already, or none that Strata wrote.</returns>
    public static string? WithHead(SqlScript down, Reversal before, Reversal after)
    {
        var (old, @new) = (Head(before), Head(after));
        var text = down.Source.Text.ReplaceLineEndings("\n");
        return old != @new && text.StartsWith(old, StringComparison.Ordinal) ? @new + text[old.Length..] : null;
    }

    private static string Head(Reversal reversal) => string.Concat(reversal.Header.Select(l => $"-- {l}\n"));

    /// <summary>Comments alone were edited: recording that ends the note about it.</summary>
    private static bool IsRetold(Migration migration) => migration.Entry.Text is { } text && text != Migration.TextHash(migration.Script);

    private static async Task<SqlScript?> DownAsync(Migration migration, SqlSyntax syntax, CancellationToken cancellationToken)
    {
        if (migration.Entry.Down is null || !migration.HasDownScript)
            return null;
        var bytes = await MigrationFolder.ReadBytesAsync(migration.DownPath, cancellationToken).ConfigureAwait(false);
        return SqlScript.Parse(SourceText.Decode(bytes, migration.DownPath), syntax, allowEmpty: true);
    }
}
