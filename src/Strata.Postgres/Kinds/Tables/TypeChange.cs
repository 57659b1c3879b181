using Strata.Core.Model;
using Strata.Core.Safety;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>The conversion of a column's values to another type, and what they lose on the way.</summary>
internal static class TypeChange
{
    private static readonly string[] s_numbers = ["smallint", "integer", "bigint", "numeric", "real", "double precision"];
    private static readonly string[] s_texts = ["character", "character varying", "text", "name"];
    private static readonly string[] s_times =
    [
        "date",
        "timestamp without time zone",
        "timestamp with time zone",
        "time without time zone",
        "time with time zone",
    ];
    private static readonly string[] s_json = ["json", "jsonb"];
    private static readonly string[] s_networks = ["cidr", "inet"];
    private static readonly string[] s_bits = ["bit", "bit varying"];
    private static readonly string[][] s_families = [s_numbers, s_texts, s_times, s_json, s_networks, s_bits];

    public static bool StaysInFamily(string before, string after) =>
        IsArray(before) == IsArray(after)
        && (Base(before) == Base(after) || s_families.Any(f => f.Contains(Base(before)) && f.Contains(Base(after))));

    public static IEnumerable<Step> Steps(Column before, Column after)
    {
        var change = $"TYPE {after.DataType}{(after.Collation is { } c ? $" COLLATE {c}" : "")}{Using(before, after)}";
        var hazard = IsLossless(before.DataType, after.DataType)
            ? Hazards.RewriteTable.On(after.Id, $"may rewrite {after.Table} under an exclusive lock")
            : Hazards.ChangeType.On(
                after.Id,
                $"changes {after.Id} from {before.DataType} to {after.DataType}: {Cost(before.DataType, after.DataType)}"
            );
        yield return ColumnAlter.Set(after, change) with
        {
            Hazards = [hazard],
        };
    }

    /// <summary>
    /// The rows stay as they are stored: the cast has no function, or its function does nothing for a wider type.
    /// https://www.postgresql.org/docs/current/sql-altertable.html (notes), https://www.postgresql.org/docs/current/catalog-pg-cast.html
    /// </summary>
    public static bool IsStoredAlike(string before, string after)
    {
        if (before == after)
            return true;
        var (from, to) = (Base(before), Base(after));
        if (IsArray(before) || IsArray(after))
            return IsArray(before) && IsArray(after) && from == to && Modifier(after) is null;
        return from == to
            ? IsWider(from, before, after)
            : Modifier(after) is null
                && (from, to)
                    is
                        ("character varying", "text")
                        or
                        ("text", "character varying")
                        or
                        ("bit", "bit varying")
                        or
                        ("cidr", "inet");
    }

    private static bool IsWider(string type, string before, string after) =>
        Modifier(after) is not { } wanted
            ? type is not "bit"
            : Modifier(before) is { } had
                && (
                    type is "numeric"
                        ? Numbers(had).ElementAtOrDefault(1) == Numbers(wanted).ElementAtOrDefault(1) && Fits(had, wanted)
                        : type is not ("character" or "bit") && Fits(had, wanted)
                );

    private static string Cost(string before, string after) =>
        (Base(before), Base(after))
            is
                ("timestamp without time zone", "timestamp with time zone")
                or
                ("timestamp with time zone", "timestamp without time zone")
            ? "times without a zone are taken for those of the setting TimeZone of the session that runs it"
                + (Modifier(after) is null ? "" : ", and may be rounded")
        : IsSizedText(after) ? "a value that is too long fails it"
        : "values may be cut, rounded or refused";

    private static string Cast(string column, string before, string after)
    {
        // Asked for, a cast cuts what is too long; the assignment that follows refuses it:
        // https://www.postgresql.org/docs/current/datatype-character.html
        var wanted = IsSizedText(after)
            ? IsArray(after)
                ? "text[]"
                : "text"
            : after;
        return IsArray(before) && !IsArray(after)
            ? wanted == "text"
                ? $"{column}::text"
                : $"{column}::text::{wanted}"
            : before == after || HasCast(Base(before), Base(after))
                ? $"{column}::{wanted}"
                : $"{column}::text{(IsArray(before) ? "[]" : "")}::{wanted}";
    }

