using System.Data.Common;
using Microsoft.Data.Sqlite;
using Strata.Core.Data;
using Strata.Core.Diagnosis;
using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Core.Record;
using Strata.Core.Scripts;
using Strata.Core.Transfer;
using Strata.Sqlite.Connections;
using Strata.Sqlite.Data;
using Strata.Sqlite.Diagnosis;
using Strata.Sqlite.Execution;
using Strata.Sqlite.Runs;
using Strata.Sqlite.Scripts;
using Strata.Sqlite.Shadow;
using Strata.Sqlite.Transfer;

namespace Strata.Sqlite;

/// <summary>SQLite, whole.</summary>
public sealed class SqliteProvider : IDatabaseProvider
{
    private const string Scheme = "sqlite:";

    public IDialect Dialect { get; } = new SqliteDialect();

    public string ProductName => "SQLite";

    public IDataTools Data { get; } = new SqliteDataTools();

    public IRowTools Rows { get; } = new SqliteRows();

    public ISwapTools Swap { get; } = new SqliteSwap();

    public IContentTools Content { get; } = new SqliteContent();

    public ITransferTools Transfer { get; } = new SqliteTransferTools();

    /// <summary>False: a SQLite file belongs to whoever may write it.</summary>
    public bool HasOwners => false;

    public string DefaultUrl(string project) => $"sqlite:{project}.db";

    public bool Recognizes(string url) => url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    public string? NativeLibrary() =>
        SqliteLibrary.Find()
        ?? throw SqliteProblems.NoLibrary.Error(
            AppContext.BaseDirectory,
            "the native library of SQLite (e_sqlite3) is not beside the program, so it cannot be put into a bundle",
            "nothing was written",
            "use the program in the folder that it was built in"
        );

    public void UseNativeLibrary(string path) => SqliteLibrary.Use(path);

    /// <summary>Reads <c>sqlite:PATH</c>, or a Data Source= string. The file is created when it does not exist.</summary>
    public string Resolve(string url, string? password, string directory)
    {
        try
        {
            var settings = Recognizes(url)
                ? new SqliteConnectionStringBuilder { DataSource = Path.GetFullPath(PathOf(url), directory) }
                : new SqliteConnectionStringBuilder(url);
            if (SqliteFile.IsIt(settings) && !settings.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
                settings.DataSource = Path.GetFullPath(settings.DataSource, directory);
            settings.Pooling = false;
            return settings.ConnectionString;
        }
        catch (ArgumentException e)
        {
            throw ProviderProblems.UnreadableUrl.Error(
                "",
                "the path of the SQLite database cannot be read",
                "nothing was done",
                "write sqlite:path/to/file.db",
                e
            );
        }
    }

    // Three slashes begin an absolute path, as in other URLs.
    private static string PathOf(string url) =>
        url.StartsWith(Scheme + "///", StringComparison.OrdinalIgnoreCase)
            ? "/" + url[Scheme.Length..].TrimStart('/')
            : url[Scheme.Length..];

    public string? ConnectionStringOf(DbDataSource source)
    {
        using var connection = source.CreateConnection() as SqliteConnection;
        return connection?.ConnectionString;
    }

    public bool IsLocal(string connectionString) => true;

    public string DatabaseName(string connectionString) =>
        Path.GetFileNameWithoutExtension(new SqliteConnectionStringBuilder(connectionString).DataSource);

    public bool Exists(string connectionString) =>
        new SqliteConnectionStringBuilder(connectionString) is var settings
        && (!SqliteFile.IsIt(settings) || File.Exists(settings.DataSource));

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
            ? throw SqliteProblems.NoConditions.Error(
                "--idempotent",
                "the sqlite3 shell has no conditions, so a script for it cannot pass over what a database has already",
                "nothing was written",
                $"say where the database is: {Call.Strata("script").With("from", "0003")}; or hand over a program that looks by itself: "
                    + $"{Call.Strata("bundle")}"
            )
            : new SqliteScript(request).Write();
}
