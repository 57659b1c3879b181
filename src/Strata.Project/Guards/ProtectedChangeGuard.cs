using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Configuration;

namespace Strata.Project.Guards;

/// <summary>Judges changes of a protected environment's record or identity: they are confirmed by the environment's name.</summary>
/// <param name="environment">The environment.</param>
/// <param name="policy">The policy that holds for it.</param>
/// <param name="confirmed">The name that was given with the request; null for none.</param>
internal sealed class ProtectedChangeGuard(EnvironmentConfig environment, EnvironmentPolicy policy, string? confirmed)
{
    private const string Unchanged = "nothing was changed";

    /// <summary>The name was given with the request.</summary>
    public bool IsConfirmed => confirmed == environment.Name;

    /// <summary>Judges the name alone.</summary>
    public Verdict OfName() =>
        confirmed is null || IsConfirmed
            ? Verdict.Allowed.Instance
            : new Verdict.Refused(
                GuardProblems.WrongName.At(
                    environment.Where,
                    $"\"{confirmed}\" is not the environment's name",
                    Unchanged,
                    $"it is: {Call.Option("confirm", environment.Name)}"
                )
            );

    /// <summary>Judges a change.</summary>
    /// <param name="kind">The decision.</param>
    /// <param name="change">The change, as a clause: <c>migrations are marked as applied without being run</c>.</param>
    /// <param name="next">The operation, without its confirmation.</param>
    /// <param name="declined">The remedy where the answer is no.</param>
    public Verdict Judge(QuestionKind kind, string change, Remedy next, Remedy declined)
    {
        if (OfName() is Verdict.Refused wrong)
            return wrong;
        if (IsConfirmed || policy != EnvironmentPolicy.Protected)
            return Verdict.Allowed.Instance;
        return new Verdict.NeedsConfirmation(
            new(kind, $"{change}. Type the environment's name to go on"),
            GuardProblems.ConfirmProtected.At(
                environment.Where,
                $"\"{environment.Name}\" is protected: {change}",
                Unchanged,
                $"to do it: {next} {Call.Option("confirm", environment.Name)}"
            ),
            GuardProblems.NotConfirmed.At("", "not confirmed", Unchanged, declined)
        )
        {
            Name = environment.Name,
        };
    }
}
