using System.Globalization;
using System.Text;
using Strata.Core.Problems;

namespace Strata.Deploy;

/// <summary>Takes secrets out of what is shown and kept, and what a terminal would obey.</summary>
/// <param name="secrets">As they were resolved.</param>
public sealed class SecretMask(IEnumerable<string> secrets)
{
    private const int ShortestHidden = 4;

    // The longest first: one may be a part of another. In a URL a secret is written otherwise.
    private readonly string[] _secrets =
    [
        .. secrets
            .Where(s => s.Length >= ShortestHidden)
            .SelectMany(s => new[] { s, Uri.EscapeDataString(s) })
            .Distinct()
            .OrderByDescending(s => s.Length),
    ];

    public string Clean(string text)
    {
        foreach (var secret in _secrets)
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text.Any(IsObeyed) ? string.Concat(text.Select(c => IsObeyed(c) ? '\uFFFD' : c)) : text;
    }

    private static bool IsObeyed(char c) => char.IsControl(c) && c != '\t';
}

/// <summary>The file that keeps what a deploy's commands said. For its owner alone, and never in git.</summary>
public sealed class DeployLog : IAsyncDisposable
{
    private readonly StreamWriter _writer;
    private readonly SecretMask _mask;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();

    private DeployLog(string path, StreamWriter writer, SecretMask mask, TimeProvider time) =>
        (Path, _writer, _mask, _time) = (path, writer, mask, time);

    public string Path { get; }

    /// <exception cref="ProblemException">It cannot be written (ST6020, exit 12).</exception>
    public static DeployLog Create(string directory, string environment, Guid id, SecretMask mask, TimeProvider time)
    {
        var root = System.IO.Path.Combine(directory, ".strata");
        var path = System.IO.Path.Combine(
            root,
            "deploys",
            Name(environment),
            $"{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{id.ToString()[..8]}.log"
        );
        try
        {
            Folder(root);
            Folder(System.IO.Path.Combine(root, "deploys"));
            Folder(System.IO.Path.GetDirectoryName(path)!);
            if (System.IO.Path.Combine(root, ".gitignore") is var ignore && !File.Exists(ignore))
                File.WriteAllText(ignore, "*\n");
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.Read,
            };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new(path, new StreamWriter(path, new UTF8Encoding(false), options) { AutoFlush = true }, mask, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(
                ProblemKind.Preflight,
                new(
                    "ST6020",
                    path,
                    $"the log of the deploy cannot be written: {e.Message.TrimEnd('.')}",
                    "nothing was run",
                    "give this user write access to the folder, or free space on its disk"
                ),
                e
            );
        }
    }

    public string Clean(string text) => _mask.Clean(text);

    public void Write(string text)
    {
        lock (_gate)
            _writer.WriteLine($"{_time.GetUtcNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)} {_mask.Clean(text)}");
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    // The name of an environment may hold anything.
    private static string Name(string environment) =>
        string.Concat(environment.Select((c, i) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' || (c == '.' && i > 0) ? c : '_'));

    private static void Folder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
