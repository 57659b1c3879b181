using System.Collections.Immutable;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Core.Record;
using Strata.Core.Safety;
using Strata.Project.Guards;
using Strata.Project.Workspaces;

namespace Strata.Examining;

/// <summary>
/// Judges the migrations that are going to run on an environment. On a protected one they are committed, applied and verified where
/// "promote" says so, and every hazard of what they do is acknowledged.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="acknowledged">The hazards that a person has acknowledged with the request.</param>
internal sealed class RunGuard(Workspace workspace, HazardAcknowledgement acknowledged)
{
    // They reach past the rows, or nobody can read what they do: named wherever they run.
    private static readonly string[] s_named = [Hazards.RunProgram.Code, Hazards.RunCode.Code, Hazards.UntrustedLanguage.Code];

    // They reach past the database: no emptiness of it makes them harmless.
    private static readonly string[] s_reaching = [Hazards.RunProgram.Code, Hazards.UntrustedLanguage.Code];
    private readonly HashSet<(string Tag, Hazard Hazard)> _told = [];
    private readonly Dictionary<string, MigrationHazards> _examined = new(StringComparer.Ordinal);

    private bool _isEmpty;

    private bool IsProtected => workspace.Policy == EnvironmentPolicy.Protected;

    /// <summary>Examines what is pending in the environment's database, which is opened for it, before the lock is taken.</summary>
    /// <exception cref="ProblemException">A migration is not committed (ST9060) or not yet promoted (ST9061): exit 9.</exception>
    public async Task ExamineAsync(MigrationFolder folder, RunOptions options, IMigrationTarget target, CancellationToken cancellationToken)
    {
        folder.ThrowIfBroken();
        if (!IsProtected)
            return;
        var pending = await PendingAsync(folder, options, target, cancellationToken).ConfigureAwait(false);
        await ExamineAsync(folder, pending, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Examines migrations that are going to run.</summary>
    /// <inheritdoc cref="ExamineAsync(MigrationFolder, RunOptions, IMigrationTarget, CancellationToken)"/>
    public async Task ExamineAsync(MigrationFolder folder, ImmutableArray<PendingMigration> pending, CancellationToken cancellationToken)
    {
        var migrations = Running(pending).Where(m => !_examined.ContainsKey(m.Chain)).ToList();
        if (migrations.Count == 0 || !IsProtected)
            return;
        await new CommittedFiles(workspace).RequireAsync(folder.Path, migrations, cancellationToken).ConfigureAwait(false);
        await new PromotionGuard(workspace).RequireAsync(folder, migrations, cancellationToken).ConfigureAwait(false);
        await FindAsync(folder, migrations, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds the hazards of migrations, and whether there is anything in the database that they could concern.</summary>
    public async Task FindAsync(MigrationFolder folder, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        // A program that nobody has acknowledged is not run to find out what it does.
        var reader = new ScriptReader(workspace.Dialect);
        var isRunnable = !migrations.Any(m => acknowledged.Unacknowledged(m, [.. Reaching(reader.Read(m.Script))]).Any());
        var found = await new HazardExaminer(workspace)
            .ExamineAsync(folder, migrations, isRunnable, cancellationToken)
            .ConfigureAwait(false);
        _isEmpty = await new EmptyDatabase(workspace).IsItAsync(cancellationToken).ConfigureAwait(false);
        if (_isEmpty && found.Any(f => f.Hazards.Count > 0))
            workspace.Progress.Note("the database holds no object yet: hazards of what is in a database concern nothing there");
        foreach (var one in found)
        {
            _examined[one.Migration.Chain] = one;
            if (one.Unexamined is { } why)
                workspace.Progress.Note(
                    $"{one.Migration.Tag} is judged by its statements alone, it could not be examined in a shadow database: {why}"
                );
        }
    }

    private static IEnumerable<string> Reaching(ScriptReading reading) =>
        reading.Hazards.Where(h => s_reaching.Contains(h.Code)).Select(h => $"{h.Code} {h.Subject.Qualified()}");

    /// <summary>The hazards of a migration; those of its journal entry where it was not examined.</summary>
    public IReadOnlyList<string> HazardsOf(Migration migration) =>
        _examined.TryGetValue(migration.Chain, out var found) ? found.Hazards : migration.Entry.Hazards;

    /// <summary>Requires that every hazard is acknowledged.</summary>
    /// <exception cref="ProblemException">One is not (ST1113, exit 10).</exception>
    public void Require(ImmutableArray<PendingMigration> pending)
    {
        if (!IsProtected)
            Name(Running(pending));
        else if (Judge([.. Running(pending)]) is Verdict.Refused refused)
            throw new ProblemException(refused.Problem);
    }

    /// <summary>Judges migrations by their hazards.</summary>
    public Verdict Judge(IReadOnlyList<Migration> migrations) =>
        acknowledged.Judge(workspace.Environment, workspace.Policy, migrations.Select(m => (m, Required(m))));

    /// <summary>One that became pending after the examination is as unknown as one that could not be run.</summary>
    private IReadOnlyList<string> Required(Migration migration)
    {
        IReadOnlyList<string> hazards =
            _examined.ContainsKey(migration.Chain) || migration.IsExamined
                ? HazardsOf(migration)
                : [.. migration.Entry.Hazards, HazardSet.NotExamined(migration.Tag)];
        return _isEmpty ? [.. hazards.Where(h => s_reaching.Any(code => h.StartsWith(code, StringComparison.Ordinal)))] : hazards;
    }

    /// <summary>A migration that is only recorded, or has begun, is past the question.</summary>
    private static IEnumerable<Migration> Running(ImmutableArray<PendingMigration> pending) =>
        pending.Where(p => !p.Record && p.Done == 0).Select(p => p.Migration);

    /// <summary>Names what reaches past the rows, or what nobody can read, where nothing has to be acknowledged.</summary>
    public void Name(IEnumerable<Migration> migrations)
    {
        var reader = new ScriptReader(workspace.Dialect);
        foreach (var migration in migrations)
        foreach (var hazard in reader.Read(migration.Script).Hazards.Where(h => s_named.Contains(h.Code)).Distinct())
            if (_told.Add((migration.Tag, hazard)))
                workspace.Progress.Note($"{migration.Tag}: hazard {hazard.Code}: {hazard.Message}");
    }

    private async Task<ImmutableArray<PendingMigration>> PendingAsync(
        MigrationFolder folder,
        RunOptions options,
        IMigrationTarget target,
        CancellationToken cancellationToken
    )
    {
        ImmutableArray<PendingMigration> all =
        [
            .. folder.Migrations.Where(m => m.Idx <= (options.To ?? int.MaxValue)).Select(m => new PendingMigration(m, false, 0)),
        ];
        if (!await workspace.Databases.ExistsAsync(workspace.Environment, cancellationToken).ConfigureAwait(false))
            return all;
        try
        {
            return await new MigrationRunner(target, options, workspace.Host.Time, _ => { })
                .PendingAsync(folder, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Problem.Code == ProviderProblems.MissingDatabase.Code)
        {
            return all;
        }
    }
}
