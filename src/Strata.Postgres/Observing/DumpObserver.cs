using System.Collections.Concurrent;
using Npgsql;
using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Postgres.Data;
using Strata.Postgres.Shadow;

namespace Strata.Postgres.Observing;

/// <summary>Observes a database by <c>pg_dump --schema-only</c>, of the same major version as its server.</summary>
/// <param name="variables">Say where the programs are.</param>
internal sealed class DumpObserver(EnvironmentVariables variables) : IShadowObserver
{
    /// <summary>The program.</summary>
    public const string Program = "pg_dump";

    // The record and what is retained are ours; who owns an object is no part of a schema.
    private static readonly string[] s_arguments =
    [
        "--schema-only",
        "--no-owner",
        "--no-password",
        "--encoding=UTF8",
        "--exclude-schema=strata",
        "--exclude-schema=strata_kept*",
    ];

    private readonly ConcurrentDictionary<int, Task<ClientPrograms?>> _programs = [];

    // One failure ends it: a plan is compared by pg_dump from its beginning to its end, or not at all.
    private volatile string? _failure;

    /// <inheritdoc/>
    public async Task<string?> WhyNotAsync(int major, CancellationToken cancellationToken) =>
        await ProgramsAsync(major).WaitAsync(cancellationToken).ConfigureAwait(false) is null
            ? $"{Program} of the server's version is not here"
            : _failure;

    private Task<ClientPrograms?> ProgramsAsync(int major) =>
        _programs.GetOrAdd(major, m => ClientPrograms.FindExactAsync(m, variables, CancellationToken.None));

    /// <inheritdoc/>
    public async Task<Observation?> ObserveAsync(string connectionString, int major, CancellationToken cancellationToken)
    {
        if (_failure is not null || await ProgramsAsync(major).WaitAsync(cancellationToken).ConfigureAwait(false) is not { } programs)
            return null;
        var folder = Directory.CreateTempSubdirectory("strata-");
        try
        {
            var file = Path.Combine(folder.FullName, "schema.sql");
            var complaint = await new ClientRun(new NpgsqlConnectionStringBuilder(connectionString), major, variables)
                .RunAsync(programs.Dump, [.. s_arguments, $"--file={file}"], _ => { }, cancellationToken)
                .ConfigureAwait(false);
            if (complaint is not null)
            {
                _failure = $"{programs.Dump} failed: {complaint}";
                return null;
            }
            var dump = await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
            return new($"{Program} {programs.Version}", DumpText.Objects(dump));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
