using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Strata.Core.MigrationFiles;
using Strata.Core.Text;
using Strata.Deploy.Recording;
using Strata.Deploy.Services;
using Strata.Project.Configuration;

namespace Strata.Deploy.Deploying;

/// <summary>
/// The work of a deploy as text that is the same for as long as the work is the same: the database, the pending migrations with their
/// statements, the commit, the services with their commands. A person who has read it confirms its hash.
/// </summary>
/// <param name="Rollout">The work on the services.</param>
/// <param name="Change">The change of the database.</param>
/// <param name="Target">The database's name for people.</param>
internal sealed partial record DeployPlan(Rollout Rollout, DatabaseChange Change, string Target)
{
    /// <summary>The identity in the database's stamp; null where it has none yet.</summary>
    public Guid? Identity { get; init; }

    /// <summary>The last migration of the database.</summary>
    public string? Head { get; init; }

    /// <summary>The commit that is checked out.</summary>
    public string? Commit { get; init; }

    /// <summary>The migrations that would run, in order.</summary>
    public IReadOnlyList<Migration> Pending { get; init; } = [];

    /// <summary>The hazards of a migration by what it does.</summary>
    public Func<Migration, IReadOnlyList<string>> HazardsOf { get; init; } = m => m.Entry.Hazards;

    /// <summary>SHA-256 over the text.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToText())));

    /// <summary>The text is the form of a plan's hash.</summary>
    public static bool IsHash(string text) => HashForm().IsMatch(text);

    public string ToText() => string.Concat(Lines().Select(l => l + '\n'));

    private IEnumerable<string> Lines() =>
        [
            "-- plan of strata deploy",
            $"-- environment: {Rollout.Environment}",
            $"-- database:    {Target}",
            $"-- identity:    {Identity?.ToString() ?? "none yet"}",
            $"-- head:        {Head ?? "no migration"}",
            $"-- commit:      {Commit ?? "none"}",
            $"-- database is changed by: {ChangeWord}",
            $"-- services:    {KindText}, tag {Rollout.Tag}",
            .. Rollout.Services.SelectMany(ServiceLines),
            .. Pending.SelectMany(MigrationLines),
        ];

    // The words of the first version: a hash is compared across versions.
    private string ChangeWord =>
        Change switch
        {
            DatabaseChange.Push => "update",
            DatabaseChange.Replace => "wipe",
            _ => Change.ToString().ToLowerInvariant(),
        };

    private string KindText =>
        Rollout.Kind.ToString().ToLowerInvariant() + (Rollout.Kind == DeployKind.Canary ? $" {Rollout.Percent} %" : "");

    private IEnumerable<string> ServiceLines(ServiceConfig service)
    {
        yield return $"--   {service.Name}";
        foreach (var command in Rollout.Commands(service))
            yield return $"--     {string.Join(' ', command.Texts.Select(t => t.ReplaceLineEndings(" ")))}";
        if (service.Health is { } health)
            yield return $"--     health: {health.Url}";
    }

    private IEnumerable<string> MigrationLines(Migration migration) =>
        [
            "",
            $"-- migration {migration.Tag}, {Quantity.Count(migration.Script.Statements.Length, "statement")}, {migration.Hash}",
            .. HazardsOf(migration).Select(h => $"-- hazard {h}"),
            migration.Script.Source.Text.ReplaceLineEndings("\n").TrimEnd(),
        ];

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex HashForm();
}
