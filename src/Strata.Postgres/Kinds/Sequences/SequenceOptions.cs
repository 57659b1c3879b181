using Strata.Core.Model;

namespace Strata.Postgres.Kinds.Sequences;

/// <summary>What a sequence counts: https://www.postgresql.org/docs/current/sql-createsequence.html</summary>
public sealed record SequenceOptions(string DataType, long Start, long Increment, long Min, long Max, long Cache, bool Cycle)
{
    private (long Low, long High) Range => DataType switch
    {
        "smallint" => (short.MinValue, short.MaxValue),
        "integer" => (int.MinValue, int.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };

    private long DefaultMin => Increment > 0 ? 1 : Range.Low;
    private long DefaultMax => Increment > 0 ? Range.High : -1;

    /// <summary>The options that are not what the server would choose itself.</summary>
    public string Clauses() => string.Concat(
        Increment != 1 ? $" INCREMENT BY {Increment}" : "",
        Min != DefaultMin ? $" MINVALUE {Min}" : "",
        Max != DefaultMax ? $" MAXVALUE {Max}" : "",
        Start != (Increment > 0 ? Min : Max) ? $" START WITH {Start}" : "",
        Cache != 1 ? $" CACHE {Cache}" : "",
        Cycle ? " CYCLE" : "");

    /// <summary>As <see cref="Clauses"/>, each as a method of the schema's C# and what it is given.</summary>
    public IEnumerable<(string Method, string Value)> Said()
    {
        if (Increment != 1) yield return ("IncrementBy", $"{Increment}");
        if (Min != DefaultMin) yield return ("MinValue", $"{Min}");
        if (Max != DefaultMax) yield return ("MaxValue", $"{Max}");
        if (Start != (Increment > 0 ? Min : Max)) yield return ("StartWith", $"{Start}");
        if (Cache != 1) yield return ("Cache", $"{Cache}");
        if (Cycle) yield return ("Cycle", "");
    }

    /// <summary>The options that lead from another sequence's to these, each named. <paramref name="set"/> is SET inside ALTER COLUMN.</summary>
    public string Changes(SequenceOptions before, string set = "") => string.Concat(
        DataType != before.DataType && set.Length == 0 ? $" AS {DataType}" : "",
        Increment != before.Increment ? $" {set}INCREMENT BY {Increment}" : "",
        Min != before.Min || DataType != before.DataType ? $" {set}MINVALUE {Min}" : "",
        Max != before.Max || DataType != before.DataType ? $" {set}MAXVALUE {Max}" : "",
        Start != before.Start ? $" {set}START WITH {Start}" : "",
        Cache != before.Cache ? $" {set}CACHE {Cache}" : "",
        Cycle != before.Cycle ? Cycle ? $" {set}CYCLE" : $" {set}NO CYCLE" : "");
}
