using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Operations;
using Strata.Project.Workspaces;
using Strata.Sources;

namespace Strata.Diffing;

/// <summary>Plans the SQL that turns one schema into another. Two databases, files or "empty" need no project.</summary>
/// <param name="providers">The database systems.</param>
/// <param name="directory">The folder where relative paths start.</param>
/// <param name="open">Opens the project, for sources that need it.</param>
/// <param name="progress">Receives events.</param>
internal sealed class DiffOperation(ProviderSet providers, string directory, Func<Workspace> open, IProgress<StrataEvent> progress)
{
    /// <exception cref="ProblemException">A source is unknown, or they are of two dialects (exit 2); a database cannot be reached (exit
    /// 11).</exception>
    public async Task<DiffResult> RunAsync(DiffRequest request, CancellationToken cancellationToken)
    {
        Workspace? project = null;
        Workspace Configured() => project ??= open();
        try
        {
            var provider = Provider(request, Configured);
            var own = project is null ? provider.Shadows(null, Local(provider, request.From) ?? Local(provider, request.To), []) : null;
            try
            {
                var sources = new SourceParser(providers, provider, own ?? Configured().Shadows, Configured, directory);
                var before = await sources.Parse(request.From).LoadAsync(cancellationToken).ConfigureAwait(false);
                var after = await sources.Parse(request.To).LoadAsync(cancellationToken).ConfigureAwait(false);
                // Beside the project's own state only the managed part counts; two databases are compared whole.
                if (SourceParser.IsEnvironment(request.From) && SourceParser.IsOfProject(request.To))
                    before = Configured().Scope.Managed(before, after);
                if (SourceParser.IsEnvironment(request.To) && SourceParser.IsOfProject(request.From))
                    after = Configured().Scope.Managed(after, before);
                return Plan(provider, before, after);
            }
            finally
            {
                if (own is not null)
                    await own.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            if (project is not null)
                await project.DisposeAsync().ConfigureAwait(false);
        }
    }

    private DiffResult Plan(IDatabaseProvider provider, Catalog before, Catalog after)
    {
        progress.Unmanaged(after);
        var plan = provider.Dialect.Standalone(provider.Dialect.Plan(before, after));
        progress.Notes(plan);
        progress.Findings(plan);
        return new(plan, Reversal.Of(plan, Reverse(provider, after, before), null, []));
    }

    /// <summary>The rollback, as far as planning tells; null where it is refused.</summary>
    private static Plan? Reverse(IDatabaseProvider provider, Catalog from, Catalog to)
    {
        try
        {
            return provider.Dialect.Plan(from, to);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Refused)
        {
            return null;
        }
    }

    private IDatabaseProvider Provider(DiffRequest request, Func<Workspace> project)
    {
        if (request.Dialect is { } named)
            return providers.For(named);
        var (from, to) = (providers.OfUrl(request.From), providers.OfUrl(request.To));
        if (from is not null && to is not null && from != to)
            throw SourceProblems.TwoDialects.Error(
                "",
                "the two sources are of different dialects",
                "nothing was done",
                "compare two sources of one dialect"
            );
        return from ?? to ?? project().Provider;
    }

    private string? Local(IDatabaseProvider provider, string source) =>
        providers.OfUrl(source) is not null && provider.Resolve(source, null, directory) is var connection && provider.IsLocal(connection)
            ? connection
            : null;
}
