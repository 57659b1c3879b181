using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Core.Safety.Statements;
using Strata.Core.Sql;

namespace Strata.Postgres.Statements;

/// <summary>Calls of functions and procedures of users, and SQL that is put together at run time.</summary>
internal sealed class RunsCode : StatementRule
{
    private static readonly string[] s_queries = ["SELECT", "WITH", "VALUES", "PERFORM"];

    // Functions of the server that queries of migrations call, and that touch no rows of a table.
    private static readonly HashSet<string> s_harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "array_agg",
        "avg",
        "cast",
        "coalesce",
        "concat",
        "count",
        "current_setting",
        "currval",
        "date_trunc",
        "exists",
        "extract",
        "format",
        "gen_random_uuid",
        "generate_series",
        "greatest",
        "in",
        "json_agg",
        "jsonb_agg",
        "least",
        "left",
        "length",
        "lower",
        "max",
        "md5",
        "min",
        "nextval",
        "now",
        "nullif",
        "over",
        "pg_advisory_lock",
        "pg_advisory_unlock",
        "pg_advisory_xact_lock",
        "pg_get_serial_sequence",
        "pg_notify",
        "pg_sleep",
        "random",
        "replace",
        "right",
        "round",
        "row_number",
        "set_config",
        "setval",
        "string_agg",
        "substr",
        "substring",
        "sum",
        "to_char",
        "trim",
        "unnest",
        "upper",
        "values",
    };

    // A word before a bracket that is no function.
    private static readonly HashSet<string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        "all",
        "and",
        "any",
        "as",
        "by",
        "case",
        "distinct",
        "else",
        "except",
        "filter",
        "from",
        "having",
        "intersect",
        "into",
        "join",
        "lateral",
        "limit",
        "materialized",
        "not",
        "offset",
        "on",
        "or",
        "partition",
        "select",
        "set",
        "some",
        "then",
        "union",
        "using",
        "when",
        "where",
        "with",
    };

    public override IEnumerable<Hazard> Read(SqlTokens words) =>
        Called(words)
            .Concat(After(words, "CALL").ToList().SelectMany(at => Relations(words, at).Take(1).ToList()))
            .Concat(Executed(words))
            .Distinct()
            .Select(code => Hazards.RunCode.On(code, $"runs {code.Short()}, whose effect on rows cannot be read"));

    private static List<ObjectId> Executed(SqlTokens words)
    {
        if (Is(words, 0, "DO"))
            return IsOtherLanguage(words) ? [new ObjectId("statement", ["do"])] : [];
        return
        [
            .. After(words, "EXECUTE")
                .Where(at => !Is(words, at, "FUNCTION") && !Is(words, at, "PROCEDURE") && !Is(words, at, "ON") && words.Text(at) != ",")
                .Take(1)
                .Select(_ => new ObjectId("statement", ["execute"])),
        ];
    }

    /// <summary>The code of a DO that is not PL/pgSQL cannot be read.</summary>
    private static bool IsOtherLanguage(SqlTokens words) =>
        After(words, "LANGUAGE")
            .ToList()
            .Any(at => !(words.NameAt(at) ?? words.StringAt(at) ?? "").Equals("plpgsql", StringComparison.OrdinalIgnoreCase));

    private static List<ObjectId> Called(SqlTokens words)
    {
        List<ObjectId> called = [];
        // The body of a DO holds PERFORM and queries; a statement begins with its word.
        if (!s_queries.Any(q => Is(words, 0, q)) && !After(words, "PERFORM").Any())
            return called;
        for (var i = 1; i < words.Count; i++)
        {
            if (words.Text(i) != "(" || words.NameAt(i - 1) is not { } name || s_words.Contains(name))
                continue;
            var start = i - 1;
            while (start >= 2 && words.Text(start - 1) == "." && words.NameAt(start - 2) is not null)
                start -= 2;
            var schema = start == i - 1 ? null : words.NameAt(start);
            if (
                schema is null
                    ? s_harmless.Contains(name) || IsAlias(words, i - 1)
                    : schema.Equals("pg_catalog", StringComparison.OrdinalIgnoreCase)
            )
                continue;
            words.At = start;
            if (Relation(words) is { } code)
                called.Add(code);
        }
        return called;
    }

    /// <summary>The name of a WITH, of a table with its columns, or of a type with its length.</summary>
    private static bool IsAlias(SqlTokens words, int at) =>
        Is(words, at - 1, "WITH")
        || Is(words, at - 1, "AS")
        || Is(words, at - 1, "INTO")
        || Is(words, at - 1, "RECURSIVE")
        || words.Text(at - 1) == "::";
}
