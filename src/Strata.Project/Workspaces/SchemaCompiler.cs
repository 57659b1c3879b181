using Strata.Core.Dialect;
using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Project.Configuration;
using Strata.Project.SchemaSources;
using Strata.Project.SchemaSources.CSharp;
using Strata.Schema.Output;

namespace Strata.Project.Workspaces;

/// <summary>The schema as its C# files declare it.</summary>
/// <param name="Statements">The DDL, each statement with its place.</param>
/// <param name="Renames">The renames that are declared.</param>
internal sealed record SchemaCode(IReadOnlyList<DdlStatement> Statements, IReadOnlyList<RenameHint> Renames);

/// <summary>Turns the C# schema of a project into DDL, and into a catalog.</summary>
/// <param name="config">The project.</param>
/// <param name="provider">The database system.</param>
/// <param name="shadows">Shadow databases, to build the schema in.</param>
/// <param name="scope">The rules that the schema must not contradict.</param>
/// <param name="host">Its surroundings.</param>
internal sealed class SchemaCompiler(
    ProjectConfig config,
    IDatabaseProvider provider,
    Func<IShadowProvider> shadows,
    ManagedScope scope,
    StrataHost host
)
{
    /// <summary>Compiles the project's schema.</summary>
    /// <inheritdoc cref="CompileAsync(string, CancellationToken)"/>
    public Task<SchemaCode> CompileAsync(CancellationToken cancellationToken) => CompileAsync(config.Schema, cancellationToken);

    /// <summary>Compiles a schema, in a process of its own.</summary>
    /// <param name="folder">The folder of its files.</param>
    /// <param name="cancellationToken">Ends the process too.</param>
    /// <exception cref="ProblemException">It does not compile, is invalid, or did not end (exit 2).</exception>
    public async Task<SchemaCode> CompileAsync(string folder, CancellationToken cancellationToken)
    {
        var client = new SchemaHostClient(host.Variables, host.Time, new SchemaCache(CacheFolder), host.Progress)
        {
            Memory = config.SchemaMemory ?? SchemaHostClient.UsualMemory,
        };
        var script = await host
            .Progress.WorkAsync("Reading the schema", () => client.LoadAsync(folder, provider.Dialect.Name, cancellationToken))
            .ConfigureAwait(false);
        return new SchemaCode([.. script.Statements.SelectMany(Ddl)], [.. script.Renames.Select(Hint)]);
    }

    /// <summary>The schema as a source: its DDL, built in a shadow database.</summary>
    public DdlSource Source(SchemaCode code) =>
        new(provider.Dialect, shadows(), "the schema", _ => Task.FromResult(code.Statements)) { Cache = Catalogs };

    /// <summary>The catalogs that are kept on this machine.</summary>
    public ICatalogCache Catalogs => new CatalogCache(CacheFolder, provider.Dialect);

    /// <summary>Builds a schema in a shadow database.</summary>
    /// <exception cref="ProblemException">The database refuses it (exit 2), or there is no shadow database (exit 12).</exception>
    public async Task<Catalog> BuildAsync(SchemaCode code, CancellationToken cancellationToken) =>
        scope.RequireUndeclared(
            await host
                .Progress.WorkAsync("Building the schema in a shadow database", () => Source(code).LoadAsync(cancellationToken))
                .ConfigureAwait(false)
        );

    /// <summary>The same, observed as well where that can be.</summary>
    /// <inheritdoc cref="BuildAsync"/>
    public async Task<ObservedState> ObserveAsync(SchemaCode code, CancellationToken cancellationToken)
    {
        var built = await host
            .Progress.WorkAsync("Building the schema in a shadow database", () => Source(code).ObserveAsync(cancellationToken))
            .ConfigureAwait(false);
        return built with { Catalog = scope.RequireUndeclared(built.Catalog) };
    }

    private string CacheFolder => UserCache.Folder(host.Variables);

    private static RenameHint Hint(SchemaRename rename) =>
        new(
            new ObjectId(rename.Type, [.. rename.From], [.. rename.Args ?? []]),
            new ObjectId(rename.Type, [.. rename.To], [.. rename.Args ?? []])
        );

    private IEnumerable<DdlStatement> Ddl(SchemaStatement statement)
    {
        var file = Path.Combine(config.Schema, statement.File);
        return statement.Kind == SchemaStatement.SqlFile
            ? DdlLoader.Split(statement.Sql, file, provider.Dialect.Syntax)
            : [new DdlStatement(statement.Sql, $"{file}:{statement.Line}")];
    }
}
