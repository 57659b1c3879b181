using Strata.Core.MigrationFiles;
using Strata.Core.Problems;

namespace Strata.Operations;

/// <summary>A migration by its number or its name, as a person gives it.</summary>
/// <param name="Text">The number or the name.</param>
/// <param name="Option">The option that holds it; null for a positional argument.</param>
public sealed record MigrationReference(string Text, string? Option = null)
{
    /// <summary>Text before the number in the place where it is written: <c>migrations:</c>.</summary>
    internal string Prefix { get; init; } = "";

    /// <summary>Finds the migration: by its whole name, else by the number that its name begins with.</summary>
    /// <exception cref="ProblemException">None has that name or number, or two have (ST2030, exit 2).</exception>
    internal Migration Find(MigrationFolder? folder)
    {
        IReadOnlyList<Migration> all = folder?.Migrations ?? [];
        if (all.FirstOrDefault(m => m.Tag == Text) is { } named)
            return named;
        if (!int.TryParse(Text, out var number) || number < 0)
            throw Unknown(
                Text.Length > 0 && char.IsAsciiDigit(Text[0]) && Text.Contains('_', StringComparison.Ordinal)
                    ? $"no migration {Text}"
                    : $"\"{Text}\" is not the number of a migration",
                $"write {Written("7")} or {Written("0007_brave_heron")}"
            );
        var numbered = all.Where(m => NumberOf(m) == number).ToList();
        return numbered switch
        {
            [var one] => one,
            [] => throw Unknown($"no migration {number:D4}", Last(all)),
            _ => throw Unknown(
                $"{numbered.Count} migrations have the number {number:D4}: {string.Join(", ", numbered.Select(m => m.Tag))}",
                $"write the whole name: {Written(numbered[^1].Tag)}"
            ),
        };
    }

    // A migration that another tool named without a number goes by its place.
    private static int NumberOf(Migration migration) => int.TryParse(migration.Tag.Split('_')[0], out var number) ? number : migration.Idx;

    private static Remedy Last(IReadOnlyList<Migration> all)
    {
        if (all.Count == 0)
            return $"create one: {Call.Strata("generate")}";
        return $"write a number or a whole name; the last one is {all[^1].Tag}";
    }

    private Remedy Written(string value)
    {
        if (Option is null)
            return Prefix + value;
        return $"{Call.Option(Option, Prefix + value)}";
    }

    private static ProblemException Unknown(string what, Remedy next) =>
        OperationProblems.UnknownMigration.Error("", what, "nothing was run", next);
}
