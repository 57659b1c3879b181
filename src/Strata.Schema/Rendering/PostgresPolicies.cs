using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>Row security policies.</summary>
internal sealed class PostgresPolicies(SqlNames names, StatementList statements)
{
    // Words of SQL in the place of a role: https://www.postgresql.org/docs/current/sql-createpolicy.html
    private static readonly string[] s_roleWords = ["public", "current_user", "current_role", "session_user"];

    public void Write(BoundTable table)
    {
        foreach (var policy in table.Of<PolicyDefinition>())
        {
            var address = ObjectAddress.Of("policy", table.Schema, table.Name, policy.BoundName);
            statements.Add(policy.Source, address, () => Create(table, policy));
        }
    }

    private string Create(BoundTable table, PolicyDefinition policy)
    {
        List<string> clauses = [$"CREATE POLICY {SqlNames.Quote(policy.BoundName)} ON {names.Of(table)}"];
        if (policy.IsRestrictive)
            clauses.Add("AS RESTRICTIVE");
        if (policy.Command != PolicyCommand.All)
            clauses.Add($"FOR {policy.Command.ToString().ToUpperInvariant()}");
        if (policy.Roles.Count > 0)
            clauses.Add($"TO {string.Join(", ", policy.Roles.Select(Role))}");
        if (policy.Visible is { } visible)
            clauses.Add($"USING ({names.Render(visible, policy.Source)})");
        if (policy.Writable is { } writable)
            clauses.Add($"WITH CHECK ({names.Render(writable, policy.Source)})");
        return string.Join(' ', clauses);
    }

    private static string Role(string name) =>
        s_roleWords.Contains(name.ToLowerInvariant()) ? name.ToUpperInvariant() : SqlNames.Quote(name);
}
