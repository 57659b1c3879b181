using System.Data.Common;
using Strata.Core.Model;

namespace Strata.Core.Sources;

/// <summary>Anything a schema can come from: each is a way to get a catalog.</summary>
public interface ISchemaSource
{
    /// <summary>How messages call it.</summary>
    string Describe { get; }

    Task<Catalog> LoadAsync(CancellationToken cancellationToken);
}

/// <summary>A database as it is.</summary>
public sealed class LiveSource(IDialect dialect, string describe, Func<CancellationToken, Task<DbConnection>> open) : ISchemaSource
{
    public string Describe => describe;

    public async Task<Catalog> LoadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await open(cancellationToken).ConfigureAwait(false);
        return await dialect.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>DDL from anywhere, run in a throwaway database and read back.</summary>
public sealed class DdlSource(IDialect dialect, IShadowProvider shadows, string describe, Func<CancellationToken, Task<IReadOnlyList<DdlStatement>>> read) : ISchemaSource
{
    public string Describe => describe;

    public async Task<Catalog> LoadAsync(CancellationToken cancellationToken)
    {
        var statements = await read(cancellationToken).ConfigureAwait(false);
        if (statements.Count == 0) return Catalog.Empty;
        await using var shadow = await shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await new DdlLoader(dialect).LoadAsync(shadow.Connection, statements, cancellationToken).ConfigureAwait(false);
        return await dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>A catalog already at hand: a snapshot, or nothing.</summary>
public sealed class FixedSource(string describe, Catalog catalog) : ISchemaSource
{
    public string Describe => describe;

    public Task<Catalog> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(catalog);
}
