namespace Strata.Schema;

/// <summary>The statements a policy speaks of.</summary>
public enum PolicyCommand
{
    All,
    Select,
    Insert,
    Update,
    Delete,
}

/// <summary>A row level security policy (https://www.postgresql.org/docs/current/sql-createpolicy.html).</summary>
public sealed class PolicyDefinition : TablePart<PolicyDefinition>
{
    internal PolicyDefinition(string name, SourceLine source)
        : base(source) => GivenName = name;

    internal bool IsRestrictive { get; private set; }
    internal PolicyCommand Command { get; private set; }
    internal IReadOnlyList<string> Roles { get; private set; } = [];
    internal Sql? Visible { get; private set; }
    internal Sql? Writable { get; private set; }

    /// <summary>Every restrictive policy must allow the row, and at least one permissive one.</summary>
    public PolicyDefinition Restrictive()
    {
        IsRestrictive = true;
        return this;
    }

    public PolicyDefinition For(PolicyCommand command)
    {
        Command = command;
        return this;
    }

    /// <summary>
    /// Roles by name; <c>public</c>, <c>current_user</c>, <c>current_role</c> and <c>session_user</c> are SQL's own. PUBLIC when not said.
    /// </summary>
    public PolicyDefinition To(params string[] roles)
    {
        Roles = roles;
        return this;
    }

    /// <summary>Which existing rows can be seen.</summary>
    public PolicyDefinition Using(Sql condition)
    {
        Visible = condition;
        return this;
    }

    /// <summary>Which rows may be written.</summary>
    public PolicyDefinition WithCheck(Sql condition)
    {
        Writable = condition;
        return this;
    }
}
