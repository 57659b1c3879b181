using System.Collections.Immutable;
using System.Text;
using Strata.Core.Data;
using Strata.Core.Problems;

namespace Strata.Seeding;

/// <summary>
/// Rows of a CSV file by RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180), as PostgreSQL reads them: an empty field is NULL, an empty
/// field in quotes is an empty text.
/// </summary>
internal sealed class CsvRows(SeedFile file)
{
    private const char Quote = '"';
    private string _text = "";
    private int _at;
    private int _line = 1;

    /// <exception cref="ProblemException">ST5031, exit 2.</exception>
    public (ImmutableArray<string> Columns, IEnumerable<SeedRow> Rows) Read(string text)
    {
        _text = text;
        if (text.Length == 0)
            throw file.Invalid(1, "the file is empty: its first line names the columns", "write the columns' names into the first line");
        var columns = Record();
        if (columns.FindIndex(c => string.IsNullOrEmpty(c)) is var nameless and >= 0)
            throw file.Invalid(1, $"column {nameless + 1} of the first line has no name", "name every column in the first line");
        if (columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw file.Invalid(1, $"the column {twice.Key} is declared twice", "keep one of the two");
        return ([.. columns.Select(c => c!.Trim())], Rows(columns.Count));
    }

    private IEnumerable<SeedRow> Rows(int count)
    {
        while (_at < _text.Length)
        {
            var line = _line;
            var values = Record();
            // An empty line is no row, unless there is one column: then it is a NULL.
            if (values is [null] && count > 1)
                continue;
            if (values.Count != count)
                throw file.Invalid(
                    line,
                    $"the row has {values.Count} values for {count} columns",
                    "give each row a value for every column, and write a value with a comma or a quote in quotes"
                );
            yield return new SeedRow(line, [.. values]);
        }
    }

    private List<string?> Record()
    {
        List<string?> values = [];
        while (true)
        {
            values.Add(_at < _text.Length && _text[_at] == Quote ? Quoted() : Plain());
            if (_at >= _text.Length)
                return values;
            var end = _text[_at++];
            if (end == ',')
                continue;
            if (end == '\r' && _at < _text.Length && _text[_at] == '\n')
                _at++;
            _line++;
            return values;
        }
    }

    private string? Plain()
    {
        var length = _text.AsSpan(_at).IndexOfAny(",\r\n");
        var value = length < 0 ? _text[_at..] : _text.Substring(_at, length);
        if (value.Contains(Quote, StringComparison.Ordinal))
            throw file.Invalid(
                _line,
                "a quote inside a value that is not in quotes",
                "put the whole value in quotes, and double those inside it"
            );
        _at += value.Length;
        return value.Length == 0 ? null : value;
    }

    private string Quoted()
    {
        var (value, begin) = (new StringBuilder(), _line);
        for (_at++; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == '\n')
                _line++;
            if (c != Quote)
            {
                value.Append(c);
            }
            else if (_at + 1 < _text.Length && _text[_at + 1] == Quote)
            {
                value.Append(Quote);
                _at++;
            }
            else
            {
                _at++;
                if (_at < _text.Length && _text[_at] is not (',' or '\r' or '\n'))
                    throw file.Invalid(
                        _line,
                        "text between the closing quote and the next comma",
                        "double a quote that belongs to the value"
                    );
                return value.ToString();
            }
        }
        throw file.Invalid(begin, "a quote is opened here and never closed", "close it, or double it where it belongs to the value");
    }
}
