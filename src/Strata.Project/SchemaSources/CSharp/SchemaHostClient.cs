using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Schema;
using Strata.Schema.Output;

namespace Strata.Project.SchemaSources.CSharp;

/// <summary>
/// Turns a schema folder into DDL by running it in a process of its own, which knows no secrets and can be killed. An unchanged folder
/// starts no process:
/// the output is kept by the hash of everything it depends on.
/// </summary>
/// <param name="variables">Hold the time limit, <c>STRATA_SCHEMA_SECONDS</c>, and what the process may see of them.</param>
/// <param name="time">Measures the time limit.</param>
/// <param name="cache">Keeps outputs and compiled schemas.</param>
/// <param name="progress">Receives the lines that the user's code printed.</param>
internal sealed class SchemaHostClient(
    EnvironmentVariables variables,
    TimeProvider time,
    SchemaCache cache,
    IProgress<StrataEvent> progress
)
{
    /// <summary>The default of <see cref="Memory"/>.</summary>
    public const int UsualMemory = 2048;

    /// <summary>The memory that each process of the schema may have, in MiB.</summary>
    public int Memory { get; init; } = UsualMemory;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>60 s, or <c>STRATA_SCHEMA_SECONDS</c>.</summary>
    /// <exception cref="ProblemException">The variable is not a number of seconds (ST2106, exit 2).</exception>
    private TimeSpan Limit() =>
        variables["STRATA_SCHEMA_SECONDS"] is not { } text ? s_limit
        : double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 86400
            ? TimeSpan.FromSeconds(seconds)
        : throw SchemaHostResult.Refuse(
            SchemaProblems.InvalidLimit,
            "STRATA_SCHEMA_SECONDS",
            $"invalid number of seconds \"{text}\"",
            "export STRATA_SCHEMA_SECONDS=120"
        );

    /// <param name="schemaDirectory">The folder of the user's .cs and .sql files.</param>
    /// <param name="dialect"><c>postgresql</c> or <c>sqlite</c>.</param>
    /// <param name="cancellationToken">Ends the process too.</param>
    /// <exception cref="ProblemException">Exit 2: the schema does not compile, is mistaken, or did not come to an end.</exception>
    public async Task<SchemaScript> LoadAsync(string schemaDirectory, string dialect, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(schemaDirectory))
        {
            throw SchemaHostResult.Refuse(
                SchemaProblems.NoFolder,
                schemaDirectory,
                "there is no such schema folder",
                "correct \"schema\" in strata.json, or write there a class that derives from Table; see docs/guide.md"
            );
        }

        var limit = Limit();
        var host = SchemaHostProcess.Find(AppContext.BaseDirectory);
        IReadOnlyList<string> files = [.. SchemaFolder.Files(schemaDirectory, ".cs"), .. SchemaFolder.Files(schemaDirectory, ".sql")];
        var key = await SchemaFolder
            .HashAsync(schemaDirectory, files, [dialect, .. Versions(host)], cancellationToken)
            .ConfigureAwait(false);
        if (await cache.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } known)
            return known;

        var ended = await new SchemaHostProcess(host, variables, time, Memory)
            .RunAsync(schemaDirectory, dialect, cache.AssemblyFolder, limit, cancellationToken)
            .ConfigureAwait(false);
        var script = SchemaHostResult.Check(ended, schemaDirectory, limit, Memory, progress);
        await cache.StoreAsync(key, script, cancellationToken).ConfigureAwait(false);
        return script;
    }

    private static string[] Versions(string host) =>
        [
            typeof(Table).Module.ModuleVersionId.ToString(),
            typeof(SchemaHostClient).Module.ModuleVersionId.ToString(),
            VersionOf(host),
            Environment.Version.ToString(),
        ];

    // Read from the file: loading the host would bring the compiler into this process.
    private static string VersionOf(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid).ToString();
    }
}
