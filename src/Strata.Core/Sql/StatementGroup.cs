using System.Collections.Immutable;
using Strata.Core.Model;

namespace Strata.Core.Sql;

/// <summary>Statements that run in one transaction, or one statement outside of any.</summary>
public sealed record StatementGroup(TransactionMode Transaction, ImmutableArray<SqlStatement> Statements)
{
    /// <summary>Cuts a script into transactions, by its directives; where it has none, by the statements.</summary>
    /// <param name="script">The whole file.</param>
    /// <param name="modeOf">The mode of a statement that no directive is about.</param>
    internal static ImmutableArray<StatementGroup> Of(SqlScript script, Func<SqlStatement, TransactionMode> modeOf)
    {
        var groups = ImmutableArray.CreateBuilder<StatementGroup>();
        var open = ImmutableArray.CreateBuilder<SqlStatement>();
        var directives = new Queue<TransactionDirective>(script.Directives);
        TransactionMode? given = null;
        foreach (var statement in script.Statements)
        {
            while (directives.TryPeek(out var next) && next.Before <= statement.Number)
            {
                Close(TransactionMode.Shared);
                given = directives.Dequeue().Mode;
            }
            var mode = given ?? modeOf(statement);
            // A person's statement that has to be committed before the next may share a transaction with those before it.
            if (mode == TransactionMode.None)
                Close(TransactionMode.Shared);
            open.Add(statement);
            if (mode != TransactionMode.Shared)
                Close(mode);
        }
        Close(TransactionMode.Shared);
        return groups.ToImmutable();

        void Close(TransactionMode mode)
        {
            if (open.Count > 0)
                groups.Add(new StatementGroup(mode, open.ToImmutable()));
            open.Clear();
        }
    }
}
