using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Sql;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Examining;

/// <summary>
/// Finds the hazards of migrations by what they do, whoever wrote them: the statements that concern rows are read, and where words do not
/// tell everything, the migrations are run in a shadow database and the catalogs before and after each are compared. What cannot be run
/// there is judged by its statements, and never taken for harmless.
/// </summary>
/// <param name="workspace">The project.</param>
internal sealed class HazardExaminer(Workspace workspace)
{
    private static readonly string[] s_called = ["TRIGGER", "RULE", "FUNCTION"];
    private readonly ScriptReader _scripts = new(workspace.Dialect);

    /// <summary>Examines some migrations of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="migrations">The migrations.</param>
    /// <param name="isRunnable">True when they may be run in a shadow database, with what reaches past it.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<MigrationHazards>> ExamineAsync(
        MigrationFolder folder,
        IReadOnlyList<Migration> migrations,
        bool isRunnable,
        CancellationToken cancellationToken
    )
    {
        var readings = migrations.ToDictionary(m => m.Tag, m => _scripts.Read(m.Script), StringComparer.Ordinal);
        if (folder.Migrations.SelectMany(m => m.Script.Statements).Any(MayFire))
            foreach (var (tag, reading) in readings.ToList())
                readings[tag] = reading with { IsPlain = false };
        var isOpen = migrations.Any(m => !m.IsExamined && !readings[m.Tag].IsPlain);
        Replayed states =
            !isRunnable ? new([], "a statement reaches past the database, and nobody has acknowledged it")
            : isOpen ? await ReplayAsync(folder, migrations, cancellationToken).ConfigureAwait(false)
            : new([], null);
        return [.. migrations.Select(m => Judge(m, readings[m.Tag], states))];
    }

    /// <summary>
    /// The words of a statement may not tell everything that it runs: what others write or make may fire a trigger, a rule, a function that
    /// a check, an index or a view calls, a constraint that replaces rows, and whatever a block makes.
    /// </summary>
    private static bool MayFire(SqlStatement statement) =>
        statement.Is(0, "DO")
        || (statement.Is(0, "CREATE") && Enumerable.Range(1, 5).Any(i => s_called.Any(w => statement.Is(i, w))))
        || Enumerable.Range(0, statement.Tokens.Length).Any(i => statement.Follows(i, "CONFLICT", "REPLACE"));

    /// <summary>The hazards of a script that leads from one state to another; null where the two do not tell them.</summary>
    public IReadOnlyList<string>? Between(SqlScript script, Catalog before, Catalog after)
    {
        var reading = _scripts.Read(script).With(workspace.Dialect, before, after);
        var planned = Planned(before, after, out var failure);
        return failure is null && (reading.IsPlain || reading.Renamed.Count == 0) ? [.. HazardSet.Of(reading, before, planned, [])] : null;
    }

    private MigrationHazards Judge(Migration migration, ScriptReading reading, Replayed states)
    {
        if (migration.IsExamined)
            return new(migration, migration.Entry.Hazards);
        if (reading.IsPlain)
            return new(migration, [.. HazardSet.Of(reading, null, [], migration.Entry.Hazards)]);
        string? why = null;
        if (!states.Catalogs.TryGetValue(migration.Tag, out var state))
            why = states.Failure ?? "it was not run";
        var planned = why is null ? Planned(state.Before, state.After, out why) : [];
        if (why is null && reading.Renamed.Count > 0)
            why = "it renames, and changes in other ways: catalogs do not tell the two apart";
        if (why is null)
            reading = reading.With(workspace.Dialect, state.Before, state.After);
        var hazards = HazardSet.Of(reading, state.Before, planned, migration.Entry.Hazards);
        return why is null
            ? new(migration, [.. hazards])
            : new(migration, [.. hazards.Append(HazardSet.NotExamined(migration.Tag)).Order(StringComparer.Ordinal)], why);
    }

    private List<Hazard> Planned(Catalog before, Catalog after, out string? failure)
    {
        try
        {
            failure = null;
            return [.. workspace.Dialect.Plan(before, after).Hazards];
        }
        catch (ProblemException e)
        {
            failure = e.Problem.What;
            return [];
        }
    }

    private sealed record Replayed(Dictionary<string, (Catalog Before, Catalog After)> Catalogs, string? Failure);

    /// <summary>Runs the folder up to the last of some migrations, and reads the state before and after each of these.</summary>
    private async Task<Replayed> ReplayAsync(
        MigrationFolder folder,
        IReadOnlyList<Migration> migrations,
        CancellationToken cancellationToken
    )
    {
        var catalogs = new Dictionary<string, (Catalog, Catalog)>(StringComparer.Ordinal);
        try
        {
            await workspace
                .Progress.WorkAsync(
                    "Examining the pending migrations in a shadow database",
                    async () =>
                    {
                        await RunAsync(folder, migrations, catalogs, cancellationToken).ConfigureAwait(false);
                        return true;
                    }
                )
                .ConfigureAwait(false);
            return new(catalogs, null);
        }
        catch (ProblemException e) when (e.Kind is not ProblemKind.Interrupted)
        {
            return new(catalogs, e.Problem.What);
        }
    }

    private async Task RunAsync(
        MigrationFolder folder,
        IReadOnlyList<Migration> migrations,
        Dictionary<string, (Catalog, Catalog)> catalogs,
        CancellationToken cancellationToken
    )
    {
        var shadow = await workspace.Shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var shadowScope = shadow.ConfigureAwait(false);
        var target = workspace.Provider.Target(shadow.ConnectionString);
        await using var targetScope = target.ConfigureAwait(false);
        var wanted = migrations.Select(m => m.Tag).ToHashSet(StringComparer.Ordinal);
        var (all, first) = (folder.Migrations, folder.Migrations.ToList().FindIndex(m => wanted.Contains(m.Tag)));
        var before = Catalog.Empty;
        if (first > 0)
            before = await StateAsync(folder, all[first - 1], target, cancellationToken).ConfigureAwait(false);
        for (var i = first; i >= 0 && i < all.Length && catalogs.Count < wanted.Count; i++)
        {
            var after = await StateAsync(folder, all[i], target, cancellationToken).ConfigureAwait(false);
            if (wanted.Contains(all[i].Tag))
                catalogs[all[i].Tag] = (before, after);
            // The state of the head is asked for again, by an observer as well.
            var observed = i == all.Length - 1 ? await shadow.ObserveAsync(cancellationToken).ConfigureAwait(false) : null;
            await new ReplayedStates(workspace)
                .StoreAsync([.. all.Take(i + 1)], new(after, observed), cancellationToken)
                .ConfigureAwait(false);
            before = after;
        }
    }

    private async Task<Catalog> StateAsync(
        MigrationFolder folder,
        Migration last,
        IMigrationTarget target,
        CancellationToken cancellationToken
    )
    {
        await ShadowMigrations
            .RunAsync(target, folder, new RunOptions { To = last.Idx }, workspace.Host.Time, _ => { }, cancellationToken)
            .ConfigureAwait(false);
        return await workspace.Dialect.ReadAsync(target.Connection, cancellationToken).ConfigureAwait(false);
    }
}
