using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Core.Model;

namespace Strata.Postgres.Observing;

/// <summary>
/// The text of <c>pg_dump --schema-only</c> in its objects: each begins with a comment of its own, and the settings that some of them need
/// stand before that comment. https://www.postgresql.org/docs/current/app-pgdump.html
/// </summary>
internal static partial class DumpText
{
    /// <summary>The name of the statements before the first object, which set the session up.</summary>
    public const string Settings = "the settings of the session";

    // Those that live in a tablespace, and those that have an access method.
    private static readonly string[] s_stored = ["TABLE", "MATERIALIZED VIEW", "INDEX", "CONSTRAINT"];
    private static readonly string[] s_accessed = ["TABLE", "MATERIALIZED VIEW"];

    // Their parts stand in the order in which they came, which no ALTER changes.
    private static readonly string[] s_columned = ["TABLE", "FOREIGN TABLE", "TYPE"];

    /// <summary>The objects of a dump, the settings of the session first.</summary>
    public static ImmutableArray<ObservedObject> Objects(string dump)
    {
        var heads = Head().Matches(dump);
        var objects = ImmutableArray.CreateBuilder<ObservedObject>();
        var (tablespace, method) = ("", "");
        objects.Add(new(Settings, "", Body(0, 0)));
        for (var i = 0; i < heads.Count; i++)
        {
            var (type, name) = (heads[i].Groups["type"].Value, Name(heads[i]));
            var (before, after) = Around(type, tablespace, method);
            var sql = before + Body(heads[i].Index + heads[i].Length, i + 1) + after;
            objects.Add(new(name, TypeOf(type, heads[i].Groups["name"].Value), sql, s_columned.Contains(type) ? Sorted(sql) : null));
        }
        return objects.ToImmutable();

        // What follows it holds for the next objects.
        string Body(int from, int next)
        {
            var text = dump[from..(next < heads.Count ? heads[next].Index : dump.Length)];
            foreach (Match set in Setting().Matches(text))
            {
                if (set.Groups["tablespace"].Success)
                    tablespace = set.Groups["tablespace"].Value;
                else if (set.Groups["method"].Success)
                    method = set.Groups["method"].Value;
            }
            return Setting().Replace(text, "").Trim();
        }
    }

    private static (string Before, string After) Around(string type, string tablespace, string method)
    {
        var inTablespace = s_stored.Contains(type) && tablespace is not ("" or "''");
        var byMethod = s_accessed.Contains(type) && method is not ("" or "heap");
        return (
            (inTablespace ? $"SET default_tablespace = {tablespace};\n" : "")
                + (byMethod ? $"SET default_table_access_method = {method};\n" : ""),
            (inTablespace ? "\nRESET default_tablespace;" : "") + (byMethod ? "\nRESET default_table_access_method;" : "")
        );
    }

    private static string Name(Match head)
    {
        var schema = head.Groups["schema"].Value;
        return $"{head.Groups["type"].Value} {(schema == "-" ? "" : schema + ".")}{head.Groups["name"].Value}";
    }

    // What belongs to an object has the object's type in its name: "FUNCTION f(integer)".
    private static string TypeOf(string type, string name) =>
        (type is "COMMENT" or "ACL" or "SECURITY LABEL" ? Words().Match(name).Value.TrimEnd() : type).ToLowerInvariant();

    private static string Sorted(string sql) =>
        string.Join('\n', sql.Split('\n').Select(l => l.TrimEnd(',')).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^--\n-- Name: (?<name>.*); Type: (?<type>[A-Z ]+); Schema: (?<schema>.*?); Owner: .*\n--\n", RegexOptions.Multiline)]
    private static partial Regex Head();

    [GeneratedRegex("^(?:[A-Z]+ )+")]
    private static partial Regex Words();

    // The key of \restrict is another one each time, and a constraint's triggers are called by numbers; every command names those.
    [GeneratedRegex(
        @"^(?:SET default_tablespace = (?<tablespace>.*);|SET default_table_access_method = (?<method>.*);|\\(?:un)?restrict .*"
            + @"|ALTER TABLE .* DISABLE TRIGGER ""RI_ConstraintTrigger_[ac]_\d+"";"
            + @"|--\n-- PostgreSQL database dump.*\n--|-- Dumped .*)\n?",
        RegexOptions.Multiline
    )]
    private static partial Regex Setting();
}
