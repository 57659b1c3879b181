namespace Strata.Core.Record;

/// <summary>User, machine, program and commit of a run: recorded with every row.</summary>
public sealed record RunInfo(string By, string Host, string Tool, string? Commit)
{
    /// <summary>From the process: user, machine and this assembly's version.</summary>
    public static RunInfo Current(string? commit) =>
        new(Environment.UserName, Environment.MachineName, $"strata {typeof(RunInfo).Assembly.GetName().Version?.ToString(3)}", commit);
}
