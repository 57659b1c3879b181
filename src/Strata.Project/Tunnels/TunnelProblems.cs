using Strata.Core.Problems;

namespace Strata.Project.Tunnels;

/// <summary>The problems of tunnels.</summary>
internal static class TunnelProblems
{
    internal static readonly ProblemDefinition NoProgram = new("ST1260", ProblemKind.NoConnection, "the program of a tunnel does not exist")
    {
        Meaning = "\"run\" of a tunnel names a program that is not on the PATH.",
        Resolution = "Install the program, or correct \"run\" in strata.json.",
    };

    internal static readonly ProblemDefinition Ended = new("ST1261", ProblemKind.NoConnection, "a tunnel ended too early")
    {
        Meaning = "The program of the tunnel ended before a server answered through it.",
        Resolution = "Try its command in a shell.",
    };

    internal static readonly ProblemDefinition Silent = new("ST1262", ProblemKind.NoConnection, "no server answers through a tunnel")
    {
        Meaning = "The tunnel runs, and no PostgreSQL server answered through it in time.",
        Resolution = "Check the address that it forwards to, or raise \"ready\" in strata.json.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [NoProgram, Ended, Silent];
}
