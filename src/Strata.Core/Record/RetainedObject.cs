namespace Strata.Core.Record;

/// <summary>One object that a migration dropped and whose rows are retained.</summary>
/// <param name="Place">Its name in quarantine.</param>
/// <param name="Object">Its address when it was dropped.</param>
/// <param name="KeptAt">By the database's clock.</param>
/// <param name="Until">The end of its retention.</param>
/// <param name="IsThere">Nobody has removed it past the record.</param>
public sealed record RetainedObject(string Place, string Object, DateTimeOffset KeptAt, DateTimeOffset Until, bool IsThere)
{
    /// <summary>Null where they were not counted.</summary>
    public long? Rows { get; init; }

    /// <summary>The rows were estimated, as counting would take long.</summary>
    public bool IsEstimate { get; init; }

    /// <inheritdoc cref="Rows"/>
    public long? Bytes { get; init; }

    /// <summary>By the database's clock, when it was read.</summary>
    public bool IsExpired { get; init; }
}
