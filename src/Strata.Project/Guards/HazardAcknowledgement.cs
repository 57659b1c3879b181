using System.Text.RegularExpressions;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Project.Configuration;

namespace Strata.Project.Guards;

/// <summary>Hazards that a person has accepted with a request: <c>CODE:object</c>, or <c>CODE</c> for every hazard of that kind.</summary>
/// <param name="Accepted">The accepted hazards, as typed.</param>
public sealed partial record HazardAcknowledgement(IReadOnlyList<string> Accepted)
{
    /// <summary>Nothing is accepted.</summary>
    public static HazardAcknowledgement None { get; } = new([]);

    /// <summary>The form in which a hazard is accepted.</summary>
    public static string Form(Hazard hazard) => $"{hazard.Code}:{hazard.Subject.Short()}";

    /// <summary>A text has the form in which hazards are accepted.</summary>
    public static bool IsForm(string text) => AcceptedForm().IsMatch(text);

    /// <summary>The hazard of a plan is accepted.</summary>
    public bool Accepts(Hazard hazard) =>
        Accepted.Any(a => a == hazard.Code || a == Form(hazard) || a == $"{hazard.Code}:{hazard.Subject.Qualified()}");

    /// <summary>
    /// Judges migrations that are going to run: on a protected environment every hazard is acknowledged, in the file or here.
    /// </summary>
    /// <param name="environment">The environment that they run on.</param>
    /// <param name="policy">The policy that holds for it.</param>
    /// <param name="migrations">The migrations, each with its hazards as <c>CODE object</c>.</param>
    internal Verdict Judge(
        EnvironmentConfig environment,
        EnvironmentPolicy policy,
        IEnumerable<(Migration Migration, IReadOnlyList<string> Hazards)> migrations
    )
    {
        if (policy != EnvironmentPolicy.Protected)
            return Verdict.Allowed.Instance;
        var open = migrations.SelectMany(m => Unacknowledged(m.Migration, m.Hazards).Select(h => (m.Migration, Hazard: h))).ToList();
        if (open.Count == 0)
            return Verdict.Allowed.Instance;
        var accept = Call.Option("allow", open[0].Hazard.Replace(' ', ':'));
        foreach (var hazard in open.Select(o => o.Hazard).Distinct().Skip(1))
            accept = accept.With("allow", hazard.Replace(' ', ':'));
        var unacknowledged = string.Join(", ", open.Select(o => $"{o.Hazard} of {o.Migration.Tag}"));
        var header = $"-- strata:{SqlHeaders.Acknowledge} {open[0].Hazard}";
        return new Verdict.Refused(
            GuardProblems.Unacknowledged.At(
                open[0].Migration.Path,
                $"\"{environment.Name}\" is protected, and nobody has acknowledged {unacknowledged}",
                "nothing was run",
                $"read the hazard in the file; to acknowledge it, add to the file's head, where it is reviewed: {header}; or once: {accept}"
            )
        );
    }

    /// <summary>The hazards of a migration that neither its file nor the request acknowledges.</summary>
    internal IEnumerable<string> Unacknowledged(Migration migration, IReadOnlyList<string> hazards)
    {
        var inFile = migration
            .Script.Headers.Where(h => h.Name == SqlHeaders.Acknowledge)
            .Select(h => string.Join(' ', h.Arguments))
            .ToList();
        return hazards.Where(h => !inFile.Exists(a => Names(a, h, ' ')) && !Accepted.Any(a => Names(a, h, ':')));
    }

    private static bool Names(string acknowledged, string hazard, char separator) =>
        acknowledged == hazard.Replace(' ', separator)
        || acknowledged == WithoutDefaultSchema(hazard).Replace(' ', separator)
        || acknowledged == hazard[..hazard.IndexOf(' ', StringComparison.Ordinal)];

    [GeneratedRegex(@"^SX\d{4}(:.+)?$")]
    private static partial Regex AcceptedForm();

    private static string WithoutDefaultSchema(string hazard) =>
        ObjectNames.DefaultSchemas.Aggregate(hazard, (h, schema) => h.Replace($" {schema}.", " ", StringComparison.Ordinal));
}
