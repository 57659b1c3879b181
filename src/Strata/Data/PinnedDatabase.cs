using Strata.Core.Hosting;
using Strata.Core.Record;
using Strata.Project.Guards;
using Strata.Project.Workspaces;

namespace Strata.Data;

/// <summary>Remembers another database for an environment, so that the identity guard takes it for the environment's.</summary>
internal static class PinnedDatabase
{
    /// <param name="workspace">The project.</param>
    /// <param name="stamp">The stamp of the new database; null where it has none.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task RememberAsync(Workspace workspace, Stamp? stamp, CancellationToken cancellationToken)
    {
        if (stamp?.Place is not { } place || workspace.Policy == EnvironmentPolicy.Open)
            return;
        var pins = new Pins(workspace.Environment.Migrations);
        await pins.SetAsync(stamp.Environment, new Pin(stamp.Identity, place), cancellationToken).ConfigureAwait(false);
        workspace.Progress.Note($"{pins.Path} remembers which database \"{stamp.Environment}\" is now; commit it");
    }
}
