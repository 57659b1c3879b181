using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Core.Planning.Proving;

/// <summary>The state of a shadow database, as our own reader sees it and as an observer does.</summary>
/// <param name="Catalog">By our own reader.</param>
/// <param name="Observation">Null where nothing observed it.</param>
public sealed record ObservedState(Catalog Catalog, Observation? Observation)
{
    /// <summary>Reads a shadow database.</summary>
    /// <param name="dialect">Its dialect.</param>
    /// <param name="shadow">The database.</param>
    /// <param name="observes">An observer is asked as well.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<ObservedState> ReadAsync(IDialect dialect, IShadow shadow, bool observes, CancellationToken cancellationToken)
    {
        if (!observes)
            return new(await dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false), null);
        // Both only read, each over a connection of its own.
        var reading = dialect.ReadAsync(shadow.Connection, cancellationToken);
        var observing = shadow.ObserveAsync(cancellationToken);
        await Task.WhenAll(reading, observing).ConfigureAwait(false);
        return new(await reading.ConfigureAwait(false), await observing.ConfigureAwait(false));
    }

    /// <summary>Compares with the state that this one should be: by our own reader, then in the words of the observer.</summary>
    /// <param name="wanted">The state wanted.</param>
    /// <param name="dialect">The dialect of both.</param>
    public StateDifferences To(ObservedState wanted, IDialect dialect)
    {
        var aligned = dialect.Align(wanted.Catalog, Catalog);
        var read = Prover.Differences(Catalog, aligned);
        return read.Count > 0 || Observation is null || wanted.Observation is null
            ? new(read, null)
            : new(Observation.Differences(wanted.Observation, o => IsCompared(o, wanted.Catalog, aligned)), Observation.Observer);
    }

    // Every command names the objects that it leaves as they are, and no statement makes a difference that the alignment takes away.
    private bool IsCompared(ObservedObject observed, Catalog wanted, Catalog aligned) =>
        !Catalog.Unmanaged.Concat(wanted.Unmanaged).Any(id => id.Type == observed.Type)
        && (
            ReferenceEquals(aligned, wanted)
            || !aligned.Objects.Keys.Any(id => wanted.Find(id) is null && observed.Name.EndsWith($" {Of(id)}", StringComparison.Ordinal))
        );

    private static string Of(ObjectId part) => string.Join('.', part.Names.Take(2));
}

/// <summary>The differences of a state to the one that it should be.</summary>
/// <param name="Objects">One object each, said in a sentence.</param>
/// <param name="Observer">The observer that sees them, where our own reader sees none; null where that reader sees them itself.</param>
public sealed record StateDifferences(IReadOnlyList<string> Objects, string? Observer)
{
    /// <summary>The states are equal.</summary>
    public bool AreNone => Objects.Count == 0;

    /// <summary>Only the observer sees them.</summary>
    public bool AreUnread => !AreNone && Observer is not null;
}
