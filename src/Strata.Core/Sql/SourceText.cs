using System.Buffers;
using System.Text;
using Strata.Core.Problems;

namespace Strata.Core.Sql;

/// <summary>The text of one file, and where in it a thing is.</summary>
public sealed class SourceText
{
    private const string Unchanged = "nothing was run and no file was changed";
    private const int MaximumBytes = 256 * 1024 * 1024;
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> s_lineEnds = SearchValues.Create('\n', '\r');
    private readonly Lazy<int[]> _lineStarts;

    public SourceText(string text, string fileName)
    {
        Text = text;
        FileName = fileName;
        _lineStarts = new(FindLines);
        RefuseUnreadable();
    }

    public string Text { get; }
    public string FileName { get; }

    /// <summary>Decodes UTF-8, with or without a byte order mark.</summary>
    /// <exception cref="ProblemException">ST3021, exit 3: another encoding, or more than 256 MiB.</exception>
    public static SourceText Decode(ReadOnlySpan<byte> bytes, string fileName)
    {
        if (bytes.Length > MaximumBytes)
            throw Unreadable(
                fileName,
                $"the file has {bytes.Length} bytes; the limit is {MaximumBytes}",
                "load bulk data with COPY outside of migrations"
            );
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            throw Unreadable(fileName, "the file is UTF-16", "save it as UTF-8");
        try
        {
            return new SourceText(s_strict.GetString(bytes), fileName);
        }
        catch (DecoderFallbackException e)
        {
            var line = bytes[..Math.Clamp(e.Index, 0, bytes.Length)].Count((byte)'\n') + 1;
            throw Unreadable($"{fileName}:{line}:1", "the file is not UTF-8", "save it as UTF-8");
        }
    }

    /// <summary>1-based line and column; a column counts UTF-16 code units, as editors do.</summary>
    public (int Line, int Column) Locate(int offset)
    {
        var starts = _lineStarts.Value;
        var found = Array.BinarySearch(starts, offset);
        var line = found >= 0 ? found : ~found - 1;
        return (line + 1, offset - starts[line] + 1);
    }

    /// <summary><c>file:line:column</c>.</summary>
    public string Where(int offset)
    {
        var (line, column) = Locate(offset);
        return $"{FileName}:{line}:{column}";
    }

    internal ProblemException Refuse(ProblemDefinition problem, int offset, string what, Remedy fix) =>
        problem.Error(Where(offset), what, Unchanged, fix);

    private static ProblemException Unreadable(string where, string what, string fix) =>
        SqlProblems.Undecodable.Error(where, what, Unchanged, fix);

    private int[] FindLines()
    {
        var starts = new List<int> { 0 };
        for (var i = Text.IndexOf('\n', StringComparison.Ordinal); i >= 0; i = Text.IndexOf('\n', i + 1))
            starts.Add(i + 1);
        return [.. starts];
    }

    private void RefuseUnreadable()
    {
        var nul = Text.IndexOf('\0', StringComparison.Ordinal);
        if (nul >= 0)
            throw Refuse(SqlProblems.NulCharacter, nul, "the file holds a NUL character", "remove it; no SQL server can take it");
        for (var at = IndexOfSurrogate(0); at >= 0; at = IndexOfSurrogate(at + 2))
        {
            if (!char.IsHighSurrogate(Text[at]) || at + 1 == Text.Length || !char.IsLowSurrogate(Text[at + 1]))
                throw Refuse(
                    SqlProblems.Undecodable,
                    at,
                    "half of a surrogate pair stands alone",
                    "save the file as UTF-8 again from the editor that wrote it"
                );
        }
    }

    private int IndexOfSurrogate(int from)
    {
        var found = from >= Text.Length ? -1 : Text.AsSpan(from).IndexOfAnyInRange('\uD800', '\uDFFF');
        return found < 0 ? -1 : from + found;
    }

    /// <summary>The end of the line that holds <paramref name="offset"/>, before its line end.</summary>
    internal int LineEnd(int offset)
    {
        var found = Text.AsSpan(offset).IndexOfAny(s_lineEnds);
        return found < 0 ? Text.Length : offset + found;
    }
}
