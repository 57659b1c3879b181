using Strata.Core.Model;

namespace Strata.Core.Sql;

/// <summary>
/// A line <c>-- strata:transaction MODE</c>. It holds for the statements that follow it, up to the next such line, and each begins anew:
/// with <c>shared</c> they run in one transaction, with <c>own</c> each in a transaction of its own, with <c>none</c> each outside of any.
/// </summary>
/// <param name="Mode">The word.</param>
/// <param name="Before">1-based number of the statement that follows it.</param>
public readonly record struct TransactionDirective(TransactionMode Mode, int Before)
{
    internal static TransactionMode? Read(string word) =>
        word switch
        {
            "shared" => TransactionMode.Shared,
            "own" => TransactionMode.Own,
            "none" => TransactionMode.None,
            _ => null,
        };

    /// <summary>The word of a mode in the file.</summary>
    public static string Word(TransactionMode mode) =>
        mode switch
        {
            TransactionMode.Shared => "shared",
            TransactionMode.Own => "own",
            TransactionMode.None => "none",
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
        };
}
