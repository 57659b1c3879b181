using Strata.Cli.Commands;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;

namespace Strata.Cli;

/// <summary>
/// Brings an environment's database to the head of the folder, and looks at what came of it: what <c>migrate</c> and <c>deploy</c> do
/// alike.
/// </summary>
/// <param name="app">The program.</param>
/// <param name="project">Whose environment it is.</param>
/// <param name="hazards">What somebody has seen of the hazards of what is going to run.</param>
internal sealed class MigrationWork(App app, Project project, Acknowledgement hazards)
{
    /// <summary>Called with each event of the run, besides its report.</summary>
    public Action<RunEvent> Heard { get; init; } = _ => { };

    /// <exception cref="ProblemException">As <see cref="Migrator.MigrateAsync"/>; or the database is then not what the folder says (ST4001,
    /// exit 4).</exception>
    public async Task<(RunResult Result, string Target)> RunAsync(
        MigrationFolder folder,
        MigratorOptions options,
        CancellationToken cancellationToken
    )
    {
        await using var target = await project.TargetAsync(cancellationToken).ConfigureAwait(false);
        var verification = new Verification(project, folder);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var show = new RunReport(project.Report);
        void Show(RunEvent e)
        {
            if (e is MigrationApplied a)
                done.Add(a.Tag);
            show.Show(e);
            Heard(e);
        }

        var migrator = new Migrator(target, options, app.Time, Show) { Fingerprint = verification.LookAsync, Approve = hazards.Require };
        RunResult result;
        await new SquashedHistory(project, app.Time).BringForwardAsync(folder, options, Show, cancellationToken).ConfigureAwait(false);
        try
        {
            result = await project
                .WithDatabaseAsync(() => migrator.MigrateAsync(folder, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            if (result.Head is { } last)
                done.UnionWith(folder.Migrations.TakeWhile(m => m.Tag != last).Select(m => m.Tag).Append(last));
        }
        finally
        {
            await SealAsync(folder, done).ConfigureAwait(false);
        }
        verification.ThrowIfDifferent();
        return (result, target.Name);
    }

    /// <summary>
    /// Hand-written migrations that have been applied are sealed: from here on their statements are not to be edited. One that failed may
    /// still be.
    /// </summary>
    private async Task SealAsync(MigrationFolder folder, HashSet<string> applied)
    {
        try
        {
            await MigrationWriter.SealAsync(folder, applied, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            project.Report.Note(
                $"the hashes of hand-written migrations could not be added to the journal: {e.Problem.What}; run strata "
                    + $"migrate where the folder can be written, and commit the journal"
            );
        }
    }
}
