using Strata.Core.Problems;
using Strata.Deploy.Recording;

namespace Strata.Deploy.Deploying;

/// <summary>A deploy request as an operation in a remedy.</summary>
internal static class RequestCall
{
    /// <summary>The same request, without its confirmation.</summary>
    public static Call Of(DeployRequest request, string environment)
    {
        var call = Call.Strata("deploy").With("env", environment);
        if (Option(request.Database) is { } change)
            call = call.With(change);
        if (request.SyncContent)
            call = call.With("sync-content");
        if (request.Source is { } source)
            call = call.With("from", source);
        if (request.Services.All)
            call = call.With("all");
        foreach (var service in request.Services.Names)
            call = call.With(service);
        call = request.Kind switch
        {
            DeployKind.Rollback => call.With("rollback"),
            DeployKind.NoTraffic => call.With("no-traffic"),
            DeployKind.Canary => call.With("canary", $"{request.Percent}"),
            _ => call,
        };
        if (request.Tag is { } tag)
            call = call.With("tag", tag);
        foreach (var hazard in request.Acknowledged.Accepted)
            call = call.With("allow", hazard);
        return call;
    }

    private static string? Option(DatabaseChange change) =>
        change switch
        {
            DatabaseChange.Migrate => "db-migrate",
            DatabaseChange.Generate => "db-generate",
            DatabaseChange.Push => "db-update",
            DatabaseChange.Replace => "db-wipe",
            _ => null,
        };
}
