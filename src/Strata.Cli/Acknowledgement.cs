using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Cli;

/// <summary>
/// On a protected environment somebody has to have seen every hazard of what is going to run: in the file's header, or by a flag.
/// </summary>
/// <param name="project">Whose environment it is.</param>
/// <param name="allowed"><c>CODE:object</c>, as typed.</param>
internal sealed partial class Acknowledgement(Project project, IReadOnlyList<string> allowed)
{
    private readonly IReadOnlyList<string> _allowed = allowed.FirstOrDefault(a => !Form().IsMatch(a)) is not { } odd
        ? allowed
        : throw new ProblemException(
            ProblemKind.Usage,
            new(
                "ST2024",
                $"--allow {odd}",
                $"\"{odd}\" names no hazard",
                "nothing was run",
                "write --allow SX2002:table.column, as the message about it shows"
            )
        );

    /// <exception cref="ProblemException">A hazard is not acknowledged (ST1113, exit 10).</exception>
    public void Require(ImmutableArray<PendingMigration> pending)
    {
        if (project.Policy != Policy.Protected)
            return;
        // What is only recorded, or begun already, is past the question.
        var open = pending
            .Where(p => !p.Record && p.Done == 0)
            .SelectMany(p => Open(p.Migration).Select(h => (p.Migration, Hazard: h)))
            .ToList();
        if (open.Count == 0)
            return;
        var first = open[0].Migration;
        throw new ProblemException(
            ProblemKind.DecisionMissing,
            new(
                "ST1113",
                project.Shown(first.Path),
                $"\"{project.Environment!.Name}\" is protected, and nobody has acknowledged {string.Join(", ", open.Select(o => $"{o.Hazard} of {o.Migration.Tag}"))}",
                "nothing was run",
                $"read what it means in the file; if it is meant, add to its head where it is reviewed: -- strata:{SqlHeaders.Acknowledge}"
                    + $" {open[0].Hazard}; or once: {string.Join(' ', open.Select(o => "--allow "
+ Quoted(o.Hazard.Replace(' ', ':'))).Distinct())}"
            )
        );
    }

    /// <summary>The hazards of a migration that its file does not acknowledge and no flag allows.</summary>
    public IEnumerable<string> Open(Migration migration)
    {
        var seen = migration
            .Script.Headers.Where(h => h.Name == SqlHeaders.Acknowledge)
            .Select(h => string.Join(' ', h.Arguments))
            .ToList();
        bool Is(string said, string hazard, char between) =>
            said == hazard.Replace(' ', between)
            || said == Short(hazard).Replace(' ', between)
            || said == hazard[..hazard.IndexOf(' ', StringComparison.Ordinal)];
        return migration.Entry.Hazards.Where(h => !seen.Exists(s => Is(s, h, ' ')) && !_allowed.Any(a => Is(a, h, ':')));
    }

    // As people write names: the usual schema goes without saying.
    private static string Short(string hazard) =>
        hazard.Replace(" public.", " ", StringComparison.Ordinal).Replace(" main.", " ", StringComparison.Ordinal);

    private static string Quoted(string word) =>
        word.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '.' or '_' or '-')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^SX\d{4}(:.+)?$")]
    private static partial Regex Form();
}
