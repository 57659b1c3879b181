namespace Strata.Schema;

/// <summary>How a sequence counts (https://www.postgresql.org/docs/current/sql-createsequence.html).</summary>
public sealed class SequenceOptions
{
    internal long? Start { get; private set; }
    internal long? Increment { get; private set; }
    internal long? Minimum { get; private set; }
    internal long? Maximum { get; private set; }
    internal long? CacheSize { get; private set; }
    internal bool Cycles { get; private set; }

    public SequenceOptions StartWith(long value) => Set(() => Start = value);

    public SequenceOptions IncrementBy(long value) => Set(() => Increment = value);

    public SequenceOptions MinValue(long value) => Set(() => Minimum = value);

    public SequenceOptions MaxValue(long value) => Set(() => Maximum = value);

    /// <summary>How many values a session takes at a time.</summary>
    public SequenceOptions Cache(long values) => Set(() => CacheSize = values);

    /// <summary>Start over at the end instead of failing.</summary>
    public SequenceOptions Cycle() => Set(() => Cycles = true);

    internal string Render()
    {
        List<string> words = [];
        if (Increment is { } increment)
            words.Add($"INCREMENT BY {increment}");
        if (Minimum is { } minimum)
            words.Add($"MINVALUE {minimum}");
        if (Maximum is { } maximum)
            words.Add($"MAXVALUE {maximum}");
        if (Start is { } start)
            words.Add($"START WITH {start}");
        if (CacheSize is { } cache)
            words.Add($"CACHE {cache}");
        if (Cycles)
            words.Add("CYCLE");
        return string.Join(' ', words);
    }

    private SequenceOptions Set(Action set)
    {
        set();
        return this;
    }
}
