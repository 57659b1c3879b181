using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Configuration;

namespace Strata.Project.Guards;

/// <summary>
/// Judges operations that replace or empty a database. Open: confirmed once. Preview: by the environment's name. Protected: only where
/// strata.json allows it, and by the name.
/// </summary>
/// <param name="environment">The environment whose database is replaced.</param>
/// <param name="policy">The policy that holds for it.</param>
/// <param name="allowance">The word of <c>"allow"</c> that permits it on a protected environment.</param>
internal sealed class ReplaceGuard(EnvironmentConfig environment, EnvironmentPolicy policy, string allowance)
{
    private const string Unchanged = "nothing was changed";

    /// <summary>Judges by the policy alone, before the database is opened.</summary>
    public Verdict OfPolicy() =>
        policy != EnvironmentPolicy.Protected || environment.Allow.Contains(allowance)
            ? Verdict.Allowed.Instance
            : new Verdict.Refused(
                GuardProblems.ReplaceProtected.At(
                    environment.Where,
                    $"\"{environment.Name}\" is protected, and strata.json does not allow \"{allowance}\" there",
                    environment.Policy == EnvironmentPolicy.Protected ? $"{Unchanged}, the database was not even opened" : Unchanged,
                    $"no option turns this off; to allow it, add to strata.json, where it is reviewed: \"{environment.Name}"
                        + $"\": {{ \"allow\": [\"{allowance}\"] }}"
                )
            );

    /// <summary>A sentence on a permission of strata.json that is used; null where none is.</summary>
    public string? UsedAllowance =>
        policy == EnvironmentPolicy.Protected
            ? $"strata.json allows \"{allowance}\" for \"{environment.Name}\", which is protected ({environment.Where})"
            : null;

    /// <summary>Judges a copy of another environment's rows into this one.</summary>
    /// <param name="source">The other environment; null where strata.json has none of that name.</param>
    /// <param name="sourcePolicy">The policy that holds for it, or held when it was backed up.</param>
    /// <param name="name">Its name.</param>
    /// <param name="file">The configuration file.</param>
    public Verdict OfCopy(EnvironmentConfig? source, EnvironmentPolicy sourcePolicy, string name, string file) =>
        !IsDowngrade(sourcePolicy) || source?.Allow.Contains(Allowance.Copy) == true
            ? Verdict.Allowed.Instance
            : new Verdict.Refused(
                GuardProblems.CopyProtected.At(
                    source?.Where ?? file,
                    $"\"{name}\" is protected, and \"{environment.Name}\" is not: this would copy protected data to a less "
                        + $"protected environment",
                    Unchanged,
                    $"no option turns this off; to allow it, add to strata.json, where it is reviewed: \"{name}\": {{ "
                        + $"\"allow\": [\"{Allowance.Copy}\"] }}; to copy tables without personal data alone: "
                        + $"{Call.Strata("deploy").With("env", environment.Name).With("sync-content").With("from", name)}"
                )
            );

    /// <summary>A sentence on a permission to copy that is used; null where none is.</summary>
    /// <inheritdoc cref="OfCopy"/>
    public string? UsedCopyAllowance(EnvironmentConfig? source, EnvironmentPolicy sourcePolicy, string name) =>
        IsDowngrade(sourcePolicy) && source is not null
            ? $"strata.json allows copies of \"{name}\", which is protected ({source.Where})"
            : null;

    private bool IsDowngrade(EnvironmentPolicy sourcePolicy) =>
        sourcePolicy == EnvironmentPolicy.Protected && policy != EnvironmentPolicy.Protected;

    /// <summary>Judges the operation itself.</summary>
    /// <param name="change">The change, as a clause.</param>
    /// <param name="confirmed">The environment's name that was given with the request; null for none.</param>
    /// <param name="next">The operation, without its confirmation.</param>
    public Verdict Judge(string change, string? confirmed, Remedy next)
    {
        var name = new ProtectedChangeGuard(environment, policy, confirmed);
        if (name.OfName() is Verdict.Refused wrong)
            return wrong;
        if (name.IsConfirmed)
            return Verdict.Allowed.Instance;
        var open = policy == EnvironmentPolicy.Open;
        var confirmation = open ? Call.Option("yes") : Call.Option("confirm", environment.Name);
        return new Verdict.NeedsConfirmation(
            new(QuestionKind.ReplaceData, open ? $"{change}. Go on?" : $"{change}. Type the environment's name to go on")
            {
                IsOrdinary = open,
            },
            GuardProblems.ReplaceUnconfirmed.At(environment.Where, change, Unchanged, $"to do it: {next} {confirmation}"),
            GuardProblems.ReplaceDeclined.At("", "not confirmed", Unchanged, $"to confirm it: {next}")
        )
        {
            Name = open ? null : environment.Name,
        };
    }
}
