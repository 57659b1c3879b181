using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Strata.Cli.Terminal;

/// <summary>
/// Text for a terminal. What comes from anywhere else, a text or a hole of an interpolated one, is escaped on its way in; the words of this
/// program and its colours are not.
/// </summary>
[InterpolatedStringHandler]
internal sealed class TerminalText
{
    private readonly StringBuilder _text;

    public TerminalText(int literalLength, int formattedCount) => _text = new(literalLength + 16 * formattedCount);

    private TerminalText(string verbatim) => _text = new(verbatim);

    /// <summary>Text with the colours of this program in it.</summary>
    public static TerminalText Verbatim(string painted) => new(painted);

    public static TerminalText Join(string separator, IEnumerable<TerminalText> parts) => new(string.Join(separator, parts));

    public static implicit operator TerminalText(string text) => new(ControlCharacters.Escape(text));

    public void AppendLiteral(string value) => _text.Append(value);

    public void AppendFormatted(TerminalText value) => _text.Append(value._text);

    public void AppendFormatted<T>(T value, string? format = null) => AppendFormatted(value, 0, format);

    public void AppendFormatted<T>(T value, int alignment, string? format = null)
    {
        var text = value is IFormattable f ? f.ToString(format, CultureInfo.CurrentCulture) : value?.ToString();
        var escaped = ControlCharacters.Escape(text ?? "");
        _text.Append(alignment < 0 ? escaped.PadRight(-alignment) : escaped.PadLeft(alignment));
    }

    public override string ToString() => _text.ToString();
}
