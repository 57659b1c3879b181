using Strata.Core.Model;

namespace Strata.Core.Sql;

/// <summary>Eight digits of the hash of each statement of a script, in order, so that an edit can be traced to a statement.</summary>
public sealed record StatementHashes(EquatableArray<string> Digits)
{
    private const int Length = 8;

    public static StatementHashes None { get; } = new([]);

    public int Count => Digits.Count;

    public static StatementHashes Of(SqlScript script) => new([.. script.Statements.Select(s => s.Hash[..Length])]);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static StatementHashes Parse(string text) => new([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>True where there is a statement at an index, and it is this one.</summary>
    public bool Matches(int index, SqlStatement statement) => index < Count && statement.Hash[..Length] == Digits[index];

    /// <summary>The indexes at which a script differs, those that only one of the two has included.</summary>
    public IEnumerable<int> Differences(SqlScript script) =>
        Enumerable
            .Range(0, Math.Max(Count, script.Statements.Length))
            .Where(i => i >= script.Statements.Length || !Matches(i, script.Statements[i]));

    /// <summary>As journal and history have it: separated by spaces.</summary>
    public override string ToString() => string.Join(' ', Digits);
}
