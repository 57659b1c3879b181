namespace Strata.Schema;

/// <summary>
/// The options of a sequence or an identity column (https://www.postgresql.org/docs/current/sql-createsequence.html).
/// </summary>
public sealed class SequenceOptions
{
    internal long? Start { get; private set; }
    internal long? Increment { get; private set; }
    internal long? Minimum { get; private set; }
    internal long? Maximum { get; private set; }
    internal long? CacheSize { get; private set; }
    internal bool Cycles { get; private set; }

    /// <summary>Sets the first value; the minimum of an ascending sequence by default.</summary>
    public SequenceOptions StartWith(long value)
    {
        Start = value;
        return this;
    }

    /// <summary>Sets the step, 1 by default; a negative one counts down.</summary>
    public SequenceOptions IncrementBy(long value)
    {
        Increment = value;
        return this;
    }

    /// <summary>Sets the smallest value; 1 for an ascending sequence by default.</summary>
    public SequenceOptions MinValue(long value)
    {
        Minimum = value;
        return this;
    }

    /// <summary>Sets the greatest value; that of the type for an ascending sequence by default.</summary>
    public SequenceOptions MaxValue(long value)
    {
        Maximum = value;
        return this;
    }

    /// <summary>Sets the number of values that a session takes at a time, 1 by default.</summary>
    public SequenceOptions Cache(long values)
    {
        CacheSize = values;
        return this;
    }

    /// <summary>Starts over at the limit, instead of failing.</summary>
    public SequenceOptions Cycle()
    {
        Cycles = true;
        return this;
    }
}
