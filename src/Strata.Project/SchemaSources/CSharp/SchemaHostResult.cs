using System.Text;
using System.Text.Json;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Schema.Output;

namespace Strata.Project.SchemaSources.CSharp;

/// <summary>The result of the process that reads a schema: its script, or the problem that it ended with.</summary>
internal static class SchemaHostResult
{
    private const string NothingDone = "no database was contacted and no file was changed";

    public static ProblemException Refuse(ProblemDefinition problem, string where, string what, Remedy fix, Exception? inner = null) =>
        problem.Error(where, what, NothingDone, fix, inner);

    /// <summary>The script, if the process left one without errors.</summary>
    /// <exception cref="ProblemException">It did not.</exception>
    public static SchemaScript Check(HostEnd ended, string schemaDirectory, TimeSpan limit, int memory, IProgress<StrataEvent> progress)
    {
        foreach (var line in Lines(ended.Error).Where(l => l.StartsWith("note: ", StringComparison.Ordinal)))
            progress.Note(line["note: ".Length..]);
        if (ended.ExitCode is null)
        {
            throw Refuse(
                SchemaProblems.TimedOut,
                schemaDirectory,
                $"the schema did not finish within {limit.TotalSeconds:0.#} s and was killed",
                "look for a loop that never ends, or for code that waits; to allow more: export STRATA_SCHEMA_SECONDS=300"
            );
        }

        if (ended.ExitCode != 0 && IsOutOfMemory(ended))
        {
            throw Refuse(
                SchemaProblems.OutOfMemory,
                schemaDirectory,
                ended.ExitCode == Crashed
                    ? $"the schema's process crashed, which is how it ends where it gets no more memory; it may have {memory} MiB"
                    : $"the schema needs more than the {memory} MiB of memory that it may have",
                $"look for a collection that grows without end; to allow more: \"schemaMemory\": {2 * memory} in strata.json"
            );
        }
        var script = Document(ended, schemaDirectory);
        return script.Errors.Count == 0 ? script : throw Mistaken(script.Errors, schemaDirectory);
    }

    // SIGSEGV: https://man7.org/linux/man-pages/man7/signal.7.html
    private const int Crashed = 128 + 11;

    // The host's word for an exception of the schema, and the runtime's for one that it cannot report.
    private static bool IsOutOfMemory(HostEnd ended) =>
        ended.ExitCode == Crashed
        || Lines(ended.Error)
            .Any(l =>
                l.Contains("OutOfMemoryException", StringComparison.Ordinal)
                || l.Contains("Out of memory", StringComparison.OrdinalIgnoreCase)
                || l.Contains("GC heap initialization failed", StringComparison.Ordinal)
            );

    private static SchemaScript Document(HostEnd ended, string schemaDirectory)
    {
        // Code that writes to the raw stream can put lines before the document, never after it.
        if (Lines(ended.Output).LastOrDefault() is { } last && last.StartsWith('{'))
        {
            try
            {
                return SchemaScript.FromJson(Encoding.UTF8.GetBytes(last));
            }
            catch (JsonException broken)
            {
                throw Died(ended, schemaDirectory, broken);
            }
        }

        throw Died(ended, schemaDirectory, null);
    }

    private static ProblemException Died(HostEnd ended, string schemaDirectory, Exception? inner)
    {
        var lines = Lines(ended.Error)
            .Where(l =>
                !l.StartsWith("note: ", StringComparison.Ordinal)
                && !l.StartsWith("Repeated ", StringComparison.Ordinal)
                && !l.StartsWith("---", StringComparison.Ordinal)
            )
            .Select(l => l.Trim())
            .ToList();
        var said = string.Join(
            "; ",
            lines
                .Where(l => !l.StartsWith("at ", StringComparison.Ordinal))
                .Take(5)
                .Concat(lines.Where(l => l.StartsWith("at ", StringComparison.Ordinal)).Take(1))
        );
        var what =
            $"the schema ended the process that reads it (exit code {ended.ExitCode}) before it was done"
            + (said.Length == 0 ? "" : ": " + said);
        return Refuse(
            SchemaProblems.HostDied,
            schemaDirectory,
            what,
            "remove what ends the process: Environment.Exit, endless recursion, Process.Kill",
            inner
        );
    }

    private static ProblemException Mistaken(IReadOnlyList<SchemaError> errors, string schemaDirectory)
    {
        var where = Place(errors[0], schemaDirectory);
        var first = Text(errors[0]);
        var what =
            errors.Count == 1
                ? first
                : $"{first}\n{string.Join('\n', errors.Skip(1).Select(e => $"  and at {Place(e, schemaDirectory)}: {Text(e)}"))}";
        return Refuse(SchemaProblems.Mistaken, where, what, "correct the schema and run the command again");
    }

    private static string Place(SchemaError e, string schemaDirectory)
    {
        var file = e.File.Length == 0 ? schemaDirectory : Path.Combine(schemaDirectory, e.File);
        return e.Line == 0 ? file : $"{file}:{e.Line}{(e.Column == 0 ? "" : $":{e.Column}")}";
    }

    /// <summary>The compiler's numbers can be looked up; the host's own words for what happened are said by the message already.</summary>
    private static string Text(SchemaError e) =>
        $"{(e.Code.StartsWith("CS", StringComparison.Ordinal) ? $"{e.Code}: " : "")}{e.Message.TrimEnd('.')}";

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0);
}
