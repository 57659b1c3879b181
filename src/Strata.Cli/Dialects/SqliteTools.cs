using System.Data.Common;
using Microsoft.Data.Sqlite;
using Strata.Core.Data;
using Strata.Core.Diagnosis;
using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Scripts;
using Strata.Sqlite;
using Strata.Sqlite.Data;
using Strata.Sqlite.Diagnosis;
using Strata.Sqlite.Execution;
using Strata.Sqlite.Runs;
using Strata.Sqlite.Scripts;
using Strata.Sqlite.Shadow;

namespace Strata.Cli.Dialects;

internal sealed class SqliteTools : IDialectTools
{
    private const string Scheme = "sqlite:";

    public IDialect Dialect { get; } = new SqliteDialect();

    public IDataTools Data { get; } = new SqliteDataTools();

    public IRowTools Rows { get; } = new SqliteRows();

    public ISwapTools Swap { get; } = new SqliteSwap();

    public IContentTools Content { get; } = new SqliteContent();

    /// <summary><c>sqlite:PATH</c>, or a Data Source= string; the file is made when it is not there.</summary>
    public string Resolve(string url, string? password, string directory)
    {
        var text = url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? $"Data Source={Path.GetFullPath(url[Scheme.Length..].TrimStart('/') is var p && url.StartsWith("sqlite:///", StringComparison.OrdinalIgnoreCase) ? "/" + p : url[Scheme.Length..], directory)}"
            : url;
        try
        {
            return new SqliteConnectionStringBuilder(text) { Pooling = false }.ConnectionString;
        }
        catch (ArgumentException e)
        {
            throw new ProblemException(
                ProblemKind.Usage,
                new("ST2011", "", "the path of the SQLite database cannot be read", "nothing was done", "write sqlite:path/to/file.db"),
                e
            );
        }
    }

    public bool IsLocal(string connectionString) => true;

    public string DatabaseName(string connectionString) =>
        Path.GetFileNameWithoutExtension(new SqliteConnectionStringBuilder(connectionString).DataSource);

    public bool Exists(string connectionString) =>
        new SqliteConnectionStringBuilder(connectionString) is var settings
        && (
            settings.Mode == SqliteOpenMode.Memory
            || settings.DataSource.Length == 0
            || settings.DataSource == ":memory:"
            || File.Exists(settings.DataSource)
        );

    public async Task<DbConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var target = new SqliteTarget(connectionString);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        return target.Connection;
    }

    public IShadowProvider Shadows(string? configured, string? local, IReadOnlyList<string> environments) => new SqliteShadows();

    public IMigrationTarget Reader(string connectionString) => new SqliteTarget(connectionString);

    public IMigrationTarget Target(string connectionString) => new SqliteTarget(connectionString);

    public IRunLog RunLog(string connectionString) => new SqliteRunLog(connectionString);

    public IDoctor Doctor { get; } = new SqliteDoctor();

    /// <summary>Everything is in the program.</summary>
    public Task<IReadOnlyList<Symptom>> ExamineMachineAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Symptom>>([]);

    /// <summary>A file that is not there is made on first use: nobody asks for it.</summary>
    public Task CreateDatabaseAsync(string connectionString, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Nothing has an owner; a rule that names one is refused where it is read.</summary>
    public Task<IReadOnlyDictionary<ObjectId, string>> OwnersAsync(
        DbConnection connection,
        string[] roles,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public string Script(ScriptRequest request) =>
        request.IsIdempotent
            ? throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST9040",
                    "--idempotent",
                    "the sqlite3 shell has no conditions, so a script for it cannot pass over what a database has already",
                    "nothing was written",
                    "say where the database is: strata script --from 0003; or hand over a program that looks by itself: strata bundle"
                )
            )
            : new SqliteScript(request).Write();
}
