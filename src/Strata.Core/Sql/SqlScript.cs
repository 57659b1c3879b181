using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Core.Sql;

/// <summary>A file of SQL, cut into statements without loss: the pieces laid end to end, and the tail, are the file.</summary>
public sealed class SqlScript
{
    private readonly Lazy<string> _hash;
    private readonly Lazy<ImmutableArray<StatementGroup>> _groups;

    internal SqlScript(SourceText source, SqlSyntax syntax, ImmutableArray<SqlStatement> statements, ImmutableArray<SqlHeader> headers)
    {
        Source = source;
        Statements = statements;
        Headers = headers;
        Directives = ReadDirectives(source, statements.Length, headers);
        _hash = new(ComputeHash);
        _groups = new(() => StatementGroup.Of(Statements, Directives, syntax.ModeOf));
    }

    public SourceText Source { get; }
    public ImmutableArray<SqlStatement> Statements { get; }
    public ImmutableArray<SqlHeader> Headers { get; }

    /// <summary>White space and comments after the last statement.</summary>
    public ReadOnlySpan<char> Tail => Source.Text.AsSpan(Statements.IsEmpty ? 0 : Statements[^1].PieceEnd);

    /// <summary>
    /// SHA-256 over the statements as tokens and the headers that change a run, in lower-case hexadecimal. Comments, white space, line ends
    /// and a byte order mark
    /// do not matter; the case of a word and the contents of a string do.
    /// </summary>
    public string ScriptHash => _hash.Value;

    /// <summary>The directives about transactions, in the file's order; none in a file that leaves them to its statements.</summary>
    public ImmutableArray<TransactionDirective> Directives { get; }

    /// <summary>The file's transactions: by its directives; by its statements where it has none.</summary>
    public ImmutableArray<StatementGroup> Groups => _groups.Value;

    /// <summary>The tables named by <c>-- strata:rebuild</c>.</summary>
    public IEnumerable<string> Rebuilds => Named(SqlHeaders.Rebuild);

    /// <summary>The names of the retained rows that a down-script needs.</summary>
    public IEnumerable<string> RetainedPlaces => Named(SqlHeaders.Retained);

    /// <summary>The oldest version of the application that can run on the database after it; null where the file names none.</summary>
    public AppVersion? MinApp => Headers.Where(h => h.Name == SqlHeaders.MinApp).Select(h => AppVersion.Parse(h.Arguments[0])).Max();

    /// <summary>Cuts a migration's text into statements.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="syntax">The dialect's lexical rules.</param>
    /// <param name="fileName">The file, for messages.</param>
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
                SqlProblems.Empty,
                0,
                "the file holds no statement",
                $"write the migration into it; or take it back: {Call.Strata("generate").With("undo")}"
            );
        return script;
    }

    private IEnumerable<string> Named(string header) => Headers.Where(h => h.Name == header).Select(h => SqlHeaders.Name(h.Arguments[0]));

    /// <summary>A <c>none</c> that follows every statement is about the whole file, as it was before directives had a place.</summary>
    /// <exception cref="ProblemException">ST3028, exit 3: no statement follows another directive.</exception>
    private static ImmutableArray<TransactionDirective> ReadDirectives(SourceText source, int statements, ImmutableArray<SqlHeader> headers)
    {
        var directives = headers
            .Where(h => h.Name == SqlHeaders.Transaction)
            .Select(h => (Header: h, Directive: new TransactionDirective(TransactionDirective.Read(h.Arguments[0])!.Value, h.Before)))
            .ToList();
        if (directives.Count > 0 && directives[^1].Directive.Before > statements)
        {
            if (directives.Exists(d => d.Directive.Mode != TransactionMode.None))
                throw SqlProblems.Header.Error(
                    directives[^1].Header.Where,
                    $"no statement follows '-- strata:{directives[^1].Header}' in {source.FileName}",
                    "nothing was run and no file was changed",
                    "put it before the statements that it is about, or remove it"
                );
            return [new TransactionDirective(TransactionMode.None, 1)];
        }
        return [.. directives.Select(d => d.Directive)];
    }

    private string ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Before the words "shared" and "own" a directive was about the whole file, and its place was not hashed.
        var hasPlaces = Directives.Any(d => d.Mode != TransactionMode.None);
        foreach (var header in Headers.Where(h => h.ChangesRun))
        {
            var place = hasPlaces && header.Name == SqlHeaders.Transaction ? $" before {header.Before}" : "";
            hash.AppendData(Encoding.UTF8.GetBytes($"{header}{place}\u0002"));
        }
        foreach (var statement in Statements)
            statement.AppendTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
