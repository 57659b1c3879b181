using Strata.Core.Problems;

namespace Strata.Postgres.Execution;

/// <summary>The problems of a server or a login that cannot do what a run needs.</summary>
internal static class ServerProblems
{
    public static readonly ProblemDefinition TooOld = new("ST1210", ProblemKind.Preflight, "the server is too old")
    {
        Meaning = "Strata relies on features that this major version of PostgreSQL lacks.",
        Resolution = "Update the server.",
    };

    public static readonly ProblemDefinition Replica = new("ST1211", ProblemKind.Preflight, "the server is a replica")
    {
        Meaning = "A standby server takes no writes.",
        Resolution = "Point the URL at the primary, or add Target Session Attributes=primary to it.",
    };

    public static readonly ProblemDefinition ReadOnly = new("ST1212", ProblemKind.Preflight, "transactions are read-only")
    {
        Meaning = "The database or the role has default_transaction_read_only set.",
        Resolution = "Turn the setting off, or use another role.",
    };

    public static readonly ProblemDefinition Pooled = new("ST1213", ProblemKind.Preflight, "a statement cannot run through a pooler")
    {
        Meaning = "The statement cannot run in a transaction, and the pooler keeps a server for the length of a transaction only.",
        Resolution = "Point the URL at the server itself.",
    };

    public static readonly ProblemDefinition CorruptIndexes = new("ST1215", ProblemKind.Preflight, "the server can build corrupt indexes")
    {
        Meaning = "PostgreSQL 14.0 to 14.3 can build corrupt indexes with CONCURRENTLY.",
        Resolution = "Update the server to 14.4 or later, or build the index without CONCURRENTLY.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [TooOld, Replica, ReadOnly, Pooled, CorruptIndexes];
}
