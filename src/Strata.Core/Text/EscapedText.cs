using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Strata.Core.Text;

/// <summary>
/// Text for a terminal. What comes from anywhere else, a text or a hole of an interpolated one, is escaped on its way in; the words of the
/// program and its colours are not.
/// </summary>
[InterpolatedStringHandler]
public sealed class EscapedText
{
    private readonly StringBuilder _text;

    /// <summary>Called by the compiler for an interpolated text.</summary>
    public EscapedText(int literalLength, int formattedCount) => _text = new(literalLength + 16 * formattedCount);

    private EscapedText(string verbatim) => _text = new(verbatim);

    /// <summary>Text with the colours of this program in it.</summary>
    public static EscapedText Verbatim(string painted) => new(painted);

    /// <summary>Several texts; none of them ends with blanks.</summary>
    public static EscapedText Join(string separator, IEnumerable<EscapedText> parts) =>
        new(string.Join(separator, parts.Select(p => p.ToString().TrimEnd())));

    /// <summary>A text from anywhere else.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator EscapedText?(string? text) => text is null ? null : new(ControlCharacters.Escape(text));

    /// <summary>Words of the program.</summary>
    public void AppendLiteral(string value) => _text.Append(value);

    /// <summary>A text that is escaped already.</summary>
    public void AppendFormatted(EscapedText value) => _text.Append(value._text);

    /// <inheritdoc cref="AppendFormatted{T}(T, int, string?)"/>
    public void AppendFormatted<T>(T value, string? format = null) => AppendFormatted(value, 0, format);

    /// <summary>A value from anywhere else.</summary>
    public void AppendFormatted<T>(T value, int alignment, string? format = null)
    {
        var text = value is IFormattable f ? f.ToString(format, CultureInfo.CurrentCulture) : value?.ToString();
        var escaped = ControlCharacters.Escape(text ?? "");
        _text.Append(alignment < 0 ? escaped.PadRight(-alignment) : escaped.PadLeft(alignment));
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
