namespace Strata.Schema;

/// <summary>
/// A row security policy (https://www.postgresql.org/docs/current/ddl-rowsecurity.html). Rows are visible only by policies as soon as a
/// table has one. PostgreSQL only.
/// </summary>
public sealed class PolicyDefinition : TablePart<PolicyDefinition>
{
    internal PolicyDefinition(string name, SourceLine source)
        : base(source) => GivenName = name;

    internal bool IsRestrictive { get; private set; }
    internal PolicyCommand Command { get; private set; }
    internal IReadOnlyList<string> Roles { get; private set; } = [];
    internal Sql? Visible { get; private set; }
    internal Sql? Writable { get; private set; }

    /// <summary>
    /// Makes the policy restrictive: a row needs every restrictive policy and at least one permissive policy
    /// (https://www.postgresql.org/docs/current/sql-createpolicy.html).
    /// </summary>
    public PolicyDefinition Restrictive()
    {
        IsRestrictive = true;
        return this;
    }

    /// <summary>Limits the policy to one statement; all by default.</summary>
    public PolicyDefinition For(PolicyCommand command)
    {
        Command = command;
        return this;
    }

    /// <summary>
    /// Limits the policy to roles; PUBLIC by default. <c>public</c>, <c>current_user</c>, <c>current_role</c> and <c>session_user</c> are
    /// words of SQL (https://www.postgresql.org/docs/current/sql-createpolicy.html).
    /// </summary>
    public PolicyDefinition To(params string[] roles)
    {
        Roles = roles;
        return this;
    }

    /// <summary>Sets the condition of existing rows that statements see: USING.</summary>
    public PolicyDefinition Using(Sql condition)
    {
        Visible = condition;
        return this;
    }

    /// <summary>Sets the condition of rows that statements may write: WITH CHECK.</summary>
    public PolicyDefinition WithCheck(Sql condition)
    {
        Writable = condition;
        return this;
    }
}
