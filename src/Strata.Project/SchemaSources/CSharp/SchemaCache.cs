using System.Text;
using System.Text.Json;
using Strata.Schema.Output;

namespace Strata.Project.SchemaSources.CSharp;

/// <summary>Outputs of schemas that were read before. Errors are never kept.</summary>
/// <param name="folder">Owned by the user alone: what is in it becomes SQL.</param>
internal sealed class SchemaCache(string folder)
{
    private readonly UserCache _files = new(folder);

    /// <summary>The folder in which the host keeps compiled schemas.</summary>
    public string AssemblyFolder => Path.Combine(folder, "assemblies");

    public async Task<SchemaScript?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return
                await _files.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } bytes
                && SchemaScript.FromJson(bytes) is { Version: SchemaScript.CurrentVersion, Errors.Count: 0 } script
                ? script
                : null;
        }
        catch (JsonException)
        {
            // Not whole: the schema is simply read again, which says whatever there is to say.
            return null;
        }
    }

    public Task StoreAsync(string key, SchemaScript script, CancellationToken cancellationToken) =>
        _files.StoreAsync(key, Encoding.UTF8.GetBytes(script.ToJson()), cancellationToken);
}
