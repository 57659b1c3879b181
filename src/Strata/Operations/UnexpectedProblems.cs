using System.Data.Common;
using System.Net.Sockets;
using Strata.Core.Execution;
using Strata.Core.Problems;

namespace Strata.Operations;

/// <summary>Exceptions that no operation expected, as the problems that a host shows.</summary>
internal static class UnexpectedProblems
{
    private const string Before = "what was printed before this is done";

    private static readonly ProblemDefinition s_bug = new("ST0001", ProblemKind.Internal, "an internal error")
    {
        Meaning = "A bug in Strata. The state of the database is in its history.",
        Resolution = "Run strata status, and report the output of the command with --verbose.",
    };

    private static readonly ProblemDefinition s_interrupted = new("ST0130", ProblemKind.Interrupted, "interrupted")
    {
        Meaning = "The command was interrupted (Ctrl-C, SIGTERM, a closed terminal) before it changed anything.",
        Resolution = "Run it again.",
    };

    private static readonly ProblemDefinition s_file = new("ST2012", ProblemKind.Usage, "a file or folder cannot be used")
    {
        Meaning = "A file or folder cannot be read or written: permissions, a full disk, a missing path.",
        Resolution = "Give this user access, or free space on the disk; then run the command again.",
    };

    private static readonly ProblemDefinition s_refused = new(
        "ST1218",
        ProblemKind.Preflight,
        "the database refused a statement of Strata's own"
    )
    {
        Meaning = "A statement that Strata needs for its own work failed: most often a privilege is missing.",
        Resolution = "Run strata doctor, which names what this login lacks.",
    };

    private static readonly ProblemDefinition s_lost = new("ST1219", ProblemKind.NoConnection, "the connection was lost")
    {
        Meaning = "The connection broke while Strata was reading, and no statement of yours was running.",
        Resolution = "Run strata doctor, then the command again.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [s_bug, s_interrupted, s_file, s_refused, s_lost];

    /// <summary>The problem of an exception.</summary>
    /// <param name="e">The exception.</param>
    /// <param name="cancelled">The caller cancelled the operation.</param>
    public static Problem Of(Exception e, bool cancelled) =>
        e switch
        {
            ProblemException p => p.Problem,
            OperationCanceledException when cancelled => s_interrupted.At(
                "",
                "interrupted",
                "nothing was changed by this command",
                "run it again"
            ),
            UnauthorizedAccessException or IOException => s_file.At(
                "",
                $"a file or folder cannot be used: {e.Message.TrimEnd('.')}",
                Before,
                "give this user access to it, or free space on its disk; then run the command again"
            ),
            StatementException or DbException => OfDatabase(e),
            _ => s_bug.At(
                "",
                $"an internal error: {e.GetType().Name}: {e.Message}",
                "unknown: see what was printed before this",
                $"see the state: {Call.Strata("status")}; and report this as a bug, with the output of {Call.Option("verbose")}"
            ),
        };

    private static Problem OfDatabase(Exception e)
    {
        var code = (e as StatementException)?.Code ?? (e as DbException)?.SqlState;
        var message = $"{e.Message.TrimEnd('.')}{(code is null ? "" : $" [{code}]")}";
        Remedy next = $"see that the server works and what this login may do: {Call.Strata("doctor")}; then run the command again";
        return e is StatementException { Kind: FailureKind.Lost } or { InnerException: IOException or SocketException }
            ? s_lost.At("", $"the connection was lost: {message}", Before, next)
            : s_refused.At("", $"the database refused a statement of Strata's own: {message}", Before, next);
    }
}
