using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Core.Sql;

/// <summary>A file of SQL, cut into statements without loss: the pieces laid end to end, and the tail, are the file.</summary>
public sealed class SqlScript
{
    /// <summary>The code of "the file holds no statement".</summary>
    public const string EmptyCode = "ST3020";

    private readonly Lazy<string> _hash;

    internal SqlScript(SourceText source, ImmutableArray<SqlStatement> statements, ImmutableArray<SqlHeader> headers)
    {
        Source = source;
        Statements = statements;
        Headers = headers;
        _hash = new(ComputeHash);
    }

    public SourceText Source { get; }
    public ImmutableArray<SqlStatement> Statements { get; }
    public ImmutableArray<SqlHeader> Headers { get; }

    /// <summary>What follows the last statement: white space and comments.</summary>
    public ReadOnlySpan<char> Tail => Source.Text.AsSpan(Statements.IsEmpty ? 0 : Statements[^1].PieceEnd);

    /// <summary>
    /// SHA-256 over the statements as tokens and the headers that change a run, in lower-case hexadecimal. Comments, white space, line ends
    /// and a byte order mark
    /// do not matter; the case of a word and the contents of a string do.
    /// </summary>
    public string ScriptHash => _hash.Value;

    /// <summary>Every statement runs outside of a transaction, because the file says so.</summary>
    public bool OutsideTransaction => Headers.Any(h => h.Name == SqlHeaders.Transaction);

    /// <summary>The tables named by <c>-- strata:rebuild</c>.</summary>
    public IEnumerable<string> Rebuilds => Headers.Where(h => h.Name == SqlHeaders.Rebuild).Select(h => SqlHeaders.Name(h.Arguments[0]));

    /// <summary>Where what was kept aside is looked for.</summary>
    public IEnumerable<string> KeptPlaces => Headers.Where(h => h.Name == SqlHeaders.Kept).Select(h => SqlHeaders.Name(h.Arguments[0]));

    /// <summary>The oldest version of the application that can run on the database after it; null where the file says nothing.</summary>
    public AppVersion? MinApp => Headers.Where(h => h.Name == SqlHeaders.MinApp).Select(h => AppVersion.Parse(h.Arguments[0])).Max();

    /// <summary>Cuts a migration's text into statements.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="syntax">The dialect's lexical rules.</param>
    /// <param name="fileName">What messages call the file.</param>
    /// <param name="allowEmpty">A file without any statement is as good as another.</param>
    /// <exception cref="ProblemException">ST302x, exit 3: the text cannot be cut with certainty, or holds what no migration may
    /// hold.</exception>
    public static SqlScript Parse(string text, SqlSyntax syntax, string fileName, bool allowEmpty = false) =>
        Parse(new SourceText(text, fileName), syntax, allowEmpty);

    /// <inheritdoc cref="Parse(string, SqlSyntax, string, bool)"/>
    public static SqlScript Parse(SourceText source, SqlSyntax syntax, bool allowEmpty = false)
    {
        var script = new ScriptParser(source, syntax).Parse();
        if (script.Statements.IsEmpty && !allowEmpty)
            throw source.Refuse(
                EmptyCode,
                0,
                "the file holds no statement",
                "write the migration into it, or delete the file and its journal entry before anybody has run it"
            );
        return script;
    }

    private string ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var header in Headers.Where(h => h.ChangesRun))
            hash.AppendData(Encoding.UTF8.GetBytes($"{header.Name} {string.Join(' ', header.Arguments)}\u0002"));
        foreach (var statement in Statements)
            statement.AppendTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
