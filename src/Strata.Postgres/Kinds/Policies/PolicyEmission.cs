using Strata.Core.CSharpEmission;
using Strata.Postgres.CSharpEmission;

namespace Strata.Postgres.Kinds.Policies;

/// <summary>A policy as a call in its table's constructor.</summary>
internal static class PolicyEmission
{
    public static EmittedCode Of(Policy policy, CodeContext context)
    {
        var command = policy.Command switch
        {
            "r" => "Select",
            "a" => "Insert",
            "w" => "Update",
            "d" => "Delete",
            _ => null,
        };
        var roles = policy.Roles.Where(r => r != "PUBLIC").Select(r => CSharp.Literal(EmissionText.Tokens(r).TakeName() ?? r)).ToList();
        return new(
            policy,
            new CodePart(
                CodePlace.Statement,
                string.Concat(
                    $"Policy({CSharp.Literal(policy.Id.Name)})",
                    policy.Permissive ? "" : ".Restrictive()",
                    command is null ? "" : $".For(PolicyCommand.{command})",
                    roles.Count == 0 ? "" : $".To({string.Join(", ", roles)})",
                    policy.Using is { } visible
                        ? $".Using({context.Expression(EmissionText.Unbracketed(visible), policy.Table).Text})"
                        : "",
                    policy.WithCheck is { } writable
                        ? $".WithCheck({context.Expression(EmissionText.Unbracketed(writable), policy.Table).Text})"
                        : ""
                ),
                policy.Table
            )
        );
    }
}
