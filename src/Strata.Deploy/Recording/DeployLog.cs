using System.Globalization;
using System.Text;
using Strata.Core.Problems;

namespace Strata.Deploy.Recording;

/// <summary>The file that keeps the output of a deploy's commands: for its owner alone, and never in git.</summary>
internal sealed class DeployLog : IAsyncDisposable
{
    private const string Deploys = "deploys";
    private readonly StreamWriter _writer;
    private readonly SecretMask _mask;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();

    private DeployLog(string path, StreamWriter writer, SecretMask mask, TimeProvider time) =>
        (Path, _writer, _mask, _time) = (path, writer, mask, time);

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <param name="directory">The project's folder.</param>
    /// <param name="environment">The environment's name.</param>
    /// <param name="id">The deploy.</param>
    /// <param name="mask">Removes secrets.</param>
    /// <param name="time">Stamps each line.</param>
    /// <exception cref="ProblemException">It cannot be written (ST6020, exit 12).</exception>
    public static DeployLog Create(string directory, string environment, Guid id, SecretMask mask, TimeProvider time)
    {
        var root = System.IO.Path.Combine(directory, ".strata");
        var folder = System.IO.Path.Combine(root, Deploys, Name(environment));
        var started = time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var path = System.IO.Path.Combine(folder, $"{started}-{id.ToString()[..8]}.log");
        try
        {
            CreatePrivate(root);
            CreatePrivate(System.IO.Path.Combine(root, Deploys));
            CreatePrivate(folder);
            if (System.IO.Path.Combine(root, ".gitignore") is var ignore && !File.Exists(ignore))
                File.WriteAllText(ignore, "*\n");
            return new(path, Open(path), mask, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RecordingProblems.Log.Error(
                path,
                $"the log of the deploy cannot be written: {e.Message.TrimEnd('.')}",
                "nothing was run",
                "give this user write access to the folder, or free space on its disk",
                e
            );
        }
    }

    private static StreamWriter Open(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new StreamWriter(path, new UTF8Encoding(false), options) { AutoFlush = true };
    }

    public string Clean(string text) => _mask.Clean(text);

    public void Write(string text)
    {
        lock (_gate)
            _writer.WriteLine($"{_time.GetUtcNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)} {_mask.Clean(text)}");
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    // The name of an environment may hold any character.
    private static string Name(string environment) =>
        string.Concat(environment.Select((c, i) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' || (c == '.' && i > 0) ? c : '_'));

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
