using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Workspaces;

namespace Strata.Examining;

/// <summary>Reads whether the environment's database holds nothing that a migration could hurt.</summary>
/// <param name="workspace">The project.</param>
internal sealed class EmptyDatabase(Workspace workspace)
{
    /// <summary>The database does not exist, or holds no object and no migration: nobody's rows are in it.</summary>
    public async Task<bool> IsItAsync(CancellationToken cancellationToken)
    {
        if (!await workspace.Databases.ExistsAsync(workspace.Environment, cancellationToken).ConfigureAwait(false))
            return true;
        var reader = await workspace.Databases.ReaderAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        try
        {
            await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
            var state = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (state.Current.Any(r => r.State == HistoryState.Applied || r.StatementsDone > 0))
                return false;
            // What rules of "ignore" name is somebody's too.
            var live = await reader.UseAsync(workspace.Dialect.ReadAsync, cancellationToken).ConfigureAwait(false);
            return live.Objects.Values.All(IsOfNewDatabase) && live.Unmanaged.IsEmpty;
        }
        catch (ProblemException e) when (e.Problem.Code == Core.Providers.ProviderProblems.MissingDatabase.Code)
        {
            return true;
        }
    }

    /// <summary>A database that was just created has its default schema, and what belongs to it.</summary>
    private static bool IsOfNewDatabase(DbObject o) => o.Id.Names is [var name] && ObjectNames.DefaultSchemas.Contains(name);
}
