using System.Text;
using System.Text.RegularExpressions;
using Strata.Testing;

namespace Strata.Cli.Tests.Support;

/// <summary>A project with its databases as they are now, to try something in.</summary>
internal sealed partial class ProjectCopy : IAsyncDisposable
{
    // Files that name the folder that they are in, databases of SQLite among them.
    private const int Largest = 4 << 20;
    private readonly DatabaseCopies? _databases;
    private readonly List<TempFolder> _elsewhere = [];

    private ProjectCopy(CliProject project, DatabaseCopies? databases) => (Project, _databases) = (project, databases);

    public CliProject Project { get; }

    /// <summary>A copy; null where a database cannot be copied, because somebody is connected to it.</summary>
    public static async Task<ProjectCopy?> TryCreateAsync(CliProject p)
    {
        var texts = string.Join('\n', [p.Url, .. p.Variables.Values, .. Configurations(p)]);
        var databases = p.IsSqlite ? null : await DatabaseCopies.TryCreateAsync(p.Url, texts);
        if (!p.IsSqlite && databases is null)
            return null;
        var folder = new TempFolder();
        await CopyAsync(p.Home + "/.", folder.Path);
        var copy = new ProjectCopy(p.In(folder), databases);
        List<(string From, string To)> folders = [(p.Home, folder.Path)];
        foreach (
            var file in Elsewhere()
                .Matches(texts)
                .Select(m => m.Value)
                .Distinct()
                .Where(f => !f.StartsWith(p.Home + "/", StringComparison.Ordinal))
        )
            await copy.CopyElsewhereAsync(file, folders);
        copy.Rename(folders);
        return copy;
    }

    private static async Task CopyAsync(string from, string to)
    {
        var copied = await ProcessRunner.RunAsync("cp", ["-a", from, to]);
        Assert.True(copied.ExitCode == 0, copied.Errors);
    }

    private static IEnumerable<string> Configurations(CliProject p) =>
        Directory.Exists(p.Root) ? Directory.GetFiles(p.Root, "*.json").Select(File.ReadAllText) : [];

    /// <summary>A database of SQLite in another folder of the test's.</summary>
    private async Task CopyElsewhereAsync(string file, List<(string From, string To)> folders)
    {
        var from = Path.GetDirectoryName(file)!;
        if (!folders.Exists(f => f.From == from))
        {
            _elsewhere.Add(new TempFolder());
            folders.Add((from, _elsewhere[^1].Path));
        }
        if (File.Exists(file))
            await CopyAsync(file, folders.Single(f => f.From == from).To);
    }

    private void Rename(List<(string From, string To)> folders)
    {
        string InFolders(string text) => folders.Aggregate(text, (t, f) => t.Replace(f.From, f.To, StringComparison.Ordinal));
        string Everything(string text) => InFolders(_databases?.Rename(text) ?? text);
        foreach (var (name, value) in Project.Variables.ToList())
            Project.Variables[name] = value is null ? null : Everything(value);
        var files = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var file in folders.SelectMany(f => Directory.EnumerateFiles(f.To, "*", files)))
        {
            if (file.Contains("/.git/", StringComparison.Ordinal) || new FileInfo(file).Length > Largest)
                continue;
            // One byte, one character: a database of SQLite names its own file, and the folders' names are of one length.
            var text = File.ReadAllText(file, Encoding.Latin1);
            var renamed = file.EndsWith(".json", StringComparison.Ordinal) ? Everything(text) : InFolders(text);
            if (renamed != text)
                File.WriteAllText(file, renamed, Encoding.Latin1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Project.Dispose();
        foreach (var folder in _elsewhere)
            folder.Dispose();
        if (_databases is not null)
            await _databases.DisposeAsync();
    }

    [GeneratedRegex(@"/[^\s""':]*/strata-test-\w{6}/[^\s""'/;]+\.db\b")]
    private static partial Regex Elsewhere();
}
