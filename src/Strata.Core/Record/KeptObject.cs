namespace Strata.Core.Record;

/// <summary>One object that a migration dropped and that is kept aside.</summary>
/// <param name="Place">The name under which it is kept.</param>
/// <param name="Object">Its address when it was dropped.</param>
/// <param name="KeptAt">By the database's clock.</param>
/// <param name="Until">How long it is to be kept.</param>
/// <param name="IsThere">Nobody has removed it past the record.</param>
public sealed record KeptObject(string Place, string Object, DateTimeOffset KeptAt, DateTimeOffset Until, bool IsThere)
{
    /// <summary>Null where nobody counted.</summary>
    public long? Rows { get; init; }

    /// <summary>The rows were estimated, as counting would take long.</summary>
    public bool IsEstimate { get; init; }

    /// <inheritdoc cref="Rows"/>
    public long? Bytes { get; init; }

    /// <summary>By the database's clock, when it was read.</summary>
    public bool IsExpired { get; init; }
}
