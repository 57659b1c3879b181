namespace Strata.Core.Record;

/// <summary>The one way in which a database is changed.</summary>
public enum StampMode
{
    Push,
    Migrate,
}

/// <summary>The rules that guard an environment.</summary>
public enum EnvironmentPolicy
{
    Open,
    Preview,
    Protected,
}

/// <summary>The database's own account of what it is.</summary>
/// <param name="Environment">Name in <c>strata.json</c>.</param>
/// <param name="Mode">The two modes are never mixed on one database.</param>
/// <param name="Policy">As it was when the stamp was written.</param>
/// <param name="Identity">Generated once for this database.</param>
public sealed record Stamp(string Environment, StampMode Mode, EnvironmentPolicy Policy, Guid Identity)
{
    /// <summary>By the database's clock; set when read, ignored when written.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>
    /// The place of the database when it got the stamp, as <see cref="TargetState.Place"/>; null where a script wrote it, which cannot
    /// tell.
    /// </summary>
    public string? Place { get; init; }
}
