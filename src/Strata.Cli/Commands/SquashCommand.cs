using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Cli.Commands;

/// <summary>
/// Folds the first migrations into one baseline that knows what it stands for, so that no database is ever marked by hand.
/// </summary>
internal sealed class SquashCommand(App app, Project project)
{
    private static readonly Option<string> s_upTo = new("--upto")
    {
        Description = "the last migration to fold (its number; default: the newest)",
        HelpName = "N",
    };
    private static readonly Option<string> s_name = new("--name") { Description = "the baseline's name (baseline)", HelpName = "NAME" };
    private static readonly Option<bool> s_keepData = new("--keep-data")
    {
        Description = "statements on rows go into the baseline, after the schema",
    };
    private static readonly Option<bool> s_dropData = new("--drop-data")
    {
        Description = "statements on rows are left out: an empty database starts without them",
    };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("squash", CommandList.Describe("squash")) { s_upTo, s_name, s_keepData, s_dropData };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                bool? keep = (parsed.GetValue(s_keepData), parsed.GetValue(s_dropData)) switch
                {
                    (true, true) => throw new ProblemException(
                        ProblemKind.Usage,
                        new(
                            "ST2033",
                            "--keep-data --drop-data",
                            "these two say the opposite of each other",
                            "nothing was written",
                            "keep one of the two"
                        )
                    ),
                    (true, _) => true,
                    (_, true) => false,
                    _ => null,
                };
                return (int)
                    await new SquashCommand(app, project)
                        .RunAsync(parsed.GetValue(s_upTo), parsed.GetValue(s_name) ?? "baseline", keep, cancellationToken)
                        .ConfigureAwait(false);
            }
        );
        return command;
    }

    private async Task<ExitCode> RunAsync(string? upTo, string name, bool? keepData, CancellationToken cancellationToken)
    {
        var folder = await project.FolderAsync(cancellationToken).ConfigureAwait(false);
        folder?.ThrowIfBroken();
        var chosen = Choose(folder, upTo);
        var data = DataStatements(chosen);
        RequireDecision(data, keepData);

        var last = chosen[^1];
        var old = await project
            .Report.WorkAsync(
                "Replaying the migrations in a throwaway database",
                () => Replay.RunAsync(project, folder!, last.Idx, _ => { }, cancellationToken)
            )
            .ConfigureAwait(false);
        var made = await new MigrationMaker(project, new Changes(project, new([], [])))
            .MakeAsync(Catalog.Empty, old, [], name, cancellationToken)
            .ConfigureAwait(false);
        var sql = new StringBuilder($"-- stands for {chosen[0].Tag} to {last.Tag}\n").Append(made.Migration?.Sql ?? "");
        if (keepData == true && !data.IsEmpty && made.Plan.Batches.Length > 1)
            sql.Append($"\n{SqlHeaders.Line(SqlHeaders.Transaction, TransactionDirective.Word(TransactionMode.Shared))}");
        if (keepData == true)
            foreach (var statement in data)
                sql.Append($"\n-- from {statement.Where}\n")
                    .Append(statement.Text.Trim().TrimEnd(';'))
                    .Append(";\n")
                    .Append(statement.CopyData is null ? "" : $"{statement.Data}\\.\n");
        // The snapshot is that of the head: it changes only where the baseline is the head.
        var snapshot =
            last.Tag == folder!.Migrations[^1].Tag ? MigrationMaker.Snapshots(project, old) : ImmutableDictionary<string, byte[]>.Empty;
        var baseline = (made.Migration ?? new("")) with
        {
            Sql = sql.ToString(),
            Name = name,
            Replaces = [.. chosen.SelectMany(Replaced)],
            Fingerprint = Snapshot.Fingerprint(old, project.Dialect.Kinds, project.Dialect.Name),
            Files = snapshot,
        };
        var folded = new MigrationWriter(project.Dialect.Syntax, app.Time).Fold(folder!, chosen, baseline);
        await ProveAsync(folded.Files, last.Idx, old, cancellationToken).ConfigureAwait(false);
        var kept = await KeepAsync(folder!, chosen, folded, cancellationToken).ConfigureAwait(false);
        project.Report.Say(
            $"wrote {Path.Combine(project.MigrationsFolder, folded.Entry.Tag)}.sql, which stands for {chosen.Length} migrations"
        );
        return project.Report.End(
            ExitCode.Done,
            new JsonObject
            {
                ["tag"] = folded.Entry.Tag,
                ["replaces"] = chosen.Length,
                ["kept"] = kept,
            },
            $"the old files are in {kept}: commit it as well, databases that have only some of them are brought forward from there"
        );
    }

    private ImmutableArray<Migration> Choose(MigrationFolder? folder, string? upTo)
    {
        if (folder is null || folder.Migrations.Length < 2)
            throw Usage(project.MigrationsFolder, "there are no two migrations to fold", "see them: strata status");
        var last = NamedMigration.Of("--upto", upTo, "ST2032")?.In(folder).Idx ?? folder.Migrations[^1].Idx;
        ImmutableArray<Migration> chosen = [.. folder.Migrations.TakeWhile(m => m.Idx <= last)];
        if (chosen.Length < 2)
            throw Usage("--upto", "one migration is no squash", "name a later one");
        if (chosen.FirstOrDefault(m => m.Entry.Hash is null) is { } open)
            throw new ProblemException(
                ProblemKind.Inconsistent,
                new(
                    "ST3019",
                    open.Path,
                    $"{open.Tag} is written by hand and was never applied anywhere from here: nobody knows yet whether it is finished",
                    "nothing was written",
                    "apply it once: strata migrate"
                )
            );
        return chosen;
    }

    /// <summary>Each folded migration; and what it stands for itself, which a database may have in its record and need not have.</summary>
    private static IEnumerable<ReplacedMigration> Replaced(Migration migration) =>
        migration
            .Entry.Replaces.Select(r => r with { IsEarlier = true })
            .Append(new ReplacedMigration(migration.Tag, migration.Hash, IsEarlier: false));

    private ImmutableArray<SqlStatement> DataStatements(ImmutableArray<Migration> chosen) =>
        [.. chosen.SelectMany(m => m.Script.Statements).Where(s => RowStatements.Is(s) && !IsAboutKept(s))];

    /// <summary>Rows that were kept aside: an empty database has none, and what others keep stays where it is.</summary>
    private bool IsAboutKept(SqlStatement statement) =>
        Enumerable.Range(0, statement.Tokens.Length).Any(i => project.Dialect.Holding.Owns(statement.TokenText(i).Trim("'\"").ToString()));

    // SELECT may call what writes; a DO block may do anything.
    /// <exception cref="ProblemException">Statements on rows, and nobody said what becomes of them (ST1106, exit 10).</exception>
    private static void RequireDecision(ImmutableArray<SqlStatement> data, bool? keep)
    {
        if (data.IsEmpty || keep is not null)
            return;
        throw new ProblemException(
            ProblemKind.DecisionMissing,
            new(
                "ST1106",
                data[0].Where,
                $"{data.Length} statement{(data.Length == 1 ? "" : "s")} of the old migrations change rows, which the "
                    + $"schema alone does not bring back: {string.Join("; ", data.Take(8).Select(s => $"{s.Where} {s.Summary()}"))}{(data.Length > 8 ? $" and {data.Length - 8} more" : "")}",
                "nothing was written",
                "to put them into the baseline after the schema: --keep-data; to leave them out (rows of existing "
                    + "databases stay as they are): --drop-data"
            )
        );
    }

    /// <summary>An empty database that runs the baseline becomes what one became that ran the old migrations.</summary>
    private async Task ProveAsync(ImmutableSortedDictionary<string, byte[]> files, int to, Catalog old, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("strata-squash-").FullName;
        try
        {
            var batch = new FileBatch(folder);
            foreach (var (path, contents) in files)
                batch.Add(path, contents);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            var read = await MigrationFolder.ReadAsync(folder, project.Dialect.Syntax, cancellationToken).ConfigureAwait(false);
            var reached = await project
                .Report.WorkAsync(
                    "Proving the baseline in a throwaway database",
                    () => Replay.RunAsync(project, read, to, _ => { }, cancellationToken)
                )
                .ConfigureAwait(false);
            var differences = Prover.Differences(reached, old);
            if (differences.Count > 0)
                throw new ProblemException(
                    ProblemKind.Differences,
                    new(
                        "ST4005",
                        project.MigrationsFolder,
                        $"the baseline does not lead to what the old migrations lead to: {string.Join("; ", differences.Take(10))}",
                        "nothing was written",
                        "keep the migrations as they are; and report this as a bug in Strata"
                    )
                );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The folder as it was goes beside itself, then the new files take its place.</summary>
    /// <returns>The folder with the old files, as the user would write it.</returns>
    private async Task<string> KeepAsync(
        MigrationFolder folder,
        ImmutableArray<Migration> chosen,
        FoldedMigrations folded,
        CancellationToken cancellationToken
    )
    {
        var name =
            $"{folder.Path.TrimEnd(Path.DirectorySeparatorChar)}-backup-{app.Time.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        var kept = Enumerable
            .Range(1, int.MaxValue)
            .Select(n => n == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{n}"))
            .First(n => !Directory.Exists(n));
        var batch = new FileBatch(folder.Path);
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(kept, Path.GetRelativePath(folder.Path, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
            foreach (var migration in chosen)
                batch.Remove(migration.Tag + ".sql").Remove(migration.Tag + ".down.sql");
            foreach (var path in folded.Changed)
                batch.Add(path, folded.Files[path]);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Nothing was replaced: a copy of it would only be in the way.
            if (Directory.Exists(kept))
                Directory.Delete(kept, recursive: true);
            throw;
        }
        return project.Shown(Path.GetFullPath(kept));
    }

    private static ProblemException Usage(string where, string what, string fix) =>
        new(ProblemKind.Usage, new("ST2033", where, what, "nothing was written", fix));
}
