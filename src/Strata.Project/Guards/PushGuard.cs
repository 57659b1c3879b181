using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Configuration;

namespace Strata.Project.Guards;

/// <summary>Judges pushes.</summary>
/// <param name="environment">The environment pushed to.</param>
/// <param name="policy">The policy that holds for it.</param>
internal sealed class PushGuard(EnvironmentConfig environment, EnvironmentPolicy policy)
{
    private const string NothingRun = "nothing was run";

    /// <summary>Judges by the policy alone, before the database is opened.</summary>
    public Verdict OfPolicy() =>
        policy switch
        {
            EnvironmentPolicy.Protected => new Verdict.Refused(
                GuardProblems.PushToProtected.At(
                    environment.Where,
                    $"\"{environment.Name}\" is protected: nothing is ever pushed to it",
                    environment.Policy == EnvironmentPolicy.Protected ? $"{NothingRun}, the database was not even opened" : NothingRun,
                    $"write a migration and run it: {Call.Strata("generate")}, {Call.Strata("migrate").With("env", environment.Name)}"
                )
            ),
            EnvironmentPolicy.Preview => Preview(),
            _ => Verdict.Allowed.Instance,
        };

    private Verdict.NeedsConfirmation Preview()
    {
        var missing = GuardProblems.PushToPreview.At(
            environment.Where,
            $"\"{environment.Name}\" is a preview environment: a push to it is confirmed by a person at a terminal",
            NothingRun,
            $"run this at a terminal, or write a migration: {Call.Strata("generate")}"
        );
        return new(
            new(QuestionKind.PushToPreview, $"Push to the preview environment \"{environment.Name}\"?"),
            missing,
            missing with
            {
                Kind = ProblemKind.Refused,
            }
        );
    }

    /// <summary>Judges the first push to a database: one that holds objects may be another one than the developer's own.</summary>
    /// <param name="objects">The number of objects in it.</param>
    public Verdict OfFirstContact(int objects) =>
        objects == 0
            ? Verdict.Allowed.Instance
            : new Verdict.NeedsConfirmation(
                new(
                    QuestionKind.FirstPush,
                    $"The database of \"{environment.Name}\" holds {objects} objects and was never changed by Strata. Make it "
                        + $"equal the schema?"
                )
                {
                    IsOrdinary = true,
                },
                GuardProblems.FirstPush.At(
                    environment.Where,
                    $"the database of \"{environment.Name}\" holds {objects} objects and was never changed by Strata: it may "
                        + $"not be the one you mean",
                    NothingRun,
                    $"see what it is: {Call.Strata("diff").With("from", $"env:{environment.Name}").With("to", "schema")}; to "
                        + $"make it equal the schema: {Call.Strata("push").With("yes")}"
                ),
                GuardProblems.NotConfirmed.At(
                    environment.Where,
                    "not confirmed",
                    NothingRun,
                    $"correct the URL of \"{environment.Name}\", or take the database over: {Call.Strata("pull")}"
                )
            );

    /// <summary>Judges a plan by the data that it loses.</summary>
    /// <param name="hazards">The plan's hazards.</param>
    /// <param name="acknowledgement">The hazards that were accepted with the request.</param>
    public static Verdict OfDataLoss(IEnumerable<Hazard> hazards, HazardAcknowledgement acknowledgement)
    {
        var open = hazards.Where(h => h.Destructive && !acknowledgement.Accepts(h)).Distinct().ToList();
        if (open.Count == 0)
            return Verdict.Allowed.Instance;
        var losses = string.Join("; ", open.Select(h => h.Message));
        return new Verdict.NeedsConfirmation(
            new(QuestionKind.LoseData, $"This loses data: {losses}. Go on?"),
            GuardProblems.DataLoss.At(
                open[0].Subject.Text,
                $"this push loses data: {losses}",
                NothingRun,
                $"to accept it: {Accept(open)}; to leave it out: {Call.Option("only-safe")}"
            ),
            GuardProblems.NotConfirmed.At(
                open[0].Subject.Text,
                "not confirmed",
                NothingRun,
                $"to leave out what loses data: {Call.Option("only-safe")}"
            )
        );
    }

    private static Remedy Accept(List<Hazard> hazards)
    {
        var accept = Call.Option("allow", HazardAcknowledgement.Form(hazards[0]));
        foreach (var hazard in hazards.Skip(1))
            accept = accept.With("allow", HazardAcknowledgement.Form(hazard));
        return $"{accept}";
    }
}
