using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Project.Workspaces;

namespace Strata.Pulling;

/// <summary>
/// Finds the files that declare a database. The written C# is built in a shadow database; what comes out otherwise there is declared in
/// SQL, and built again.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="convention">The names in C#.</param>
internal sealed class SchemaWriter(Workspace workspace, SchemaConvention convention)
{
    private const int Rounds = 12;
    private readonly HashSet<ObjectId> _inSql = [];

    // A word may have been taken for a column: then expressions are written as SQL.
    private bool _plain;

    /// <summary>Writes and compares, reported as work.</summary>
    /// <param name="live">The database.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The files, and the schema that was built from them.</returns>
    /// <exception cref="ProblemException">The files do not lead to the database (ST4012), or no shadow database can be made like it
    /// (ST4011):
    /// exit 4.</exception>
    public Task<(PulledSchema Schema, ObservedState Built)> WriteAsync(Catalog live, CancellationToken cancellationToken) =>
        workspace.Progress.WorkAsync("Writing the schema, and comparing it with the database", () => RunAsync(live, cancellationToken));

    private async Task<(PulledSchema Schema, ObservedState Built)> RunAsync(Catalog live, CancellationToken cancellationToken)
    {
        var wanted = live;
        IReadOnlyList<ObjectId> different = [];
        for (var round = 0; round < Rounds; round++)
        {
            var schema = PulledSchema.Of(workspace.Dialect, live, convention, _inSql, _plain);
            if (await TryBuildAsync(schema, live, cancellationToken).ConfigureAwait(false) is not { } built)
                continue;
            different = Different(built.Catalog, wanted);
            if (different.Count > 0 && ReferenceEquals(wanted, live))
            {
                wanted = await new ShadowRunner(workspace.Dialect)
                    .SettleAsync(workspace.Shadows, live, cancellationToken)
                    .ConfigureAwait(false);
                different = Different(built.Catalog, wanted);
            }
            if (different.Count == 0)
                return (schema, built);
            if (!LeaveToSql(different, live, built.Catalog))
                break;
        }
        throw NotTheDatabase(different);
    }

    /// <summary>Builds the files in a shadow database; null where C# could not be compiled, and less of it is tried next.</summary>
    private async Task<ObservedState?> TryBuildAsync(PulledSchema schema, Catalog live, CancellationToken cancellationToken)
    {
        try
        {
            return await BuildAsync(schema, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Usage)
        {
            if (_plain && _inSql.Count == live.Objects.Count)
                throw NotBuilt(live, e);
            workspace.Progress.Detail($"{e.Problem.What} ({e.Problem.Where})");
            if (_plain && Culprit(schema, live, e) is { } culprit)
            {
                workspace.Progress.Note($"{culprit.Text} is declared in SQL, because this failed: {e.Problem.What} ({e.Problem.Where})");
                _inSql.Add(culprit);
            }
            else if (_plain)
            {
                workspace.Progress.Note($"nothing is declared in C#, because this failed: {e.Problem.What} ({e.Problem.Where})");
                _inSql.UnionWith(live.Objects.Keys);
            }
            _plain = true;
            return null;
        }
    }

    /// <summary>
    /// The object at the place of a failure, or the nearest thing it is a part of that C# still declares; null where the place tells
    /// nothing.
    /// </summary>
    private ObjectId? Culprit(PulledSchema schema, Catalog live, ProblemException failure)
    {
        for (var id = schema.SubjectAt(failure.Problem.Where); id is not null; id = live.Find(id)?.Owner)
            if (live.Find(id) is not null && !_inSql.Contains(id))
                return id;
        return null;
    }

    private async Task<ObservedState> BuildAsync(PulledSchema schema, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("strata-pull-").FullName;
        try
        {
            foreach (var (path, text) in schema.Files)
            {
                var full = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                await File.WriteAllTextAsync(full, text, cancellationToken).ConfigureAwait(false);
            }
            var code = await workspace.Schema.CompileAsync(folder, cancellationToken).ConfigureAwait(false);
            return await workspace.Schema.Source(code).ObserveAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private IReadOnlyList<ObjectId> Different(Catalog built, Catalog wanted) =>
        Prover.Different(built, workspace.Dialect.Align(wanted, built));

    /// <summary>Leaves objects to SQL that came out otherwise in C#; an object that only C# makes goes with its owner.</summary>
    /// <returns>False where nothing more can be left to SQL.</returns>
    private bool LeaveToSql(IReadOnlyList<ObjectId> different, Catalog live, Catalog built)
    {
        var before = _inSql.Count;
        foreach (var id in different)
        {
            workspace.Progress.Detail($"declared in C#, {id} comes out otherwise than in the database");
            _inSql.Add(live.Find(id) is null && built.Find(id)?.Owner is { } owner ? owner : id);
        }
        return _inSql.Count > before;
    }

    private static ProblemException NotTheDatabase(IReadOnlyList<ObjectId> different)
    {
        const int Named = 10;
        var more = different.Count > Named ? $" and {different.Count - Named} more" : "";
        return PullProblems.NotTheDatabase.Error(
            "",
            $"the written schema does not lead to the database: {string.Join("; ", different.Take(Named).Select(id => id.Text))}{more}",
            "nothing was written",
            "report this as a bug in Strata, with these objects' definitions"
        );
    }

    /// <summary>
    /// Even its own SQL does not make the database again: it needs an object that is not read, or that this server lacks.
    /// </summary>
    private static ProblemException NotBuilt(Catalog live, ProblemException cause)
    {
        const int Named = 5;
        var unmanaged = live.Unmanaged.IsEmpty ? "" : $"; it may need an unmanaged object: {string.Join(", ", live.Unmanaged.Take(Named))}";
        return PullProblems.NotBuilt.Error(
            "",
            $"no shadow database can be made like this one: {cause.Problem.What}{unmanaged}",
            "nothing was written",
            "where a role or an extension is missing here, name a server that has it as \"shadow\" in strata.json",
            cause
        );
    }
}
