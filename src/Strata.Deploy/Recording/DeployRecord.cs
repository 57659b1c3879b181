using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Deploy.Recording;

/// <summary>A deploy as the record of runs has it.</summary>
/// <param name="Run">The row.</param>
/// <param name="Detail">The row's detail.</param>
public sealed record RecordedDeploy(CommandRun Run, DeployDetail Detail)
{
    /// <summary>The row has no end: the deploy is running, or was killed.</summary>
    internal bool IsOpen => Run.Finished is null;

    /// <summary>The same, ended by a kill.</summary>
    internal RecordedDeploy Killed()
    {
        var killed = Detail.Killed();
        return new(Run with { Exit = (int)ProblemKind.FailedPartial, Detail = killed.ToJson() }, killed);
    }
}

/// <summary>The record of the deploys to an environment, in its database.</summary>
/// <param name="log">The record of runs.</param>
/// <param name="environment">The environment's name.</param>
internal sealed class DeployRecord(IRunLog log, string environment)
{
    /// <summary>The name of a deploy in the record of runs.</summary>
    public const string Command = "deploy";

    private const int Most = 500;
    private const int MostHolders = 20;

    /// <summary>Reads earlier deploys, the newest first. Those that cannot be read are left out.</summary>
    public async Task<IReadOnlyList<RecordedDeploy>> ReadAsync(CancellationToken cancellationToken) =>
        [
            .. (await log.ReadAsync(Command, Most, cancellationToken).ConfigureAwait(false))
                .Select(r => (Run: r, Detail: DeployDetail.FromJson(r.Detail)))
                .Where(d => d.Detail?.Environment == environment)
                .Select(d => new RecordedDeploy(d.Run, d.Detail!)),
        ];

    /// <summary>Takes the claim to deploy, and begins the record of a deploy.</summary>
    /// <exception cref="ProblemException">Another deploy is running (ST6030), or a process keeps the database locked (ST6034): exit 6; the
    /// record cannot be written (ST6031, exit 12).</exception>
    public async Task<DeployJournal> BeginAsync(
        string target,
        CommandRun run,
        DeployDetail detail,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var claim =
                await log.ClaimAsync(run with { Detail = detail.ToJson() }, cancellationToken).ConfigureAwait(false)
                ?? throw Busy(target, await HolderAsync(run, cancellationToken).ConfigureAwait(false));
            var before = (await ReadAsync(cancellationToken).ConfigureAwait(false)).Where(d => d.Run.Id != run.Id).ToList();
            // Under the claim no other deploy can be running: one that has not ended was killed.
            foreach (var killed in before.Where(b => b.IsOpen).Select(b => b.Killed()))
                await claim.SaveAsync(killed.Run, cancellationToken).ConfigureAwait(false);
            return new(claim, run, detail, [.. before.Select(b => b.IsOpen ? b.Killed() : b)], target, time, cancellationToken)
            {
                Killed = before is [{ IsOpen: true } last, ..] ? last : null,
            };
        }
        catch (StatementException e)
        {
            throw Unwritten(target, e);
        }
    }

    private static ProblemException Unwritten(string target, StatementException e) =>
        e.Kind == FailureKind.LockTimeout
            ? RecordingProblems.Locked.Error(
                target,
                "another process keeps the database locked, so that the deploy cannot be recorded",
                "nothing was run",
                "wait for its end, then run the same command again",
                e
            )
            : RecordingProblems.Unwritable.Error(
                target,
                $"the record of deploys cannot be written: {e.Message.TrimEnd('.')} [{e.Code}]",
                "nothing was run",
                "give the login the right to create the schema strata and its tables",
                e
            );

    private async Task<CommandRun?> HolderAsync(CommandRun run, CancellationToken cancellationToken) =>
        (await log.ReadAsync(Command, MostHolders, cancellationToken).ConfigureAwait(false)).FirstOrDefault(r =>
            r.Finished is null && r.Id != run.Id
        );

    private static ProblemException Busy(string target, CommandRun? holder)
    {
        var deploy = holder is null ? null : DeployDetail.FromJson(holder.Detail);
        var tag = deploy?.Tag is { } t ? $" of {t}" : "";
        var what = deploy is null ? "" : $"{deploy.Kind.ToString().ToLowerInvariant()}{tag} to {deploy.Environment} ";
        return RecordingProblems.Busy.Error(
            target,
            holder is null
                ? "another deploy is running on this database"
                : $"another deploy is running: {what}by {holder.By.By}@{holder.By.Host} since {holder.Started:yyyy-MM-dd HH:mm:ss} UTC",
            "nothing was run",
            "wait for its end; if it was killed, its claim ends with its connection, "
                + $"behind a pooler after {IRunClaim.Lease.TotalSeconds:0} s"
        );
    }
}
