using System.Data.Common;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Strata.Core.Dialect;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;

namespace Strata.Bundling;

/// <summary>
/// Packs a project's migrations, and of its configuration what running them needs. References go in as they are; a secret does not.
/// </summary>
internal sealed class BundleWriter(Workspace workspace)
{
    /// <exception cref="ProblemException">A password stands in strata.json (ST9041, exit 9), or SQLite's library is not there (ST1251, exit
    /// 12).</exception>
    public byte[] Pack(MigrationFolder folder, string? commit)
    {
        var environments = workspace
            .Config.Environments.Values.Where(e => e.Dialect == workspace.Dialect.Name && e.Migrations == workspace.Migrations.Path)
            .ToList();
        foreach (var environment in environments)
            RequireNoSecret(environment);
        var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, ProjectConfig.DefaultFile, Configuration(environments));
            if (commit is not null)
                Add(archive, Bundle.CommitFile, Encoding.UTF8.GetBytes(commit));
            foreach (var file in Files(folder))
                Add(archive, $"{Bundle.Migrations}/{file.Name}", File.ReadAllBytes(file.Path));
            foreach (var (name, path) in Kept(folder))
                Add(archive, name, File.ReadAllBytes(path));
            if (workspace.Provider.NativeLibrary() is { } library)
                Add(archive, $"{Bundle.Library}/{workspace.Dialect.Name}/{Path.GetFileName(library)}", File.ReadAllBytes(library));
        }
        return memory.ToArray();
    }

    private static IEnumerable<(string Name, string Path)> Files(MigrationFolder folder) =>
        [
            .. folder.Migrations.SelectMany(m => new[] { m.Path, m.DownPath }).Where(File.Exists).Select(f => (Path.GetFileName(f), f)),
            .. Directory
                .EnumerateFiles(Path.Combine(folder.Path, "meta"), "*.json")
                .Order(StringComparer.Ordinal)
                .Select(f => ($"meta/{Path.GetFileName(f)}", f)),
        ];

    /// <summary>
    /// The files that squash retained beside the folder: a database that has only some of those migrations needs the others.
    /// </summary>
    private static IEnumerable<(string Name, string Path)> Kept(MigrationFolder folder)
    {
        var path = Path.GetFullPath(folder.Path);
        if (!folder.Migrations.Any(m => m.Entry.Replaces.Count > 0))
            yield break;
        foreach (
            var kept in Directory
                .EnumerateDirectories(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "-backup-*")
                .Order(StringComparer.Ordinal)
        )
        foreach (var file in Directory.EnumerateFiles(kept, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var suffix = Path.GetFileName(kept)[Path.GetFileName(path).Length..];
            yield return ($"{Bundle.Migrations}{suffix}/{Path.GetRelativePath(kept, file).Replace('\\', '/')}", file);
        }
    }

    // The same files give the same bytes.
    private static void Add(ZipArchive archive, string name, byte[] contents)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var stream = entry.Open();
        stream.Write(contents);
    }

    private void RequireNoSecret(EnvironmentConfig environment)
    {
        if (
            SecretReference.IsReference(environment.Url)
            && (environment.Password is null || SecretReference.IsReference(environment.Password))
        )
            return;
        var literal = environment.Password is { } password && !SecretReference.IsReference(password);
        if (!literal && !SecretReference.IsReference(environment.Url))
        {
            var settings = new DbConnectionStringBuilder
            {
                ConnectionString = workspace.Provider.Resolve(
                    environment
                        .Url.Replace(TunnelConfig.Port, "1", StringComparison.Ordinal)
                        .Replace(TunnelConfig.Socket, "/", StringComparison.Ordinal),
                    null,
                    workspace.Config.Directory
                ),
            };
            literal = settings
                .Keys.Cast<string>()
                .Any(k => k.Contains("password", StringComparison.OrdinalIgnoreCase) && settings[k] is string { Length: > 0 });
        }
        if (literal)
            throw BundleProblems.Password.Error(
                environment.Where,
                $"the environment \"{environment.Name}\" has its password in strata.json, and a bundle is passed on",
                "nothing was written",
                "write a reference instead: \"password\": \"env:NAME\" or \"file:PATH\""
            );
    }

    /// <summary>Written anew: a comment of strata.json may hold anything.</summary>
    private byte[] Configuration(IEnumerable<EnvironmentConfig> environments)
    {
        var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("dialect", workspace.Dialect.Name);
            json.WriteString("migrations", Bundle.Migrations);
            Late(json, workspace.Config.OutOfOrder);
            Ignore(json, workspace.Config.Ignore);
            json.WriteStartObject("environments");
            foreach (var e in environments)
            {
                json.WriteStartObject(e.Name);
                json.WriteString("url", e.Url);
                if (e.Password is { } password)
                    json.WriteString("password", password);
                if (e.Tunnel is { } tunnel)
                    Way(json, tunnel);
                if (e.Policy is { } policy)
                    json.WriteString("policy", policy.ToString().ToLowerInvariant());
                Late(json, e.OutOfOrder);
                Ignore(json, e.Ignore);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return memory.ToArray();
    }

    private static void Way(Utf8JsonWriter json, TunnelConfig tunnel)
    {
        json.WriteStartObject("tunnel");
        json.WriteStartArray("run");
        foreach (var word in tunnel.Run)
            json.WriteStringValue(word);
        json.WriteEndArray();
        json.WriteString("ready", $"{tunnel.Ready.TotalMilliseconds:0}ms");
        json.WriteEndObject();
    }

    private static void Late(Utf8JsonWriter json, OutOfOrder? late)
    {
        if (late is { } said)
            json.WriteString("outOfOrder", said.ToString().ToLowerInvariant());
    }

    private static void Ignore(Utf8JsonWriter json, IReadOnlyList<IgnoreRule> rules)
    {
        if (rules.Count == 0)
            return;
        json.WriteStartArray("ignore");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            foreach (
                var (key, value) in ((string, string?)[])
                    [("schema", rule.Schema), ("name", rule.Name), ("kind", rule.Kind), ("owner", rule.Owner)]
            )
                if (value is not null)
                    json.WriteString(key, value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
