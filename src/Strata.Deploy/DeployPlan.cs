using System.Security.Cryptography;
using System.Text;
using Strata.Core.MigrationFiles;

namespace Strata.Deploy;

/// <summary>
/// What a run would do, as text that is the same for as long as it would do the same: the database, what is pending with its statements,
/// the commit, the services with their
/// commands. Its hash is what somebody confirms who has read it.
/// </summary>
/// <param name="Environment">Its name.</param>
/// <param name="Command">What changes the database: <c>migrate</c>.</param>
/// <param name="Target">The database, for a person.</param>
public sealed record DeployPlan(string Environment, string Command, string Target)
{
    /// <summary>The identity in the database's stamp; null where it has none yet.</summary>
    public Guid? Identity { get; init; }

    /// <summary>The migration it is at.</summary>
    public string? Head { get; init; }

    /// <summary>The commit that is checked out.</summary>
    public string? Commit { get; init; }

    /// <summary>What would run, in order.</summary>
    public IReadOnlyList<Migration> Pending { get; init; } = [];

    /// <summary>What is deployed; null where it is the database alone.</summary>
    public DeployRequest? Services { get; init; }

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToText())));

    public string ToText()
    {
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append('\n');
        Line($"-- plan of strata {(Services is null ? Command : "deploy")}");
        Line($"-- environment: {Environment}");
        Line($"-- database:    {Target}");
        Line($"-- identity:    {Identity?.ToString() ?? "none yet"}");
        Line($"-- head:        {Head ?? "no migration"}");
        Line($"-- commit:      {Commit ?? "none"}");
        Line($"-- database is changed by: {Command}");
        if (Services is { } request)
        {
            Line(
                $"-- services:    {request.Kind.ToString().ToLowerInvariant()}{(request.Kind == DeployKind.Canary ? $" {request.Percent} %" : "")}"
                    + $", tag {request.Tag}"
            );
            foreach (var service in request.Services)
            {
                Line($"--   {service.Name}");
                foreach (var command in DeployRequest.Commands(service, request.Kind))
                    Line($"--     {string.Join(' ', command.Texts.Select(t => t.ReplaceLineEndings(" ")))}");
                if (service.Health is { } health)
                    Line($"--     health: {health.Url}");
            }
        }
        foreach (var migration in Pending)
        {
            Line("");
            Line($"-- migration {migration.Tag}, {migration.Script.Statements.Length} statements, {migration.Hash}");
            foreach (var hazard in migration.Entry.Hazards)
                Line($"-- hazard {hazard}");
            Line(migration.Script.Source.Text.ReplaceLineEndings("\n").TrimEnd());
        }
        return text.ToString();
    }
}
