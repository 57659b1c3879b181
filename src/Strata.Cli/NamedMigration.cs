using Strata.Core.MigrationFiles;
using Strata.Core.Problems;

namespace Strata.Cli;

/// <summary>The migration that a person means by a number or a name.</summary>
/// <param name="Flag">Where it was said.</param>
/// <param name="Text">What was said.</param>
/// <param name="Code">Of the problem when there is none.</param>
/// <param name="Prefix">What stands before the number where it is said.</param>
internal sealed record NamedMigration(string Flag, string Text, string Code, string Prefix)
{
    public static NamedMigration? Of(string flag, string? text, string code = "ST2030", string? prefix = null) =>
        text is null ? null : new(flag, text, code, prefix ?? flag + " ");

    /// <summary>By its whole name, else by the number its name begins with, which two branches may both have given.</summary>
    /// <exception cref="ProblemException">None is called so, or two are: exit 2.</exception>
    public Migration In(MigrationFolder? folder)
    {
        IReadOnlyList<Migration> all = folder?.Migrations ?? [];
        if (all.FirstOrDefault(m => m.Tag == Text) is { } named)
            return named;
        if (!int.TryParse(Text, out var number) || number < 0)
            throw Usage(
                Text.Length > 0 && char.IsAsciiDigit(Text[0]) && Text.Contains('_', StringComparison.Ordinal)
                    ? $"there is no migration {Text}"
                    : $"\"{Text}\" is no migration's number",
                $"write {Prefix}7 or {Prefix}0007_brave_heron"
            );
        var numbered = all.Where(m => NumberOf(m) == number).ToList();
        return numbered switch
        {
            [var one] => one,
            [] => throw Usage($"there is no migration {number:D4}", Last(all)),
            _ => throw Usage(
                $"{numbered.Count} migrations have the number {number:D4}: {string.Join(", ", numbered.Select(m => m.Tag))}",
                $"write the whole name: {Prefix}{numbered[^1].Tag}"
            ),
        };
    }

    /// <summary>What another tool named without a number goes by its place.</summary>
    private static int NumberOf(Migration migration) => int.TryParse(migration.Tag.Split('_')[0], out var number) ? number : migration.Idx;

    private static string Last(IReadOnlyList<Migration> all) =>
        all.Count == 0 ? "create one: strata generate" : $"write a number or a whole name; the last one is {all[^1].Tag}";

    private ProblemException Usage(string what, string fix) => new(ProblemKind.Usage, new(Code, Flag, what, "nothing was run", fix));
}
