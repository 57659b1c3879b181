namespace Strata.Deploy;

/// <summary>
/// Which revision served before which, from the record of deploys: never guessed from the order in which revisions were made.
/// </summary>
/// <param name="deploys">Of one environment, the newest first.</param>
public sealed class ServedRevisions(IReadOnlyList<DeployDetail> deploys)
{
    /// <summary>What served before a new deploy of a service begins.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="serving">What serves now, as the service's own command says; null where it has none, or nothing does.</param>
    public string? BeforeNext(string service, string? serving)
    {
        var last = Last(service);
        serving ??= last is { State: ServiceState.Done or ServiceState.Back } settled ? settled.Serves : null;
        // What a deploy left that did not come to its end was never meant to be gone back to.
        return
            last is { State: ServiceState.Begun or ServiceState.Deployed or ServiceState.Healthy or ServiceState.Failed } half
            && (serving is null || serving == half.Revision)
            ? half.Previous
            : serving;
    }

    /// <summary>What served before a revision became the one that serves; null where no deploy tells.</summary>
    public string? Before(string service, string revision) =>
        Of(service)
            .FirstOrDefault(s =>
                s.Record.Revision == revision
                && s.Record.Previous != revision
                && s.Kind != DeployKind.Rollback
                && s.Record.State != ServiceState.Untouched
            )
            .Record?.Previous;

    /// <summary>What a rollback goes back to.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="serving">What serves now, as the service's own command says.</param>
    public string? Target(string service, string? serving)
    {
        var last = Of(service).FirstOrDefault(s => s.Record.State != ServiceState.Untouched);
        if (last.Record is not { } record)
            return null;
        // What gets only some requests, or did not come to its end, is what is to be undone; else it is what serves.
        var undone = last.Kind is DeployKind.Canary or DeployKind.NoTraffic || record.State is not (ServiceState.Done or ServiceState.Back);
        if (undone && last.Kind != DeployKind.Rollback)
            return record.Previous;
        return (serving ?? record.Serves) is { } now ? Before(service, now) : null;
    }

    /// <summary>The version that a revision was recorded as.</summary>
    public string? Version(string service, string revision) =>
        Of(service).FirstOrDefault(s => s.Record.Revision == revision && s.Record.Version is not null).Record?.Version;

    private ServiceRecord? Last(string service) => Of(service).FirstOrDefault(s => s.Record.State != ServiceState.Untouched).Record;

    private IEnumerable<(DeployKind Kind, ServiceRecord Record)> Of(string service) =>
        deploys.Select(d => (d.Kind, d.Service(service)!)).Where(d => d.Item2 is not null);
}
