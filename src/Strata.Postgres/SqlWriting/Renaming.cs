using System.Text;
using Strata.Core.Model;

namespace Strata.Postgres.SqlWriting;

/// <summary>RENAME and SET SCHEMA, in that order, from one name to another.</summary>
internal static class Renaming
{
    public static IEnumerable<Step> Steps(string keyword, ObjectId from, ObjectId to)
    {
        if (from.Names[0] != to.Names[0])
            yield return new Step($"ALTER {keyword} {PostgresSql.Q(from)} SET SCHEMA {PostgresSql.Q(to.Names[0])}");
        if (from.Name != to.Name)
            yield return new Step(
                $"ALTER {keyword} {PostgresSql.Q(to.Names[0])}.{PostgresSql.Q(from.Name)} RENAME TO {PostgresSql.Q(to.Name)}"
            );
    }
}

/// <summary>The name of an object while another takes its own.</summary>
internal static class DisplacedName
{
    private const string Mark = "__strata_old";
    private const int MaxBytes = 63;

    /// <summary>A name of at most 63 bytes: the server would cut a longer one to the old name.</summary>
    public static ObjectId Of(ObjectId id)
    {
        var name = id.Name;
        while (Encoding.UTF8.GetByteCount(name) + Mark.Length > MaxBytes)
            name = name[..^(char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        return new(id.Type, [.. id.Names.SkipLast(1), name + Mark]);
    }
}
