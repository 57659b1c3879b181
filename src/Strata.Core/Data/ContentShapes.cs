using System.Collections.Immutable;
using Strata.Core.Problems;

namespace Strata.Core.Data;

/// <summary>A column of a table that is to hold the same rows as in another database.</summary>
internal sealed record ContentColumn(string Name, string Type, bool IsGenerated, bool IsKey)
{
    public bool IsNotNull { get; init; }

    /// <summary>Name and type, as messages show the columns that differ.</summary>
    public string Text => $"{Name} {Type}".TrimEnd();
}

/// <summary>One table in both databases.</summary>
internal interface IContentReader
{
    /// <summary>The table of the target, in SQL.</summary>
    string Table { get; }

    /// <summary>The place of the source's rows while the session is open, in SQL.</summary>
    string Stage { get; }

    /// <summary>Compares names and types as the dialect does.</summary>
    StringComparer Comparer { get; }

    string Quote(string name);

    /// <summary>The columns of the table in the source; none where it is not there.</summary>
    Task<IReadOnlyList<ContentColumn>> SourceAsync(CancellationToken cancellationToken);

    /// <summary>The same in the target.</summary>
    Task<IReadOnlyList<ContentColumn>> TargetAsync(CancellationToken cancellationToken);

    /// <summary>Some columns of the target are NOT NULL, and unique together.</summary>
    Task<bool> IsUniqueAsync(IReadOnlyList<string> key, IReadOnlyList<ContentColumn> columns, CancellationToken cancellationToken);

    /// <summary>The foreign keys of the target that point to the table.</summary>
    Task<ImmutableArray<Reference>> ReferencesAsync(CancellationToken cancellationToken);
}

/// <summary>Checks that a table's rows can be made the same as in another database.</summary>
internal static class ContentShapes
{
    /// <exception cref="ProblemException">ST5050, exit 9: a table or key is not there, or the columns differ.</exception>
    public static async Task<ContentShape> ReadAsync(ContentTable table, IContentReader reader, CancellationToken cancellationToken)
    {
        var source = await reader.SourceAsync(cancellationToken).ConfigureAwait(false);
        var target = await reader.TargetAsync(cancellationToken).ConfigureAwait(false);
        RequireSame(table.Name, source, target, reader.Comparer);
        IReadOnlyList<string> key = table.Key.IsEmpty ? [.. target.Where(c => c.IsKey).Select(c => c.Name)] : table.Key;
        if (key.Count == 0)
            throw Refused(
                table.Name,
                $"{table.Name} has no primary key",
                $"name the columns that tell its rows: {{ \"table\": \"{table.Name}\", \"key\": [\"…\"] }}"
            );
        if (!table.Key.IsEmpty && !await reader.IsUniqueAsync(key, target, cancellationToken).ConfigureAwait(false))
            throw Refused(
                table.Name,
                $"{string.Join(", ", key)} is no key of {table.Name}: it needs a unique index, and columns that are NOT NULL",
                "name the columns of a unique constraint"
            );
        return new ContentShape(
            table.Name,
            reader.Table,
            reader.Stage,
            [.. target.Where(c => !c.IsGenerated).Select(c => reader.Quote(c.Name))],
            [.. key.Select(reader.Quote)],
            await reader.ReferencesAsync(cancellationToken).ConfigureAwait(false)
        );
    }

    private static void RequireSame(
        string table,
        IReadOnlyList<ContentColumn> source,
        IReadOnlyList<ContentColumn> target,
        StringComparer comparer
    )
    {
        if (source.Count == 0 || target.Count == 0)
            throw Refused(
                table,
                $"there is no table {table} in the {(source.Count == 0 ? "source" : "target")}",
                "correct \"tables\" of \"content\" in strata.json, or migrate first"
            );
        var differences = source.Where(c => !c.IsGenerated).Select(c => c.Text).ToHashSet(comparer);
        differences.SymmetricExceptWith(target.Where(c => !c.IsGenerated).Select(c => c.Text));
        if (differences.Count > 0)
            throw Refused(
                table,
                $"the columns of {table} differ in the two databases: {string.Join(", ", differences.Order(StringComparer.Ordinal))}",
                "bring both databases to the same migration first"
            );
    }

    private static ProblemException Refused(string where, string what, string fix) =>
        DataToolProblems.ContentMismatch.Error(where, what, "nothing was changed", fix);
}
