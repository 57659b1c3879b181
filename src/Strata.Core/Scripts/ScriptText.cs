using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Strata.Core.Sql;

namespace Strata.Core.Scripts;

/// <summary>SQL in the place of a value.</summary>
internal sealed record SqlValue(string Sql);

/// <summary>The text of a script: statements with their values written in.</summary>
/// <param name="literal">Writes text as a constant of the dialect.</param>
internal sealed partial class ScriptText(Func<string, string> literal)
{
    private readonly StringBuilder _text = new();

    public ScriptText Line(string line = "")
    {
        _text.Append(line).Append('\n');
        return this;
    }

    /// <summary>A statement with its values, and its end.</summary>
    public ScriptText Statement(string sql, IReadOnlyList<object?> values, string end = ";") => Line(With(sql, values) + end);

    /// <summary>A migration's own statement, with the comments before it.</summary>
    public ScriptText Statement(SqlStatement statement)
    {
        var comments = statement.Source.Text[statement.PieceStart..statement.Offset].Trim('\uFEFF', ' ', '\t', '\r', '\n');
        if (comments.Length > 0)
            Line(comments);
        return Line(statement.Text + ";");
    }

    /// <summary>A statement with its values in the places of <c>$1</c>, <c>$2</c>.</summary>
    public string With(string sql, IReadOnlyList<object?> values) =>
        Parameter().Replace(sql, m => Value(values[int.Parse(m.ValueSpan[1..], CultureInfo.InvariantCulture) - 1]));

    private string Value(object? value) =>
        value switch
        {
            null => "NULL",
            SqlValue s => s.Sql,
            string s => literal(s),
            bool b => b ? "true" : "false",
            IFormattable n => n.ToString(null, CultureInfo.InvariantCulture),
            _ => throw new ArgumentOutOfRangeException(nameof(value), value, null),
        };

    public override string ToString() => _text.ToString();

    [GeneratedRegex(@"\$\d+")]
    private static partial Regex Parameter();
}
