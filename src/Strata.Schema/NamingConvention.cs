using System.Security.Cryptography;
using System.Text;

namespace Strata.Schema;

/// <summary>
/// The rules that make names in the database from C# names: snake_case, and for constraints and indexes the endings that PostgreSQL uses.
/// A derived class with other rules is passed to <c>UseNaming</c>.
/// </summary>
public class NamingConvention
{
    /// <summary>The greatest length of a name in bytes (https://www.postgresql.org/docs/current/limits.html).</summary>
    public const int MaxBytes = 63;

    /// <summary>Makes the name of a table from the name of its class.</summary>
    public virtual string Table(string className) => SnakeCase(className);

    /// <summary>Makes the name of a column from the name of its field.</summary>
    public virtual string Column(string fieldName) => SnakeCase(fieldName);

    /// <summary>Makes the name of an enum type from the name of the C# enum.</summary>
    public virtual string EnumType(string enumName) => SnakeCase(enumName);

    /// <summary>Makes the label of an enum type from the name of the member.</summary>
    public virtual string Label(string memberName) => SnakeCase(memberName);

    /// <summary>Makes the name of a primary key.</summary>
    public virtual string PrimaryKey(string table) => $"{table}_pkey";

    /// <summary>Makes the name of a unique constraint.</summary>
    public virtual string Unique(string table, IReadOnlyList<string> columns) => $"{table}_{string.Join('_', columns)}_key";

    /// <summary>Makes the name of a foreign key.</summary>
    /// <param name="table">The name of the table.</param>
    /// <param name="columns">The names of the key's columns.</param>
    /// <param name="target">The name of the referenced table.</param>
    public virtual string ForeignKey(string table, IReadOnlyList<string> columns, string target) =>
        $"{table}_{string.Join('_', columns)}_fkey";

    /// <summary>Makes the name of an index.</summary>
    /// <param name="table">The name of the table.</param>
    /// <param name="columns">The names of the columns; <c>expr</c> for an expression.</param>
    public virtual string Index(string table, IReadOnlyList<string> columns) => $"{table}_{string.Join('_', columns)}_idx";

    /// <summary>Makes the name of an exclusion constraint.</summary>
    /// <param name="table">The name of the table.</param>
    /// <param name="columns">The names of the columns; <c>expr</c> for an expression.</param>
    public virtual string Exclusion(string table, IReadOnlyList<string> columns) => $"{table}_{string.Join('_', columns)}_excl";

    /// <summary>Makes the name of a check constraint.</summary>
    /// <param name="table">The name of the table.</param>
    /// <param name="column">The only column of the condition; null where it has none or several.</param>
    public virtual string Check(string table, string? column) => column is null ? $"{table}_check" : $"{table}_{column}_check";

    /// <summary>
    /// Makes a name in snake_case: <c>PricingTierId</c> becomes <c>pricing_tier_id</c>, <c>ImdbURLPath</c> becomes <c>imdb_url_path</c>.
    /// </summary>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    public static string SnakeCase(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var snake = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var current = name[i];
            var startsWord =
                char.IsUpper(current)
                && i > 0
                && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord)
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(current));
        }

        return snake.ToString().TrimStart('_');
    }

    /// <summary>
    /// Cuts a name to at most <see cref="MaxBytes"/> bytes of UTF-8, between characters. A cut name ends in eight digits of its hash, so
    /// that two long names with the same beginning stay two names.
    /// </summary>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    public static string Shorten(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxBytes)
            return name;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8];
        var budget = MaxBytes - hash.Length - 1;
        var kept = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            budget -= rune.Utf8SequenceLength;
            if (budget < 0)
                break;
            kept.Append(rune.ToString());
        }

        return $"{kept}_{hash}";
    }
}
