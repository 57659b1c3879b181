using System.Runtime.CompilerServices;
using System.Text;

namespace Strata.Postgres.Tests;

/// <summary>
/// A cause as a file: sections <c>-- before</c>, <c>-- after</c>, and, written by <c>build.cs golden</c>, <c>-- plan</c> (the SQL, each
/// statement with its
/// hazards) and <c>-- refused</c> (the code) where there is no plan. What stands below <c>-- then</c> must run after the plan, and again
/// after the rollback.
/// </summary>
internal sealed record CaseFile(string Path, string Before, string After, string? Then, string? Plan, string? Refused)
{
    public static IEnumerable<string> All() =>
        Directory
            .EnumerateFiles(System.IO.Path.Combine(Root(), "src", "Strata.Postgres"), "*.case", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal);

    public static string Root([CallerFilePath] string file = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file)!, "..", ".."));

    public static CaseFile Read(string path)
    {
        var sections = new Dictionary<string, StringBuilder>();
        StringBuilder? current = null;
        foreach (var line in File.ReadLines(path))
        {
            if (line is "-- before" or "-- after" or "-- then" or "-- plan" or "-- refused")
                sections[line[3..]] = current = new StringBuilder();
            else
                current?.Append(line).Append('\n');
        }
        string? Section(string name) => sections.TryGetValue(name, out var text) ? text.ToString().Trim('\n') : null;
        return new CaseFile(
            path,
            Section("before") ?? throw new FormatException($"{path}: no -- before"),
            Section("after") ?? throw new FormatException($"{path}: no -- after"),
            Section("then"),
            Section("plan"),
            Section("refused")
        );
    }

    public void Write(string? plan, string? refused)
    {
        var outcome = plan is not null ? $"-- plan\n{plan}" : $"-- refused\n{refused}";
        File.WriteAllText(
            Path,
            $"-- before\n{Before}\n\n-- after\n{After}\n\n{(Then is null ? "" : $"-- then\n{Then}\n\n")}{outcome}".TrimEnd('\n') + "\n"
        );
    }
}
