using Strata.Core.Model;

namespace Strata.Core.Record;

/// <summary>User, machine, program and commit of a run: recorded with every row.</summary>
public sealed record RunInfo(string By, string Host, string Tool, string? Commit)
{
    private const string Dirty = "dirty";

    /// <summary>Migrations whose files the commit does not have as they are, by their names.</summary>
    public EquatableArray<string> Uncommitted { get; init; } = [];

    /// <summary>The commit that holds a migration's file; <c>dirty</c> where none does.</summary>
    public string? CommitOf(string tag) => Uncommitted.Contains(tag) ? Dirty : Commit;

    /// <summary>A recorded commit is the name of one.</summary>
    public static bool IsCommit(string? recorded) => recorded is not (null or Dirty);

    /// <summary>From the process: user, machine and this assembly's version.</summary>
    public static RunInfo Current(string? commit) =>
        new(Environment.UserName, Environment.MachineName, $"strata {typeof(RunInfo).Assembly.GetName().Version?.ToString(3)}", commit);
}
