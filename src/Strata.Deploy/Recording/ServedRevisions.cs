namespace Strata.Deploy.Recording;

/// <summary>
/// The order in which revisions served, from the record of deploys: never guessed from the order in which revisions were made.
/// </summary>
/// <param name="deploys">The deploys of one environment, the newest first.</param>
internal sealed class ServedRevisions(IReadOnlyList<DeployDetail> deploys)
{
    /// <summary>The revision that served before a new deploy of a service begins.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="serving">The revision that serves now, by the service's own command; null where it has none, or none serves.</param>
    public string? BeforeNext(string service, string? serving)
    {
        var last = Last(service);
        serving ??= last is { State: ServiceState.Done or ServiceState.Back } ended ? ended.Serves : null;
        // The revision of a deploy that did not end is never rolled back to.
        return
            last is { State: ServiceState.Begun or ServiceState.Deployed or ServiceState.Healthy or ServiceState.Failed } unfinished
            && (serving is null || serving == unfinished.Revision)
            ? unfinished.Previous
            : serving;
    }

    /// <summary>The revision that served before another one did; null where no deploy tells.</summary>
    public string? Before(string service, string revision) =>
        Of(service)
            .FirstOrDefault(s =>
                s.Record.Revision == revision
                && s.Record.Previous != revision
                && s.Kind != DeployKind.Rollback
                && s.Record.State != ServiceState.Untouched
            )
            .Record?.Previous;

    /// <summary>The revision that a rollback leads to; null where no deploy tells.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="serving">The revision that serves now, by the service's own command.</param>
    public string? Target(string service, string? serving)
    {
        var last = Of(service).FirstOrDefault(s => s.Record.State != ServiceState.Untouched);
        if (last.Record is not { } record)
            return null;
        // A revision that gets only some requests, or whose deploy did not end, is undone; else the one that serves.
        var undone = last.Kind is DeployKind.Canary or DeployKind.NoTraffic || record.State is not (ServiceState.Done or ServiceState.Back);
        if (undone && last.Kind != DeployKind.Rollback)
            return record.Previous;
        return (serving ?? record.Serves) is { } now ? Before(service, now) : null;
    }

    /// <summary>The version that was recorded for a revision; null where none was.</summary>
    public string? Version(string service, string revision) =>
        Of(service).FirstOrDefault(s => s.Record.Revision == revision && s.Record.Version is not null).Record?.Version;

    private ServiceRecord? Last(string service) => Of(service).FirstOrDefault(s => s.Record.State != ServiceState.Untouched).Record;

    private IEnumerable<(DeployKind Kind, ServiceRecord Record)> Of(string service) =>
        deploys.Select(d => (d.Kind, d.Service(service)!)).Where(d => d.Item2 is not null);
}
