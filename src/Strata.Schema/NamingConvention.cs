using System.Security.Cryptography;
using System.Text;

namespace Strata.Schema;

/// <summary>
/// How names in the database are made from C# names and from one another: snake_case, and for constraints and indexes the endings
/// PostgreSQL
/// itself uses. Derive from it and pass yours to <c>UseNaming</c>.
/// </summary>
public class NamingConvention
{
    /// <summary>PostgreSQL keeps this many bytes of a name (https://www.postgresql.org/docs/current/limits.html).</summary>
    public const int MaxBytes = 63;

    /// <summary>A table, from the name of its class.</summary>
    public virtual string Table(string className) => SnakeCase(className);

    /// <summary>A column, from the name of its field.</summary>
    public virtual string Column(string fieldName) => SnakeCase(fieldName);

    /// <summary>An enum type, from the name of the C# enum.</summary>
    public virtual string EnumType(string enumName) => SnakeCase(enumName);

    /// <summary>An enum label, from the name of the member.</summary>
    public virtual string Label(string memberName) => SnakeCase(memberName);

    public virtual string PrimaryKey(string table) => $"{table}_pkey";

    public virtual string Unique(string table, IReadOnlyList<string> columns) => $"{table}_{string.Join('_', columns)}_key";

    public virtual string ForeignKey(string table, IReadOnlyList<string> columns, string target) =>
        $"{table}_{string.Join('_', columns)}_fkey";

    public virtual string Index(string table, IReadOnlyList<string> columns) => $"{table}_{string.Join('_', columns)}_idx";

    public virtual string Exclusion(string table, IReadOnlyList<string> columns) => $"{table}_{string.Join('_', columns)}_excl";

    /// <param name="table">The table's name.</param>
    /// <param name="column">Null for a condition of the whole table.</param>
    public virtual string Check(string table, string? column) => column is null ? $"{table}_check" : $"{table}_{column}_check";

    /// <summary><c>PricingTierId</c> becomes <c>pricing_tier_id</c>, <c>ImdbURLPath</c> becomes <c>imdb_url_path</c>.</summary>
    public static string SnakeCase(string name)
    {
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
    /// A name of at most <see cref="MaxBytes"/> bytes of UTF-8: a longer one is cut between characters and ended by eight digits of its
    /// hash, the same every
    /// time, so that two long names that begin alike stay two names.
    /// </summary>
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
