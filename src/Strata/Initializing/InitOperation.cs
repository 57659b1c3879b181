using System.Text.Json.Nodes;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Operations;
using Strata.Project.Configuration;
using Strata.Project.Git;
using Strata.Sources;

namespace Strata.Initializing;

/// <summary>A request for the files of a new project.</summary>
public sealed record InitRequest
{
    /// <summary>The dialect; null for that of the URL, else to ask, else SQLite.</summary>
    public string? Dialect { get; init; }

    /// <summary>The local database's URL; null to ask, else the usual one.</summary>
    public string? Url { get; init; }

    /// <summary>The program that merges journals, as a shell's word; null to leave git's configuration alone.</summary>
    public string? MergeProgram { get; init; }
}

/// <summary>The outcome of creating a project.</summary>
/// <param name="Dialect">Its dialect.</param>
/// <param name="Files">Its files, relative to its folder; false for one that existed and was left as it is.</param>
/// <param name="IsRegistered">The merge driver was registered in this clone.</param>
public sealed record InitResult(string Dialect, IReadOnlyList<(string File, bool IsWritten)> Files, bool IsRegistered) : OperationResult
{
    internal override JsonObject ToJson() => OperationJson.Object(("dialect", Dialect));

    internal override IEnumerable<JsonLine> Lines(JsonWords words) =>
        [
            .. Files.Where(f => f.IsWritten).Select(f => JsonLine.Of("wrote", ("file", f.File))),
            .. IsRegistered ? (JsonLine[])[JsonLine.Of("git", ("config", "merge.strata.driver"))] : [],
        ];
}

/// <summary>Writes the files of a new project. Never overwrites one.</summary>
/// <param name="directory">Its absolute path.</param>
/// <param name="providers">The database systems.</param>
/// <param name="decisions">Answers what the request leaves open.</param>
internal sealed class InitOperation(string directory, ProviderSet providers, IDecisions decisions)
{
    private const string NothingWritten = "nothing was written";

    /// <exception cref="ProblemException">The folder is a project already (ST2050), or the dialect or URL is none (exit 2).</exception>
    public async Task<InitResult> RunAsync(InitRequest request, CancellationToken cancellationToken)
    {
        var file = Path.Combine(directory, ProjectConfig.DefaultFile);
        if (File.Exists(file))
            throw InitProblems.Exists.Error(
                file,
                "this folder is a Strata project already",
                NothingWritten,
                $"see its state: {Call.Strata("status")}"
            );
        var provider = providers.For(await DialectAsync(request, cancellationToken).ConfigureAwait(false));
        var url = request.Url ?? await UrlAsync(provider, cancellationToken).ConfigureAwait(false);
        List<(string, bool)> files = [];
        foreach (var (path, text) in ProjectTemplates.Files(provider.Dialect.Name, url))
            files.Add((path, await WriteAsync(path, text, cancellationToken).ConfigureAwait(false)));
        var registered = await RegisterAsync(request.MergeProgram, cancellationToken).ConfigureAwait(false);
        return new(provider.Dialect.Name, files, registered);
    }

    private async Task<string> DialectAsync(InitRequest request, CancellationToken cancellationToken)
    {
        if (request.Dialect is { } dialect)
            return dialect;
        if (request.Url is { } url)
            return DialectOf(url, providers);
        // The embedded default first: it needs no server.
        List<string> names = [.. providers.Names.Reverse()];
        var chosen = await decisions
            .ChooseAsync(new(QuestionKind.ChooseDialect, "Which database?") { IsOrdinary = true }, names, cancellationToken)
            .ConfigureAwait(false);
        return names[chosen ?? 0];
    }

    private ValueTask<string> UrlAsync(IDatabaseProvider provider, CancellationToken cancellationToken) =>
        decisions.AskAsync(
            new(QuestionKind.ChooseUrl, "The local database's URL?") { IsOrdinary = true },
            provider.DefaultUrl(ProjectName()),
            cancellationToken
        );

    /// <summary>The dialect of a database's URL.</summary>
    /// <exception cref="ProblemException">It is no URL of a database (ST2040, exit 2).</exception>
    public static string DialectOf(string url, ProviderSet providers) =>
        providers.OfUrl(url)?.Dialect.Name
        ?? throw SourceProblems.UnknownSource.Error(
            "",
            "this is not the URL of a database",
            NothingWritten,
            "write sqlite:FILE or postgresql://user@host/database"
        );

    /// <returns>False where the file exists.</returns>
    private async Task<bool> WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var full = Path.Combine(directory, path);
        if (File.Exists(full))
            return false;
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await File.WriteAllTextAsync(full, text, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> RegisterAsync(string? program, CancellationToken cancellationToken)
    {
        if (program is null || await GitRepository.FindAsync(directory, cancellationToken).ConfigureAwait(false) is not { } git)
            return false;
        await MergeDriverSetup.RegisterAsync(git, program, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private string ProjectName()
    {
        var name = string.Concat(Path.GetFileName(directory).ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
        return name.Length == 0 || char.IsAsciiDigit(name[0]) ? "app" : name;
    }
}
