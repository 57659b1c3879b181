using Strata.Core.Model;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.SqlWriting;

/// <summary>The numbers of a sequence: https://www.postgresql.org/docs/current/sql-createsequence.html</summary>
public sealed record SequenceOptions(string DataType, long Start, long Increment, long Min, long Max, long Cache, bool Cycle)
{
    private (long Low, long High) Range =>
        DataType switch
        {
            "smallint" => (short.MinValue, short.MaxValue),
            "integer" => (int.MinValue, int.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };

    private long DefaultMin => Increment > 0 ? 1 : Range.Low;
    private long DefaultMax => Increment > 0 ? Range.High : -1;

    /// <summary>The options that are not what the server would choose itself.</summary>
    public string Clauses() =>
        string.Concat(
            Increment != 1 ? $" INCREMENT BY {Increment}" : "",
            Min != DefaultMin ? $" MINVALUE {Min}" : "",
            Max != DefaultMax ? $" MAXVALUE {Max}" : "",
            Start != (Increment > 0 ? Min : Max) ? $" START WITH {Start}" : "",
            Cache != 1 ? $" CACHE {Cache}" : "",
            Cycle ? " CYCLE" : ""
        );

    /// <summary>As <see cref="Clauses"/>, each as a method of the schema's C# with its argument.</summary>
    public IEnumerable<(string Method, string Value)> Calls()
    {
        if (Increment != 1)
            yield return ("IncrementBy", $"{Increment}");
        if (Min != DefaultMin)
            yield return ("MinValue", $"{Min}");
        if (Max != DefaultMax)
            yield return ("MaxValue", $"{Max}");
        if (Start != (Increment > 0 ? Min : Max))
            yield return ("StartWith", $"{Start}");
        if (Cache != 1)
            yield return ("Cache", $"{Cache}");
        if (Cycle)
            yield return ("Cycle", "");
    }

    /// <summary>
    /// The options that lead from another sequence's to these, each named. <paramref name="set"/> is SET inside ALTER COLUMN.
    /// </summary>
    public string Changes(SequenceOptions before, string set = "") =>
        string.Concat(
            DataType != before.DataType && set.Length == 0 ? $" AS {DataType}" : "",
            Increment != before.Increment ? $" {set}INCREMENT BY {Increment}" : "",
            Min != before.Min || DataType != before.DataType ? $" {set}MINVALUE {Min}" : "",
            Max != before.Max || DataType != before.DataType ? $" {set}MAXVALUE {Max}" : "",
            Start != before.Start ? $" {set}START WITH {Start}" : "",
            Cache != before.Cache ? $" {set}CACHE {Cache}" : "",
            Cycle != before.Cycle
                ? Cycle
                    ? $" {set}CYCLE"
                    : $" {set}NO CYCLE"
                : ""
        );

    /// <summary>A range that turns its direction or leaves the old one behind has no room for the current value: it begins again.</summary>
    public string Restart(SequenceOptions before) => LeavesBehind(before) ? $" RESTART WITH {Start}" : "";

    /// <summary>
    /// A bound that moves the way the sequence counts may overtake its current value, which then goes forward with it. A bound that moves
    /// against it
    /// moves no value: numbers given out would come again, so the server's refusal is right.
    /// </summary>
    public IEnumerable<Step> Forward(ObjectId sequence, SequenceOptions before)
    {
        if (LeavesBehind(before) || (Increment > 0 ? Min <= before.Min : Max >= before.Max))
            yield break;
        var (bound, overtaken) = Increment > 0 ? (Min, "<") : (Max, ">");
        var next = Start >= before.Min && Start <= before.Max ? Start : bound;
        yield return new Step(
            $"SELECT pg_catalog.setval({Lit(Q(sequence))}, {next}, false) FROM {Q(sequence)} WHERE last_value {overtaken} {bound}"
        );
    }

    private bool LeavesBehind(SequenceOptions before) =>
        Max < before.Min || Min > before.Max || Math.Sign(Increment) != Math.Sign(before.Increment);
}
