using Strata.Backups;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Data;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;

namespace Strata.Restoring;

/// <summary>Judges whether rows of the environment that was backed up may be in this one.</summary>
/// <param name="workspace">The project.</param>
/// <param name="consent">Takes the guard's verdict.</param>
internal sealed class BackupSource(Workspace workspace, ReplaceConsent consent)
{
    /// <exception cref="ProblemException">They may not (ST9057, exit 9).</exception>
    public ValueTask RequireAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        var source = workspace.Config.Environments.GetValueOrDefault(manifest.Environment);
        return consent.RequireCopyableAsync(source, PolicyOf(source, manifest), manifest.Environment, cancellationToken);
    }

    /// <summary>The stricter of the stamp that was backed up and of strata.json as it is now.</summary>
    private static EnvironmentPolicy PolicyOf(EnvironmentConfig? source, BackupManifest manifest)
    {
        var stamped = Enum.TryParse<EnvironmentPolicy>(manifest.Stamp?.Policy, ignoreCase: true, out var policy)
            ? policy
            : EnvironmentPolicy.Open;
        var declared = source?.Policy ?? EnvironmentPolicy.Open;
        return stamped > declared ? stamped : declared;
    }
}
