using System.Text.RegularExpressions;
using Strata.Core.Problems;
using Strata.Deploy.Recording;
using Strata.Project.Configuration;

namespace Strata.Deploy.Deploying;

/// <summary>Requires that a request does not contradict itself, before anything is read.</summary>
/// <param name="request">The request.</param>
internal sealed partial class RequestCheck(DeployRequest request)
{
    private const string NothingDone = "nothing was done";
    private const int MostPercent = 99;

    /// <exception cref="ProblemException">It contradicts itself (ST6001), asks for nothing (ST6002), lacks a source (ST6009), or has an
    /// invalid share (ST6014) or tag (ST6004): exit 2.</exception>
    public void Require()
    {
        RequireNoContradiction();
        RequireSource();
        if (request.Kind == DeployKind.Canary && request.Percent is < 1 or > MostPercent)
            throw DeployProblems.InvalidShare.Error(
                "",
                $"a canary gets from 1 to {MostPercent} percent of the requests, not {request.Percent}",
                NothingDone,
                $"write {Call.Option("canary", "10")}; for all leave it out, for none: {Call.Option("no-traffic")}"
            );
        RequireWork();
        if (request.Tag is { } tag && !IsTag(tag))
            throw DeployProblems.InvalidTag.Error(
                "",
                $"invalid tag \"{string.Concat(tag.Select(c => char.IsControl(c) ? ' ' : c))}\"",
                NothingDone,
                "use letters, digits, '.', '_' and '-', beginning with a letter or a digit"
            );
    }

    /// <summary>The text is a tag.</summary>
    public static bool IsTag(string text) => TagForm().IsMatch(text);

    private void RequireNoContradiction()
    {
        var (isChanged, isSynced) = (request.Database != DatabaseChange.None, request.SyncContent);
        if (request.Kind == DeployKind.Rollback && (isChanged || isSynced))
            throw Contradiction(
                "services are rolled back alone, without a change of the database",
                $"roll the migrations back by themselves: {Call.Strata("rollback")}"
            );
        if (isSynced && request.Database is DatabaseChange.Generate or DatabaseChange.Replace)
            throw Contradiction(
                $"content is not copied where the database is {(request.Database == DatabaseChange.Replace ? "replaced" : "only planned")}",
                $"leave {Call.Option("sync-content")} out"
            );
        if (request.Services is { All: true, Names: [var name, ..] })
            throw Contradiction("every service is selected, and one by its name as well", $"leave {Call.Option(name)} out");
    }

    private void RequireSource()
    {
        if (request.Database == DatabaseChange.Replace && request.Source is null)
            throw DeployProblems.NoSource.Error(
                "",
                "no environment to copy from was named",
                NothingDone,
                $"name the environment to copy from: {Call.Option("from", "NAME")}"
            );
        if (request.Source is not null && request.Database != DatabaseChange.Replace && !request.SyncContent)
            throw Contradiction(
                "an environment to copy from was named, and nothing is copied",
                $"add {Call.Option("db-wipe")} or {Call.Option("sync-content")}, or leave {Call.Option("from", request.Source)} out"
            );
    }

    private void RequireWork()
    {
        var isFull = request.Kind == DeployKind.Full;
        if (request.Services.Any || (isFull && (request.Database != DatabaseChange.None || request.SyncContent)))
            return;
        Remedy next = $"add {Call.Option("all")}, or the name of a service as an option";
        throw DeployProblems.Nothing.Error(
            "",
            isFull ? "nothing to deploy was named" : "no service was named",
            NothingDone,
            isFull ? $"{next}; or {Call.Option("db-migrate")} for the database alone" : next
        );
    }

    private static ProblemException Contradiction(string what, Remedy next) =>
        DeployProblems.Contradiction.Error("", what, NothingDone, next);

    /// <summary>The selected services as they are in an environment, each after those that it needs.</summary>
    /// <exception cref="ProblemException">strata.json has no services (ST6002), or not one of that name (ST6015): exit 2.</exception>
    public IReadOnlyList<ServiceConfig> Selected(ProjectConfig config, EnvironmentConfig environment)
    {
        var services = config.ServicesIn(environment);
        if (request.Services.Names.Except(services.Select(s => s.Name)).FirstOrDefault() is { } unknown)
            throw DeployProblems.UnknownService.Error(
                config.File,
                $"no service \"{unknown}\"",
                NothingDone,
                $"use some of: {string.Join(", ", services.Select(s => s.Name))}"
            );
        if (!request.Services.All)
            return [.. services.Where(s => request.Services.Names.Contains(s.Name))];
        if (services.Count == 0 && request.Database == DatabaseChange.None)
            throw DeployProblems.Nothing.Error(
                config.File,
                "no services in strata.json",
                NothingDone,
                $"add some to \"services\" (see docs/deploy.md), or change the database alone: {Call.Option("db-migrate")}"
            );
        return services;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$")]
    private static partial Regex TagForm();
}
