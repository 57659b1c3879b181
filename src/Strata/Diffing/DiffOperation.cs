using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Planning.Renames;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Operations;
using Strata.Planning;
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
                var shadows = own ?? Configured().Shadows;
                var sources = new SourceParser(providers, provider, shadows, Configured, directory);
                var before = await sources.Parse(request.From).LoadAsync(cancellationToken).ConfigureAwait(false);
                var after = await sources.Parse(request.To).LoadAsync(cancellationToken).ConfigureAwait(false);
                // Beside the project's own state only the managed part counts; two databases are compared whole.
                if (SourceParser.IsEnvironment(request.From) && SourceParser.IsOfProject(request.To))
                    before = Configured().Scope.Managed(before, after);
                if (SourceParser.IsEnvironment(request.To) && SourceParser.IsOfProject(request.From))
                    after = Configured().Scope.Managed(after, before);
                IReadOnlyList<RenameHint> declared =
                    request.To == SourceParser.Schema
                        ? (await Configured().Schema.CompileAsync(cancellationToken).ConfigureAwait(false)).Renames
                        : [];
                return await PlanAsync(provider, shadows, before, after, declared, request.Renames, cancellationToken)
                    .ConfigureAwait(false);
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

    private async Task<DiffResult> PlanAsync(
        IDatabaseProvider provider,
        IShadowProvider shadows,
        Catalog before,
        Catalog after,
        IReadOnlyList<RenameHint> declared,
        RenameAnswers decided,
        CancellationToken cancellationToken
    )
    {
        var (steps, renamed) = await new Renamer(provider.Dialect, shadows)
            .ApplyAsync(before, [.. declared, .. decided.Resolve(before, declared, after)], cancellationToken)
            .ConfigureAwait(false);
        decided.RequireKnown(before, renamed);
        ReportPossible(provider, renamed, after, decided);
        return Plan(provider, before, renamed, after, steps);
    }

    /// <summary>Nobody is asked: what looks like a rename is planned as a drop, and said.</summary>
    private void ReportPossible(IDatabaseProvider provider, Catalog before, Catalog after, RenameAnswers decided)
    {
        var possible = new RenameDetector(provider.Dialect.Kinds)
            .Find(before, after)
            .Select(p => new RenameHint(p.Removed.Id, p.Added.Id))
            .Concat(RenameDetector.FindParts(before, after))
            .Where(h => !decided.IsDecided(h.From));
        foreach (var hint in possible)
            progress.Note(
                $"{hint.From.Text} is dropped and {hint.To.Text} created; for a rename: {Call.Option("rename", RenameAnswers.Form(hint))}; "
                    + $"for a drop without this note: {Call.Option("drop", hint.From.Short())}"
            );
    }

    private DiffResult Plan(IDatabaseProvider provider, Catalog before, Catalog renamed, Catalog after, ImmutableArray<Step> renames)
    {
        progress.Unmanaged(after);
        var plan = provider.Dialect.Standalone(provider.Dialect.Join(renames, provider.Dialect.Plan(renamed, after)));
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
