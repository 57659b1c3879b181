using System.Collections.Immutable;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Sqlite.Execution;

/// <summary>How statements go with transactions, told from their tokens.</summary>
internal static class SqliteStatements
{
    /// <summary>Cuts a script into transactions: what can share one does.</summary>
    public static ImmutableArray<StatementGroup> Group(SqlScript script)
    {
        var groups = ImmutableArray.CreateBuilder<StatementGroup>();
        var shared = ImmutableArray.CreateBuilder<SqlStatement>();
        foreach (var statement in script.Statements)
        {
            if (!script.OutsideTransaction && !RunsAlone(statement))
            {
                shared.Add(statement);
                continue;
            }
            Flush();
            groups.Add(new StatementGroup(TransactionMode.None, [statement]));
        }
        Flush();
        return groups.ToImmutable();

        void Flush()
        {
            if (shared.Count > 0)
                groups.Add(new StatementGroup(TransactionMode.Shared, shared.ToImmutable()));
            shared.Clear();
        }
    }

    // Inside a transaction SQLite refuses the first and ignores or refuses the others: https://www.sqlite.org/pragma.html
    public static bool RunsAlone(SqlStatement s) =>
        s.StartsWith("VACUUM")
        || s.StartsWith("PRAGMA", "journal_mode")
        || s.StartsWith("PRAGMA", "synchronous")
        || s.StartsWith("PRAGMA", "auto_vacuum");

    // The switch is a no-op inside a transaction, so it belongs to the transaction as a whole.
    public static bool SwitchesForeignKeys(SqlStatement s) => s.StartsWith("PRAGMA", "foreign_keys") && s.Tokens.Length > 2;

    public static bool SwitchesOff(SqlStatement s) =>
        SwitchesForeignKeys(s) && (s.Is(3, "OFF") || s.Is(3, "NO") || s.Is(3, "FALSE") || s.TokenText(3).SequenceEqual("0"));
}
