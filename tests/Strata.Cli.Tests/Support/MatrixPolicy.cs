namespace Strata.Cli.Tests.Support;

/// <summary>A policy as the file says it and as the stamp says it.</summary>
/// <param name="Holds">The stricter of the two, by which the cells are judged.</param>
/// <param name="Line">The file's line; empty for none.</param>
/// <param name="Stamped">The policy in the stamp.</param>
public sealed record MatrixPolicy(string Holds, string Line, string Stamped)
{
    /// <summary>The last migration is not committed.</summary>
    public bool IsUncommitted { get; init; }

    /// <summary>The file and the stamp say the same.</summary>
    public static MatrixPolicy Of(string policy) => new(policy, $"\"policy\": \"{policy}\"", policy);

    /// <summary>The file says something else than the stamp.</summary>
    /// <param name="line">The file's policy; empty for a line that was removed.</param>
    /// <param name="stamped">The stamp's policy.</param>
    public static MatrixPolicy Between(string line, string stamped)
    {
        string[] order = ["open", "preview", "protected"];
        var declared = line.Length == 0 ? "protected" : line;
        return new(
            Array.IndexOf(order, declared) > Array.IndexOf(order, stamped) ? declared : stamped,
            line.Length == 0 ? "" : $"\"policy\": \"{line}\"",
            stamped
        );
    }
}
