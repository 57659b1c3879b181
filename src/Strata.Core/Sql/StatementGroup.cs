using System.Collections.Immutable;
using Strata.Core.Model;

namespace Strata.Core.Sql;

/// <summary>Statements that run in one transaction, or one statement outside of any.</summary>
public sealed record StatementGroup(TransactionMode Transaction, ImmutableArray<SqlStatement> Statements)
{
    /// <summary>Cuts a script into transactions, by its directives; where it has none, by the statements.</summary>
    /// <param name="statements">Those of the whole file.</param>
    /// <param name="directives">Those of the whole file, in order.</param>
    /// <param name="modeOf">The mode of a statement that no directive is about.</param>
    internal static ImmutableArray<StatementGroup> Of(
        ImmutableArray<SqlStatement> statements,
        ImmutableArray<TransactionDirective> directives,
        Func<SqlStatement, TransactionMode> modeOf
    )
    {
        var groups = ImmutableArray.CreateBuilder<StatementGroup>();
        var open = ImmutableArray.CreateBuilder<SqlStatement>();
        var coming = new Queue<TransactionDirective>(directives);
        TransactionMode? given = null;
        foreach (var statement in statements)
        {
            while (coming.TryPeek(out var next) && next.Before <= statement.Number)
            {
                Close(TransactionMode.Shared);
                given = coming.Dequeue().Mode;
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