    private static string ToArray(Column before, string column, string after)
    {
        var one = $"ARRAY[{Cast(column, before.DataType, after[..^2])}]";
        return before.NotNull ? one : $"CASE WHEN {column} IS NOT NULL THEN {one} END";
    }

    private static bool IsSizedText(string type) => Base(type) is "character" or "character varying" && Modifier(type) is not null;

    /// <summary>PostgreSQL casts by itself where an assignment would: https://www.postgresql.org/docs/current/typeconv-query.html</summary>
    private static string Using(Column before, Column after) =>
        // A generated column is computed again: the server takes no USING for it.
        after.Generated
            is not null
        || before.DataType == after.DataType
        || Base(before.DataType) == Base(after.DataType) && IsArray(before.DataType) == IsArray(after.DataType)
        || (IsLossless(before.DataType, after.DataType) && StaysInFamily(before.DataType, after.DataType))
            ? ""
        : IsArray(after.DataType) && !IsArray(before.DataType) ? $" USING {ToArray(before, Q(after.Id.Name), after.DataType)}"
        : s_texts.Contains(Base(before.DataType)) && IsSizedText(after.DataType) && IsArray(before.DataType) == IsArray(after.DataType) ? ""
        : $" USING {Cast(Q(after.Id.Name), before.DataType, after.DataType)}";

    private static bool HasCast(string before, string after) =>
        s_texts.Contains(before)
        || s_texts.Contains(after)
        || s_families.Any(f => f.Contains(before) && f.Contains(after))
        || (before, after) is ("boolean", "integer") or ("integer", "boolean");

    private static bool IsLossless(string before, string after)
    {
        if (IsArray(before) != IsArray(after))
            return IsArray(after) && IsLossless(before, after[..^2]);
        var (from, to) = (Base(before), Base(after));
        if (to is "text" || (to is "character varying" && Modifier(after) is null))
            return true;
        if (from == to)
            return Modifier(after) is not { } wanted || (Modifier(before) is { } had && Fits(had, wanted));
        return (from, to)
                is
                    ("smallint", "integer" or "bigint")
                    or
                    ("integer", "bigint")
                    or
                    ("smallint" or "integer", "double precision")
                    or
                    ("real", "double precision")
                    or
                    ("cidr", "inet")
                    or
                    ("json", "jsonb")
            || (to is "numeric" && Modifier(after) is null && from is "smallint" or "integer" or "bigint");
    }

    private static bool Fits(string had, string wanted)
    {
        var (a, b) = (Numbers(had), Numbers(wanted));
        var (scaleHad, scaleWanted) = (a.ElementAtOrDefault(1), b.ElementAtOrDefault(1));
        return b[0] - scaleWanted >= a[0] - scaleHad && scaleWanted >= scaleHad;
    }

    private static int[] Numbers(string modifier) => [.. modifier.Split(',').Select(n => int.TryParse(n.Trim(), out var v) ? v : 0)];

    private static bool IsArray(string type) => type.EndsWith("[]", StringComparison.Ordinal);

    /// <summary>The type without modifier and brackets: <c>timestamp(3) with time zone[]</c> is <c>timestamp with time zone</c>.</summary>
    private static string Base(string type)
    {
        if (IsArray(type))
            type = type[..^2];
        var open = type.IndexOf('(', StringComparison.Ordinal);
        return open < 0 || type.Contains('"', StringComparison.Ordinal) ? type : type[..open] + type[(type.IndexOf(')', open) + 1)..];
    }

    private static string? Modifier(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        return open < 0 ? null : type[(open + 1)..type.IndexOf(')', open)];
    }
}
